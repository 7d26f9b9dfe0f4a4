"""Pain and function of one patient over time: what any arm would show, and what the mechanisms add."""

from __future__ import annotations

from pulposus.symptoms.chance import Chance
from pulposus.symptoms.chances import chances
from pulposus.symptoms.context import SETTINGS, Setting
from pulposus.symptoms.model import SymptomDraws, TreatmentSymptoms, simulate
from pulposus.symptoms.patient import SymptomPatient
from pulposus.symptoms.unknowns import SymptomUnknowns, draw_unknowns

__all__ = [
    "SETTINGS",
    "Chance",
    "Setting",
    "SymptomDraws",
    "SymptomPatient",
    "SymptomUnknowns",
    "TreatmentSymptoms",
    "chances",
    "draw_unknowns",
    "simulate",
]
