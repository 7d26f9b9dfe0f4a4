"""What a reader must be told of a treatment's effect in this patient, in plain sentences."""

from __future__ import annotations

from pulposus.library.load import facts
from pulposus.symptoms.adherence import TOPIC
from pulposus.symptoms.patient import SymptomPatient
from pulposus.treatment.schema import Condition, Treatment
from pulposus.units import SCORE_CEILING

_SHOWN = {
    "root compression": "leg pain from a compressed nerve root",
    "Modic change": "back pain with Modic changes beside the disc",
}


def relief_notes(treatment: Treatment, patient: SymptomPatient) -> tuple[str, ...]:
    """Sentences on the effects that do not go through the disc; none for a treatment without such an effect."""
    if not treatment.relief:
        return ()
    parts = treatment.parts or (treatment,)
    notes = [
        f"{part.name}: the effect on pain and function is that of trials of the whole treatment, not of the disc model."
        for part in parts
        if part.relief
    ]
    for part in parts:
        for condition in dict.fromkeys(r.only_for for r in part.relief if r.only_for):
            notes.append(_condition(part.name, condition, patient))
    if any(relief.with_adherence for relief in treatment.relief):
        notes.append(_adherence(patient))
    named = {name for relief in treatment.relief for name in (relief.pain, relief.odi)}
    if patient.smoker and any(f"smoker_{name}" in facts(TOPIC) for name in named):
        notes.append("People who smoke gained less after this operation; the forecast takes that off, with its doubt.")
    return tuple(notes)


def _condition(name: str, condition: Condition, patient: SymptomPatient) -> str:
    shown, has = f"{name} was shown to help {_SHOWN[condition]}", patient.has(condition)
    if has is None:
        return f"{shown}; whether this patient has it is not recorded, so no effect is forecast."
    if not has:
        return f"{shown}; this patient has none recorded, so no effect is forecast."
    if condition == "root compression":
        return f"{shown}; how much of that holds for back pain, which is forecast here, is less certain."
    return f"{shown}, which this patient has."


def _adherence(patient: SymptomPatient) -> str:
    if patient.adherence_percent is not None:
        return f"The forecast takes it that {patient.adherence_percent:g} % of the programme is followed."
    ends = facts(TOPIC)["adherence_share"].spread
    assert isinstance(ends, tuple)
    low, high = (SCORE_CEILING * end for end in ends)
    return f"How much of the programme will be followed is not known; the forecast tries {low:.0f} to {high:.0f} %."
