"""Model beside published: BC4 of the calibration set, and what was held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.course.lifetime import prevalence
from pulposus.course.lifetime.damage import TOPIC
from pulposus.course.lifetime.history import History
from pulposus.errors import InputError
from pulposus.library import facts, value


@dataclass(frozen=True)
class Comparison:
    """One published number beside the model's, both in ``unit``."""

    what: str
    model: float
    low: float
    high: float
    """Published band; for a number without one, both ends are the number."""
    unit: str
    source: str
    calibrated: bool
    """Whether the damage was calibrated on it; else it was held out."""
    tolerance: float
    """What the calibration counts as one off, beyond the band."""

    @property
    def off(self) -> float:
        """Distance from the band in tolerances, 0 inside."""
        return max(self.low - self.model, self.model - self.high, 0.0) / self.tolerance


def covers(found: History) -> bool:
    """Whether a history holds all ages that the comparison needs."""
    ends = value(TOPIC, "first_age_y"), value(TOPIC, "last_age_y")
    return bool(found.ages_y[0] == ends[0] and found.ages_y[-1] == ends[1])


def compare(found: History) -> tuple[Comparison, ...]:
    """All comparisons of a history with damage from 20 to 80.

    Raises:
        InputError: when the history holds other ages.
    """
    ages, lives, cohort = found.ages_y, found.discs, found.cohort
    if not covers(found):
        raise InputError(
            f"The history runs from {ages[0]:g} to {ages[-1]:g} years; the comparison needs "
            f"{value(TOPIC, 'first_age_y'):g} to {value(TOPIC, 'last_age_y'):g}: leave the ages out."
        )
    degenerate = prevalence.people_with(cohort.grade_read, int(value("biology", "degenerate_from_grade")))

    def row(what: str, model: float, name: str, calibrated: bool = True, names: tuple[str, ...] = ()) -> Comparison:
        low, high = _band(name, names)
        fact = facts(TOPIC)[name]
        return Comparison(what, model, low, high, fact.unit, fact.source, calibrated, value(TOPIC, f"tolerance_{name}"))

    def at(age: float) -> int:
        return int(np.flatnonzero(ages == age)[0])

    years_progress, years_young, years_old = (
        int(value(TOPIC, name)) for name in ("progress_years", "height_loss_young_years", "height_loss_old_years")
    )
    young, old, progress, T2 = (
        (value(TOPIC, f"{name}_from_y"), value(TOPIC, f"{name}_to_y"))
        for name in ("height_loss_young", "height_loss_old", "progress", "T2_slope")
    )
    middle = at(value(TOPIC, "familial_age_y"))
    whole = found.seen.T2_ms[~lives.damaged[..., -1]]
    return (
        row("people with a degenerate disc at 20", degenerate[0], "degenerate_at_20"),
        row("people with a degenerate disc at 60", degenerate[at(value(TOPIC, "signal_loss_age_y"))],
            "degenerate_at_60", False),
        row("people with a degenerate disc at 80", degenerate[-1], "degenerate_at_80"),
        row("height lost in 5 years, 35 to 69", prevalence.height_lost(lives.height_mm, ages, years_young, *young),
            "height_loss_young"),
        row("height lost in 10 years, 65 and more", prevalence.height_lost(lives.height_mm, ages, years_old, *old),
            "height_loss_old"),
        row("people with a disc read worse after 4 years",
            prevalence.people_stepped(cohort.grade_read, ages, years_progress, *progress), "progress_men",
            names=("progress_women",)),
        row("what discs of a person share of grade",
            prevalence.shared_by_discs(found.seen.grade[..., middle]), "familial_share"),
        row("T2 of discs that are never damaged", prevalence.yearly_slope(whole, ages, *T2), "T2_slope", False),
        row("height lost in 60 years by loss of charge alone", float(1 - np.mean(lives.swelling_ratio[..., -1])),
            "swelling_height_loss", False),
    )  # fmt: skip


def _band(name: str, others: tuple[str, ...]) -> tuple[float, float]:
    """Published band of a fact, widened to take in others."""
    ends: list[float] = []
    for each in (name, *others):
        fact = facts(TOPIC)[each]
        ends += list(fact.spread) if isinstance(fact.spread, tuple) else [fact.value]
    return min(ends), max(ends)
