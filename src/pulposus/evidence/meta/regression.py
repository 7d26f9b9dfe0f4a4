"""Meta-regression: what of the spread between studies goes with what is known about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2
from scipy.stats import f as f_distribution

from pulposus.errors import InputError
from pulposus.evidence.meta.gls import Fit, fit
from pulposus.evidence.meta.heterogeneity import Method, between_variance, variance_interval
from pulposus.evidence.meta.interval import Test, Tested, scale, with_intervals
from pulposus.evidence.meta.kinds import Effects
from pulposus.listing import listing
from pulposus.numerics.settings import META_LEVEL

INTERCEPT = "intercept"


@dataclass(frozen=True)
class Moderation:
    """Test of all moderators together, against none: F with (``freedom``, ``rest``) degrees, chi-squared over
    ``freedom`` where the test is normal (then ``rest`` is None)."""

    statistic: float
    freedom: int
    rest: int | None
    p: float


@dataclass(frozen=True)
class Regression:
    """Coefficients by name, the intercept first. ``explained`` is the share of tau2 that the moderators take away."""

    coefficients: dict[str, Tested]
    moderation: Moderation
    tau2: float
    tau2_interval: tuple[float, float]
    tau2_without: float
    explained: float | None
    q: float
    q_freedom: int
    q_p: float
    test: Test


def regress(
    effects: Effects,
    moderators: Mapping[str, Sequence[float]],
    *,
    test: Test = "Hartung-Knapp",
    method: Method = "REML",
    level: float = META_LEVEL,
) -> Regression:
    """Mixed-effects regression on moderators, each (k,); tested by Knapp and Hartung's F (Stat Med 2003,
    doi 10.1002/sim.1482) unless the test is normal.

    Raises:
        InputError: without a moderator, with values that do not fit the estimates, or with too few estimates.
    """
    design = _design(effects, moderators)
    values, sampling, between = effects.values, effects.sampling, effects.between
    tau2 = between_variance(values, design, sampling, between, method)
    without = between_variance(values, design[:, :1], sampling, between, method)
    found = fit(values, design, sampling + tau2 * between)
    rest = fit(values, design, sampling)
    return Regression(
        coefficients=dict(zip((INTERCEPT, *moderators), with_intervals(found, test, level), strict=True)),
        moderation=_moderation(found, test),
        tau2=tau2,
        tau2_interval=variance_interval(values, design, sampling, between, level),
        tau2_without=without,
        explained=None if without == 0 else max(0.0, 1 - tau2 / without),
        q=rest.q,
        q_freedom=rest.freedom,
        q_p=float(chi2.sf(rest.q, rest.freedom)),
        test=test,
    )


def _design(effects: Effects, moderators: Mapping[str, Sequence[float]]) -> NDArray[np.float64]:
    if not moderators:
        raise InputError("Meta-regression: found no moderator, expected one or more; name one.")
    wrong = [name for name, column in moderators.items() if len(column) != len(effects)]
    wrong = wrong or [name for name, column in moderators.items() if not np.all(np.isfinite(column))]
    if wrong:
        raise InputError(
            f"Meta-regression: found moderator {listing(wrong)} without a number for each of the {len(effects)} "
            "estimates; leave out those where it is not known."
        )
    if len(effects) < len(moderators) + 2:
        raise InputError(
            f"Meta-regression: found {len(effects)} estimates for {len(moderators)} moderators, expected at least "
            f"{len(moderators) + 2}; ask for fewer."
        )
    return np.column_stack([np.ones(len(effects)), *(np.asarray(c, dtype=np.float64) for c in moderators.values())])


def _moderation(found: Fit, test: Test) -> Moderation:
    slopes, covariance = found.coefficients[1:], scale(found, test) * found.covariance[1:, 1:]
    wald, freedom = float(slopes @ np.linalg.solve(covariance, slopes)), len(slopes)
    if test == "normal":
        return Moderation(wald, freedom, None, float(chi2.sf(wald, freedom)))
    return Moderation(
        wald / freedom, freedom, found.freedom, float(f_distribution.sf(wald / freedom, freedom, found.freedom))
    )
