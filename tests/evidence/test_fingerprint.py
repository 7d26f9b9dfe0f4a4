"""The hash changes with a number that may be fitted, and with nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from pulposus.evidence.fingerprint import fingerprint
from pulposus.evidence.load import read_text


def test_it_is_a_sha256(spoil: Any) -> None:
    assert len(fingerprint([spoil()])) == 64
    assert int(fingerprint([spoil()]), 16) > 0


def test_order_comments_and_space_do_not_matter(example_text: str, example_data: dict[str, Any], spoil: Any) -> None:
    first = fingerprint([spoil()])
    turned = {key: example_data[key] for key in reversed(example_data)}
    turned["arms"] = [{**arm, "outcomes": arm["outcomes"][::-1]} for arm in reversed(example_data["arms"])]
    plain = yaml.safe_dump(turned, sort_keys=False)
    assert plain != example_text
    assert fingerprint([read_text(plain, "x")]) == first
    spaced = example_text.replace("value: -24,", "value:   -24.0,  # twenty-four\n        ")
    assert fingerprint([read_text(spaced, "x")]) == first
    other = spoil(("key",), "another")
    assert fingerprint([spoil(), other]) == fingerprint([other, spoil()])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("title",), "Something else"), (("note",), "x"), (("findings",), []), (("arms", 0, "events"), []),
        (("arms", 0, "outcomes", 1, "words"), "x"), (("contrasts", 0, "difference"), -3.0),
        (("quality", "why"), "other words"),
        (("arms", 0, "outcomes", 1, "read_in"), "table"), (("population", "condition"), "x"), (("registry",), []),
    ],
)  # fmt: skip
def test_texts_and_what_is_not_fitted_do_not_matter(spoil: Any, path: tuple[Any, ...], value: Any) -> None:
    assert fingerprint([spoil(path, value)]) == fingerprint([spoil()])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("arms", 0, "outcomes", 1, "value"), -24.1), (("arms", 0, "outcomes", 1, "sd"), ...), (("arms", 0, "n"), 31),
        (("arms", 0, "outcomes", 4, "definition", "combine"), "or"), (("arms", 0, "setting"), "sham"),
        (("design",), "single arm"),
        (("arms", 0, "product", "carrier"), "fibrin"), (("population", "duration_months"), 61),
        (("same_people_as",), "x"),
        (("contrasts", 0, "use"), "calibrate"), (("arms", 0, "outcomes", 1, "use"), "check"), (("key",), "other"),
    ],
)  # fmt: skip
def test_everything_that_is_fitted_matters(spoil: Any, path: tuple[Any, ...], value: Any) -> None:
    assert fingerprint([spoil(path, value)]) != fingerprint([spoil()])


def test_a_study_that_is_not_fitted_does_not_matter(spoil: Any) -> None:
    beside = spoil(("key",), "beside", ("use",), "check")
    assert fingerprint([spoil(), beside]) == fingerprint([spoil()])
