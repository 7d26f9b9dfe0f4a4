"""Effect sizes of two arms, and of one, with their sampling variances, as ``escalc`` of R's metafor has them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import gammaln


@dataclass(frozen=True)
class Size:
    """An effect size: ``value``, and the parts of its sampling variance that come from either arm.

    The parts are kept because two arms of a trial that share a control share its part. ``whole`` is their sum, but for
    the standardised difference, whose variance does not split exactly.
    """

    value: float
    arm_variance: float
    control_variance: float
    whole: float | None = None
    corrected: bool = False
    """Whether a half was added to empty cells."""

    @property
    def variance(self) -> float:
        """Sampling variance."""
        return self.arm_variance + self.control_variance if self.whole is None else self.whole


def mean_difference(
    mean: float, sd: float, people: int, control_mean: float, control_sd: float, control_people: int
) -> Size:
    """Difference of two means in their own unit, SDs not assumed equal."""
    return Size(mean - control_mean, sd**2 / people, control_sd**2 / control_people)


def standardised_difference(
    mean: float, sd: float, people: int, control_mean: float, control_sd: float, control_people: int
) -> Size:
    """Hedges' g: difference over the pooled SD, with the exact correction for few people.

    Source: Hedges, J Educ Stat 1981, doi 10.3102/10769986006002107; variance by the large-sample formula.
    """
    freedom = people + control_people - 2
    pooled = math.sqrt(((people - 1) * sd**2 + (control_people - 1) * control_sd**2) / freedom)
    exact = math.exp(gammaln(freedom / 2) - 0.5 * math.log(freedom / 2) - gammaln((freedom - 1) / 2))
    g = exact * (mean - control_mean) / pooled
    whole = 1 / people + 1 / control_people + g**2 / (2 * (people + control_people))
    return Size(g, 1 / people, 1 / control_people, whole=whole)


def log_risk_ratio(events: float, people: float, control_events: float, control_people: float) -> Size:
    """Logarithm of the ratio of two shares; where a cell is empty, a half is added to all four."""
    a, n, c, m, corrected = _filled(events, people, control_events, control_people)
    return Size(math.log(a / n) - math.log(c / m), 1 / a - 1 / n, 1 / c - 1 / m, corrected=corrected)


def log_odds_ratio(events: float, people: float, control_events: float, control_people: float) -> Size:
    """Logarithm of the ratio of two odds; where a cell is empty, a half is added to all four."""
    a, n, c, m, corrected = _filled(events, people, control_events, control_people)
    b, d = n - a, m - c
    return Size(math.log(a / b) - math.log(c / d), 1 / a + 1 / b, 1 / c + 1 / d, corrected=corrected)


def _filled(events: float, people: float, events_2: float, people_2: float) -> tuple[float, float, float, float, bool]:
    if min(events, people - events, events_2, people_2 - events_2) > 0:
        return events, people, events_2, people_2, False
    return events + 0.5, people + 1, events_2 + 0.5, people_2 + 1, True


def mean_change(change: float, sd: float, people: int) -> Size:
    """Mean change within one arm, in its own unit."""
    return Size(change, sd**2 / people, 0.0)


def log_odds(events: float, people: float) -> Size:
    """Log odds of a share of one arm; a half is added to both cells where one is empty."""
    corrected = not 0 < events < people
    a, b = (events + 0.5, people - events + 0.5) if corrected else (events, people - events)
    return Size(math.log(a / b), 1 / a + 1 / b, 0.0, corrected=corrected)
