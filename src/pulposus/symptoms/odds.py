"""Odds of degeneration and of pain by what a person is like, for populations in whom nothing was measured.

They say who has what, in cross-section. A patient whose grade and scores are given has them in these numbers already,
and how fast things go on is not related to them: never apply both.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.library.load import facts, value
from pulposus.library.sample import sample
from pulposus.symptoms.adherence import TOPIC
from pulposus.symptoms.modifiers import attribute
from pulposus.symptoms.patient import SymptomPatient

Float = NDArray[np.float64]
State = Literal["degeneration", "chronic_pain", "disabling_pain"]
TRAITS = ("overweight", "obese", "smoker", "diabetes", "heavy_work", "female", "age")


def _amount(patient: SymptomPatient, trait: str) -> float:
    """How often a ratio applies: 0 or 1, and years from the reference for age."""
    if trait not in ("overweight", "obese"):
        return float(attribute(patient, trait))
    bmi = patient.bmi_kg_m2
    obese = bmi is not None and bmi >= value(TOPIC, "obese_bmi")
    if trait == "obese":
        return float(obese)
    return float(bmi is not None and bmi >= value(TOPIC, "overweight_bmi") and not obese)


def baseline_odds(state: State, patient: SymptomPatient, n: int, seed: int) -> Float:
    """Odds ratio (n,) of a state for a person like this against the reference person, ratios multiplied.

    The reference is a man of forty who is not overweight, does not smoke, has no diabetes and no heavy work; what is
    not known counts as the reference. Only facts named ``odds_<state>_<trait>`` act. Sources: modifiers.yaml.
    """
    odds = np.ones(n)
    for trait in TRAITS:
        name, amount = f"odds_{state}_{trait}", _amount(patient, trait)
        if name in facts(TOPIC) and amount != 0:
            odds = odds * sample(TOPIC, name, n, seed) ** amount
    return odds
