"""Treatments by kind, in an order that ranks nothing, and the control arm of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.forecasting.result import Float, Forecast, TreatmentForecast
from pulposus.treatment.schema import CONTROL_OF, GROUPS

TITLES = {
    "no treatment": "No treatment",
    "medicine and exercise": "Medicine and exercise",
    "injection": "Injections without cells",
    "cells": "Cells",
    "surgery": "Operations and nerve ablation",
}
MECHANISMS = {"pain_0_100": "pain_mechanism", "odi_0_100": "odi_mechanism"}


@dataclass(frozen=True)
class Group:
    """Treatments of one kind, in the order of the forecast."""

    key: str
    title: str
    anchor: str
    treatments: tuple[TreatmentForecast, ...]


def groups(forecast: Forecast) -> tuple[Group, ...]:
    """Kinds of treatment that the forecast holds, in the fixed order of ``GROUPS``; never by result.

    Raises:
        InputError: when a treatment names a group that does not exist.
    """
    for treatment in forecast.treatments:
        if treatment.group not in GROUPS:
            raise InputError(
                f"Treatment '{treatment.key}' is of group '{treatment.group}'; give one of {', '.join(GROUPS)}."
            )
    found = ((key, tuple(t for t in forecast.treatments if t.group == key)) for key in GROUPS)
    return tuple(Group(key, TITLES[key], key.replace(" ", "-"), members) for key, members in found if members)


def in_order(forecast: Forecast) -> tuple[TreatmentForecast, ...]:
    """All treatments, group after group."""
    return tuple(treatment for group in groups(forecast) for treatment in group.treatments)


def adds_nothing(treatment: TreatmentForecast) -> bool:
    """Whether pain and ODI hold nothing beyond the control arm in any draw at any visit."""
    return not any(np.any(treatment.symptoms[name]) for name in MECHANISMS.values())


def control_scores(treatment: TreatmentForecast, outcome: str) -> Float:
    """The same persons in the treatment's control arm, (draws, months): the score less what the treatment adds."""
    return treatment.symptoms[outcome] - treatment.symptoms[MECHANISMS[outcome]]


def is_control(treatment: TreatmentForecast) -> bool:
    """Whether a treatment is itself a control arm."""
    return treatment.key in CONTROL_OF.values()


def controls(forecast: Forecast, treatments: tuple[TreatmentForecast, ...]) -> tuple[TreatmentForecast, ...]:
    """Control arms of the forecast that stand beside these treatments: natural course, and one of each context."""
    contexts = {"natural course", *(t.context for t in treatments)}
    arms: dict[str, TreatmentForecast] = {}
    for treatment in in_order(forecast):
        if is_control(treatment) and treatment.context in contexts:
            arms.setdefault(treatment.context, treatment)
    return tuple(arms.values())


def natural_course(forecast: Forecast) -> TreatmentForecast | None:
    """The arm without any treatment, where the forecast holds it."""
    return next((t for t in forecast.treatments if t.key == CONTROL_OF["natural course"]), None)


def injects(treatment: TreatmentForecast) -> bool:
    """Whether a treatment is of a kind that puts something into or beside the disc."""
    return treatment.group in ("injection", "cells")


def same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two results are equal as far as a reader could see."""
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-3, atol=1e-9))
