"""Logistic regressions of many replicates at once, with Firth's penalty where the data separate."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pulposus.trial.statistics.gram import Floats, Gram, gram

ROUNDS = 25  # Newton needs under ten; separated data still move by one a round then
FIRTH_ROUNDS = 300
SETTLED = 1e-8  # largest change of a coefficient (log odds per SD of its column) at the end
CERTAIN = 1e-8  # a risk this near to 0 or 1 is no estimate but separation
FASTER = 1.3  # growth of a penalised step that had been shortened
LONGEST = 5.0  # longest step of a penalised round, in log odds


class Logistic(NamedTuple):
    """coefficients (R, p), their solved information, the fitted risks (R, n), firth (R,) where the penalty was needed,
    and settled (R,): False where even the penalised fit did not settle."""

    coefficients: Floats
    information: Gram
    risk: Floats
    firth: NDArray[np.bool_]
    settled: NDArray[np.bool_]


def logistic(X: Floats, y: Floats) -> Logistic:
    """Maximum likelihood of y (R, n) of 0 and 1 on columns X (R, n, p); unused rows are zero in X and y.

    Where the likelihood has no maximum (an arm with no responder or only responders, or a covariate that divides them),
    the replicate is refitted with Firth's penalty (10.1093/biomet/80.1.27; Heinze & Schemper 2002, 10.1002/sim.1047),
    whose estimates are always finite.
    """
    used = X[..., 0] > 0.0
    coefficients, settled = _newton(X, y, used, penalised=False)
    # Risks driven to 0 or 1 can stop Newton's steps by emptying the information.
    sure = np.abs(_risk(X, coefficients) - 0.5) > 0.5 - CERTAIN
    firth = ~settled | (sure & used).any(1)
    if firth.any():
        coefficients[firth], settled[firth] = _newton(X[firth], y[firth], used[firth], penalised=True)
    risk = _risk(X, coefficients)
    return Logistic(coefficients, _information(X, risk, used), risk, firth, settled)


def _newton(X: Floats, y: Floats, used: NDArray[np.bool_], *, penalised: bool) -> tuple[Floats, NDArray[np.bool_]]:
    """Coefficients and whether they settled; replicates that have are left out of the later rounds."""
    coefficients = np.zeros((len(X), X.shape[-1]))
    going = np.arange(len(X))
    share, before = np.ones(len(X)), np.zeros_like(coefficients)
    for _ in range(FIRTH_ROUNDS if penalised else ROUNDS):
        X_now, risk = X[going], _risk(X[going], coefficients[going])
        solved = _information(X_now, risk, used[going])
        residual = np.where(used[going], y[going] - risk, 0.0)
        if penalised:
            weight = risk * (1.0 - risk)
            leverage = weight * ((X_now @ solved.covariance()) * X_now).sum(-1)
            residual = residual + leverage * (0.5 - risk)
        step = solved.solve((residual[:, None, :] @ X_now)[:, 0])
        longest = np.abs(step).max(1)
        if penalised:
            # The information is not quite the slope of the penalised score: a step that turns back had overshot.
            turned = (step * before[going]).sum(1) < 0.0
            share[going] = np.where(turned, 0.5 * share[going], np.minimum(1.0, FASTER * share[going]))
            before[going] = step
        bound = np.minimum(share[going], LONGEST / np.maximum(longest, LONGEST))
        coefficients[going] += step * bound[:, None]
        going = going[longest > SETTLED]
        if not len(going):
            break
    settled = np.ones(len(X), bool)
    settled[going] = False
    return coefficients, settled


def _risk(X: Floats, coefficients: Floats) -> Floats:
    return expit((X @ coefficients[:, :, None])[..., 0])


def _information(X: Floats, risk: Floats, used: NDArray[np.bool_]) -> Gram:
    weight = np.where(used, risk * (1.0 - risk), 0.0)
    return gram(np.swapaxes(X * weight[..., None], 1, 2) @ X)
