"""Rubin's rules: one answer from the answers to every completed data set."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats
from pulposus.trial.statistics.effect import Effect


class Pooled(NamedTuple):
    """The pooled effect, the variance within and between completed data sets, and the share of the variance that is due
    to missing values, all of the shape of one effect."""

    effect: Effect
    within: Floats
    between: Floats
    missing_share: Floats


def pooled(effects: Effect) -> Pooled:
    """Pool effects (M, ...) of M completed data sets after Rubin (1987, 10.1002/9780470316696).

    Degrees of freedom are those of Barnard & Rubin (1999, 10.1093/biomet/86.4.948) with the df of the effects as those
    of the complete data. Raises InputError for fewer than two completed data sets.
    """
    if effects.estimate.ndim == 0 or len(effects.estimate) < 2:
        raise InputError("Rubin's rules need at least two completed data sets; give more imputations.")
    M = len(effects.estimate)
    within = np.mean(effects.se**2, axis=0)
    between = np.var(effects.estimate, axis=0, ddof=1)
    total = within + (1.0 + 1.0 / M) * between
    share = (1.0 + 1.0 / M) * between / total
    complete = np.mean(effects.df, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        of_imputation = np.where(share > 0.0, (M - 1.0) / share**2, np.inf)
        observed = np.where(np.isinf(complete), np.inf, (complete + 1.0) / (complete + 3.0) * complete * (1.0 - share))
        df = 1.0 / (1.0 / of_imputation + 1.0 / observed)
    return Pooled(
        Effect.of(np.mean(effects.estimate, axis=0), np.sqrt(total), df, effects.level), within, between, share
    )
