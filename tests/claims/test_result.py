"""Records of one source put together."""

from __future__ import annotations

from pulposus.claims.result import Record, merged


def record(said: str, *, key: str = "one", moves: bool = True, place: str = "") -> Record:
    return Record(key, "One", "One 2020", "https://a.b", said, read_in=(place,) if place else (), moves=moves)


def test_what_one_source_says_is_put_together_once() -> None:
    found = merged([record("a", place="x"), record("b", place="x"), record("a"), record("c", key="two")])
    assert [(one.key, one.said, one.read_in) for one in found] == [("one", "a; b", ("x",)), ("two", "c", ())]


def test_what_stands_beside_is_not_mixed_with_what_moves_a_verdict() -> None:
    (found,) = merged([record("moves"), record("beside", moves=False)])
    assert (found.said, found.moves) == ("moves", True)
