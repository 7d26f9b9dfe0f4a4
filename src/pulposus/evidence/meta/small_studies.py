"""Whether small studies say something else than large ones, as they do where poor results stay unpublished."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import kendalltau

from pulposus.evidence.meta.gls import full_rank
from pulposus.evidence.meta.interval import Test, Tested
from pulposus.evidence.meta.kinds import Effects
from pulposus.evidence.meta.regression import INTERCEPT, regress
from pulposus.library import value
from pulposus.numerics.settings import META_LEVEL

_SLOPE = "standard error"


@dataclass(frozen=True)
class Asymmetry:
    """``slope`` is the change of the effect per unit of standard error, 0 in a symmetric funnel; ``limit`` the effect
    where the standard error is zero; ``rank`` and ``rank_p`` are Kendall's. ``enough`` says whether there are as many
    estimates as such a test needs to say anything."""

    slope: Tested
    limit: Tested
    rank: float
    rank_p: float
    enough: bool


def answerable(effects: Effects) -> bool:
    """Whether there are estimates enough, of different standard errors, for such a test to be computed at all."""
    if len(effects) < 3:
        return False
    return full_rank(np.column_stack([np.ones(len(effects)), np.sqrt(effects.variances)]))


def asymmetry(effects: Effects, *, test: Test = "Hartung-Knapp", level: float = META_LEVEL) -> Asymmetry:
    """Egger's regression with random effects (BMJ 1997, doi 10.1136/bmj.315.7109.629; metafor's ``regtest``), and the
    rank correlation of Begg and Mazumdar (Biometrics 1994, doi 10.2307/2533446; ``ranktest``).

    Raises:
        InputError: for fewer than three estimates.
        RunError: when all have the same standard error.
    """
    values, variances = effects.values, effects.variances
    found = regress(effects, {_SLOPE: [float(e) for e in np.sqrt(variances)]}, test=test, level=level)
    whole = 1 / np.sum(1 / variances)
    middle = whole * np.sum(values / variances)
    rank, p = kendalltau((values - middle) / np.sqrt(variances - whole), variances)
    return Asymmetry(
        slope=found.coefficients[_SLOPE],
        limit=found.coefficients[INTERCEPT],
        rank=float(rank),
        rank_p=float(p),
        enough=len(effects) >= value("meta", "asymmetry_least_studies"),
    )
