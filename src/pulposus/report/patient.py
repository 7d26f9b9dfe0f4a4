"""Which facts about the person may appear: a list of allowed fields, numbers and known words only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pulposus.report.words import number


@dataclass(frozen=True)
class Row:
    """One line about the patient; ``assumed`` is true where nobody gave it."""

    label: str
    text: str
    assumed: bool


@dataclass(frozen=True)
class _Field:
    label: str
    unit: str = ""
    words: Mapping[str, str] | None = None  # allowed words and how they read; None: a number
    digits: int = 0


_SEX = {
    "f": "female",
    "female": "female",
    "m": "male",
    "male": "male",
    "other": "other",
    "unknown": "not known",
}
_SMOKING = {"never": "never", "former": "former", "current": "current", "unknown": "not known"}
_YES_NO = {"true": "yes", "false": "no", "yes": "yes", "no": "no", "unknown": "not known"}
_LEVEL = {"none": "none", "low": "low", "moderate": "moderate", "high": "high", "unknown": "not known"}

FIELDS: Mapping[str, _Field] = {
    "age_y": _Field("Age", "years"),
    "age_years": _Field("Age", "years"),
    "sex": _Field("Sex", words=_SEX),
    "height_cm": _Field("Body height", "cm"),
    "weight_kg": _Field("Body weight", "kg"),
    "body_mass_kg": _Field("Body weight", "kg"),
    "bmi_kg_m2": _Field("Body mass index", "kg/m²", digits=1),
    "bmi": _Field("Body mass index", "kg/m²", digits=1),
    "smoking": _Field("Smoking", words=_SMOKING),
    "smoker": _Field("Smoker", words=_YES_NO),
    "diabetes": _Field("Diabetes", words=_YES_NO),
    "pain_0_100": _Field("Back pain now", "of 100"),
    "leg_pain_0_100": _Field("Leg pain now", "of 100"),
    "odi_0_100": _Field("Disability now (ODI)", "of 100"),
    "duration_months": _Field("Pain for", "months"),
    "pain_duration_months": _Field("Pain for", "months"),
    "symptom_duration_months": _Field("Pain for", "months"),
    "adherence_fraction": _Field("Share of exercises done", digits=2),
    "depression": _Field("Low mood", words=_LEVEL),
    "opioid": _Field("Opioid medicine", words=_YES_NO),
}


def _text(field: _Field, value: object) -> str | None:
    """How an allowed value reads; None when it is of a kind that may not be shown."""
    if field.words is not None:
        word = field.words.get(str(value).lower())
        return word
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return f"{number(float(value), field.digits)} {field.unit}".strip()


def is_assumed(name: str, assumed: tuple[str, ...], *, level: str | None = None) -> bool:
    """True when ``name`` (of the patient, or of one disc) is in the forecast's list of assumed fields.

    ``pain_0_100``, ``patient.pain_0_100``, ``L4/5.depth_mm``, ``discs.L4/5.depth_mm`` are all understood.
    """
    for entry in assumed:
        parts = entry.replace("[", ".").replace("]", "").replace(" ", ".").replace(":", ".").split(".")
        if parts[-1] == name and (level is None or len(parts) == 1 or level in parts):
            return True
    return False


def rows(patient: Mapping[str, object], assumed: tuple[str, ...]) -> tuple[Row, ...]:
    """Lines about the patient, in a fixed order. Any other field, and any free text, is left out."""
    found = []
    for name, field in FIELDS.items():
        text = _text(field, patient[name]) if patient.get(name) is not None else None
        if text is not None:
            found.append(Row(field.label, text, is_assumed(name, assumed)))
    return tuple(found)
