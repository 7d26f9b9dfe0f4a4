"""What in a patient shifts the course or an effect, and what does not.

Acts: low mood (the level to which scores return), Modic type 1 (odds that recent pain stays), smoking (less gain after
fusion), adherence (``adherence``). Everything else that was looked for is a null, held as a fact of value zero
and applied as such: age, sex, weight, smoking, diabetes and heavy work on the course of a given score; smoking, weight,
heavy work and diabetes on the speed of degeneration; mood on the effect of a treatment. What is not known of a
patient does nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.library.load import facts, value
from pulposus.symptoms.adherence import TOPIC
from pulposus.symptoms.draws import both
from pulposus.symptoms.patient import Patients
from pulposus.symptoms.unknowns import SymptomUnknowns
from pulposus.units import DAYS_PER_MONTH, DAYS_PER_YEAR

Float = NDArray[np.float64]
# What may stand behind `null_<kind>_` in modifiers.yaml, and what of a patient it is multiplied with.
ATTRIBUTES = ("age", "female", "bmi", "smoker", "diabetes", "heavy_work", "low_mood")


def attribute(patient: Patients, name: str) -> float | Float:
    """An attribute as a number, of many people (n,); zero, the reference, when it is not known or not there."""
    match name:
        case "age":
            return 0.0 if patient.age_y is None else patient.age_y - value(TOPIC, "odds_reference_age")
        case "bmi":
            return 0.0 if patient.bmi_kg_m2 is None else patient.bmi_kg_m2 - value(TOPIC, "overweight_bmi")
        case _:
            return _flag(getattr(patient, name))


def _flag(found: bool | Float | None) -> float | Float:
    return found if isinstance(found, np.ndarray) else float(bool(found))


def _sum(patient: Patients, kind: str) -> float | Float:
    named = {name: f"null_{kind}_{name}" for name in ATTRIBUTES}
    library = facts(TOPIC)
    return sum(library[fact].value * attribute(patient, name) for name, fact in named.items() if fact in library)


def progression_ratio(patient: Patients) -> Float:
    """Speed of degeneration over that of others, () or (n,): 1, as the best evidence finds (Rustenburg 2019 in the
    library)."""
    return np.exp(np.asarray(_sum(patient, "progression")))


def effect_ratio(patient: Patients) -> Float:
    """Effect of a treatment over that in others, () or (n,): 1; mood shifts the level of scores, not what treatment
    does."""
    return np.exp(np.asarray(_sum(patient, "effect")))


def course_points(patient: Patients, months: Float) -> Float:
    """What age, sex, weight, smoking, diabetes and work add to the course of a score: zero, (m, 1) or (n, m, 1)."""
    per_month = np.asarray(_sum(patient, "course")) * DAYS_PER_MONTH / DAYS_PER_YEAR
    return np.asarray(per_month[..., None, None] * months[:, None])


def level_offset(patient: Patients, unknowns: SymptomUnknowns) -> Float:
    """Points by which low mood lifts the level to which scores return: (n, 2), or (1, 2) of zeros."""
    low = _flag(patient.low_mood)
    if not np.any(low):
        return np.zeros((1, 2))
    return np.asarray((low * unknowns.modifiers["low_mood_offset"])[:, None] * both("between_person_sd"))


def persistence_odds(patient: Patients, unknowns: SymptomUnknowns) -> Float | None:
    """Odds ratio (n,) that recent pain stays, for Modic type 1; None where nobody has it."""
    first = np.asarray(patient.modic) == 1
    if not np.any(first):
        return None
    return np.where(first, unknowns.modifiers["modic_1_persistence_odds"], 1.0)


def not_gained(patient: Patients, effect: str, unknowns: SymptomUnknowns) -> Float:
    """Share of the baseline (n,) that a smoker does not gain of an effect; zeros unless a fact says otherwise.

    The fact is named ``smoker_<effect>``, so that a new treatment needs no code.
    """
    found = unknowns.modifiers.get(f"smoker_{effect}")
    return np.zeros(len(unknowns)) if found is None else np.asarray(_flag(patient.smoker) * found)
