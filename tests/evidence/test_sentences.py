"""Lines of fields, repeated keys, and short words for what was found."""

from __future__ import annotations

import yaml

from pulposus.evidence.sentences import line_of, shown, twice

TEXT = "a: 1\nb:\n  - c: 2\n    d: 3\n  - {c: 4, d: 5}\n"


def test_a_field_is_found_by_its_line() -> None:
    assert line_of(TEXT, ("a",)) == 1
    assert line_of(TEXT, ("b", 0, "d")) == 4
    assert line_of(TEXT, ("b", 1, "c")) == 5
    assert line_of(TEXT, ("b", 1, "nothing")) == 5
    assert line_of(TEXT, ("nothing",)) is None
    assert line_of("a: [", ("a",)) is None


def test_a_repeated_key_is_found_with_its_line() -> None:
    assert twice(TEXT) is None
    assert twice(TEXT + "a: 2\n") == ("a", 6)
    assert twice("x:\n  - {c: 1, c: 2}\n") == ("c", 2)
    assert twice("x: &x [*x]\n") is None


def test_what_was_found_is_said_on_one_short_line() -> None:
    inside_itself: list[object] = []
    inside_itself.append(inside_itself)
    for found in ("a\nb", "x" * 500, {"a": {"b": {"c": 1}}}, list(range(1000)), inside_itself, yaml.safe_load(TEXT)):
        assert "\n" not in shown(found)
        assert len(shown(found)) < 200
