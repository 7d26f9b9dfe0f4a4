"""What stands beside and moves no verdict."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from made_up import trial

from pulposus.claims import Base
from pulposus.claims.parts.beside import of_known, of_model, of_noise, of_within
from pulposus.claims.schema import Known, Model, Noise, Treatments, Within
from pulposus.symptoms.posterior import Posterior

Make = Callable[..., Base]
ASKED = {"name": "a part", "asks": "it is so", "beside": True}


def test_changes_within_arms_are_kept_apart_by_kind_of_arm(only_studies: Make) -> None:
    base = only_studies(trial("controlled", pain=-30, control_pain=-20), trial("cohort", pain=-50, design="single arm"))
    found = of_within(Within(kind="within", measure="pain", **ASKED), base)
    assert {number.what.split(" in ")[1]: number.value for number in found.numbers} == pytest.approx(
        {"cohorts": -50, "treated arms": -30, "control arms": -20}
    )
    assert {number.kind for number in found.numbers} == {"uncontrolled"}
    assert found.verdict is None
    assert not any(record.moves for record in found.records)


def test_the_fitted_model_speaks_in_differences(base: Base) -> None:
    """A gain of 3 points is a difference of -3; a relief of the library is a change already."""
    from dataclasses import replace

    draws = {"pain_effect": np.full(9, 3.0), "exercise_pain": np.full(9, -7.0)}
    fitted = replace(base, posterior=lambda: Posterior(draws, {"fingerprint": "abc"}))
    found = of_model(Model(kind="model", columns=("pain_effect", "exercise_*"), **ASKED), fitted)
    assert [number.value for number in found.numbers] == [-3, -7]
    assert all(number.note == "posterior of the evidence abc" for number in found.numbers)
    assert of_model(Model(kind="model", columns=("nothing*",), **ASKED), fitted).finding == "not fitted"


def test_untreated_discs_are_read_better_by_chance(base: Base) -> None:
    found = of_noise(Noise(kind="noise", **ASKED), base)
    better, height = found.numbers
    assert better.low is not None
    assert better.high is not None
    assert 0.02 < better.low < better.value < better.high < 0.4
    assert height.value == 1.775


def test_what_is_known_marks_advice_and_what_is_borrowed(base: Base) -> None:
    part = Known(kind="known", treatments=Treatments(group="cells"), topics=("nights", "serious_harm"), **ASKED)
    found = of_known(part, base)
    notes = [number.note for number in found.numbers]
    assert any(note.startswith("advice of clinics") for note in notes)
    assert any(note.startswith("after ") for note in notes)
    assert len({(n.what, n.value) for n in found.numbers}) == len(found.numbers)
