"""Pain and ODI of many people at visits, on the line without ends to which floor and ceiling are put last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.rows import take
from pulposus.symptoms.context import Setting, latent_course
from pulposus.symptoms.gains import carrier_change, cells_gain
from pulposus.symptoms.patient import ManyPatients
from pulposus.symptoms.products import product_of
from pulposus.symptoms.relief import relief_change
from pulposus.symptoms.unknowns import SymptomUnknowns
from pulposus.treatment import Treatment

Float = NDArray[np.float64]


@dataclass(frozen=True)
class People:
    """People of trials with what sets each apart: all that is needed of them for scores."""

    patients: ManyPatients
    unknowns: SymptomUnknowns  # one row each

    def __len__(self) -> int:
        return len(self.patients)

    def take(self, rows: NDArray[np.int64]) -> People:
        """Some of the people, who may come more than once."""
        return take(self, rows)


def setting_line(setting: Setting, people: People, months: Float) -> Float:
    """Scores that the control arm of a setting brings, (n, m, 2)."""
    return latent_course(setting, people.patients, months, people.unknowns)


def treatment_change(
    treatment: Treatment, people: People, months: Float, ratio: Float | None, beside: Treatment | None = None
) -> Float:
    """What a treatment adds beyond its setting, (n, m, 2); negative is better.

    Args:
        treatment: of the arm.
        people: treated.
        months: since the treatment, (m,), all above 0.
        ratio: response of the disc as a multiple of the reference response, (n, m); none when None.
        beside: what the people have already: its carrier and its relief are not gained a second time.
    """
    product = product_of(treatment)
    had = None if beside is None else product_of(beside).carrier
    change = relief_line(treatment if beside is None else _without_relief_of(beside, treatment), people, months)
    if product.carrier is not None and product.carrier != had:
        change = change + carrier_change(product, months, people.unknowns)
    if ratio is not None:
        change = change - cells_gain(product, people.unknowns)[:, None, :] * ratio[:, :, None]
    return np.asarray(change)


def _without_relief_of(other: Treatment, treatment: Treatment) -> Treatment:
    """A treatment without the effects that another has too: those of the same facts, as ``relief_change`` tells them
    apart within one treatment."""
    had = {(one.pain, one.odi) for one in other.relief}
    kept = tuple(one for one in treatment.relief if (one.pain, one.odi) not in had)
    return treatment.model_copy(update={"relief": kept})


def relief_line(treatment: Treatment, people: People, months: Float) -> Float:
    """What a treatment does for the person beyond its setting and not through the disc, (n, m, 2)."""
    return relief_change(treatment.relief, people.patients, months, people.unknowns)


def arm_lines(
    treatments: Mapping[str, Treatment], ratios: Mapping[str, Float], people: People, months: Float
) -> dict[str, Float]:
    """Scores of everybody under every arm, (n, m, 2) by arm: the same person with the same luck in each."""
    settings: dict[Setting, Float] = {}
    found: dict[str, Float] = {}
    for key, treatment in treatments.items():
        if treatment.context not in settings:
            settings[treatment.context] = setting_line(treatment.context, people, months)
        found[key] = settings[treatment.context] + treatment_change(treatment, people, months, ratios.get(key))
    return found


def later(ratio: Float, months: Float, since: float) -> Float:
    """Response of the disc at visits when the treatment began at month ``since``, (n, m); none before.

    Args:
        ratio: (n, m) at ``months`` after a treatment at month 0.
    """
    at = months - since
    knots = np.concatenate([[0.0], months])
    values = np.concatenate([np.zeros((len(ratio), 1)), ratio], axis=1)
    place = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, len(months) - 1)
    weight = np.clip((at - knots[place]) / (knots[place + 1] - knots[place]), 0.0, 1.0)
    moved = values[:, place] * (1 - weight) + values[:, place + 1] * weight
    return np.asarray(np.where(at > 0, moved, 0.0))
