"""Pain and function of one patient over time: what any arm would show, and what a treatment adds."""

from __future__ import annotations

from pulposus.symptoms.adherence import adherence
from pulposus.symptoms.chance import Chance
from pulposus.symptoms.chances import chances
from pulposus.symptoms.context import SETTINGS, Setting
from pulposus.symptoms.model import SymptomDraws, TreatmentSymptoms, simulate
from pulposus.symptoms.modifiers import progression_ratio
from pulposus.symptoms.notes import relief_notes
from pulposus.symptoms.odds import baseline_odds
from pulposus.symptoms.patient import SymptomPatient
from pulposus.symptoms.products import Product, product_of
from pulposus.symptoms.relief import relief_change
from pulposus.symptoms.unknowns import SymptomUnknowns, draw_unknowns

__all__ = [
    "SETTINGS",
    "Chance",
    "Product",
    "Setting",
    "SymptomDraws",
    "SymptomPatient",
    "SymptomUnknowns",
    "TreatmentSymptoms",
    "adherence",
    "baseline_odds",
    "chances",
    "draw_unknowns",
    "product_of",
    "progression_ratio",
    "relief_change",
    "relief_notes",
    "simulate",
]
