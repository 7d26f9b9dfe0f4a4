"""Severity by age as the library has it: ``python -m pulposus.course.reading.from_history`` (a minute)."""

from __future__ import annotations

import sys

from pulposus.course.lifetime.history import history
from pulposus.course.reading.prior import ages_y
from pulposus.course.reading.t2 import score
from pulposus.numerics import settings


def severity_of_people(draws: int, seed: int) -> dict[int, tuple[float, float]]:
    """Mean and SD of the signal score over all discs of people who live with damage, by age."""
    found = history(draws=draws, seed=seed)
    scores = score(found.seen.T2_ms)
    at = {age: scores[..., list(found.ages_y).index(age)] for age in ages_y()}
    return {age: (float(each.mean()), float(each.std())) for age, each in at.items()}


if __name__ == "__main__":
    for age, (mean, sd) in severity_of_people(settings.LIFETIME_DRAWS, 0).items():
        sys.stdout.write(f"{age}: mean {mean:.2f}, SD {sd:.2f}\n")
