"""Answers: unknown stays unknown, what follows is added, what contradicts is refused."""

from __future__ import annotations

from typing import Any

import pytest

from pulposus.eligibility import Answers
from pulposus.errors import InputError


def test_nothing_known_is_one_disc_of_which_nothing_is_known() -> None:
    nobody = Answers()
    assert nobody.found("age_y") == (None,)
    assert nobody.found("modified_pfirrmann") == (None,)
    assert nobody.levels == ("",)


def test_a_leak_is_a_tear_and_no_tear_is_no_leak() -> None:
    leak = Answers(discs=({"contrast_leak": True}, {"annular_tear": False}))
    assert leak.found("annular_tear") == (True, False)
    assert leak.found("full_thickness_tear") == (True, False)
    assert leak.found("contrast_leak") == (True, False)


def test_an_earlier_operation_may_be_on_another_disc() -> None:
    assert Answers({"prior_lumbar_surgery": True}).found("prior_disc_surgery") == (None,)
    assert Answers({"prior_lumbar_surgery": False}).found("prior_disc_surgery") == (False,)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"person": {"age": 45}}, "did you mean 'age_y'?"),
        ({"person": {"pfirrmann": 3}}, "about the person"),
        ({"discs": ({"age_y": 45},)}, "about the disc"),
        ({"person": {"age_y": "old"}}, "expected a number"),
        ({"person": {"age_y": True}}, "expected a number"),
        ({"person": {"age_y": float("nan")}}, "expected a number"),
        ({"person": {"infection": 1}}, "expected yes or no"),
        ({"discs": ({"herniation": "burst"},)}, "none, bulge, protrusion"),
        ({"person": {"prior_disc_surgery": True, "prior_lumbar_surgery": False}}, "expected both to agree"),
        ({"discs": ({"contrast_leak": True, "annular_tear": False},)}, "expected both to agree"),
        ({"red_flags": {"headache": True}}, "saddle_numbness"),
        ({"red_flags": {"trauma": "yes"}}, "expected yes or no"),
    ],
)
def test_wrong_answers_are_one_sentence(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        Answers(**given)
    assert said in str(caught.value)
    assert str(caught.value).endswith((".", "?"))
