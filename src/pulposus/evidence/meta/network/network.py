"""Fit a network: every treatment against every other, from direct and indirect evidence together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from pulposus.errors import InputError
from pulposus.evidence.meta.gls import Fit, fit
from pulposus.evidence.meta.heterogeneity import Method, between_variance
from pulposus.evidence.meta.interval import Tested, about
from pulposus.evidence.meta.network.blocks import Block, parts, stacked
from pulposus.listing import listing
from pulposus.numerics.settings import META_LEVEL


@dataclass(frozen=True)
class Relative:
    """Effects of treatments against a reference: ``values`` (n,) and ``covariance`` (n, n), 0 for the reference."""

    treatments: tuple[str, ...]
    reference: str
    values: NDArray[np.float64]
    covariance: NDArray[np.float64]

    def between(self, treatment: str, control: str, level: float = META_LEVEL) -> Tested:
        """Effect of one treatment against another.

        Raises:
            InputError: for a treatment that is not in the network.
        """
        a, b = self._place(treatment), self._place(control)
        variance = self.covariance[a, a] + self.covariance[b, b] - 2 * self.covariance[a, b]
        return about(float(self.values[a] - self.values[b]), float(np.sqrt(max(variance, 0.0))), level=level)

    def _place(self, treatment: str) -> int:
        if treatment not in self.treatments:
            raise InputError(
                f"Network: found '{treatment}', expected one of its treatments: {listing(self.treatments)}."
            )
        return self.treatments.index(treatment)


@dataclass(frozen=True)
class Network:
    """One connected network. ``q`` is the generalised Q of all trials about the common effects; ``i2`` the share of it
    beyond chance (0 to 1)."""

    blocks: tuple[Block, ...]
    common: Relative
    random: Relative
    tau2: float
    method: Method
    q: float
    q_freedom: int
    q_p: float

    @property
    def treatments(self) -> tuple[str, ...]:
        """All treatments, the reference first."""
        return self.random.treatments

    @property
    def i2(self) -> float:
        """Share of the variation between trials that is not sampling error."""
        return max(0.0, 1 - self.q_freedom / self.q) if self.q > 0 else 0.0


def network(blocks: Sequence[Block], reference: str | None = None, method: Method = "DL") -> Network:
    """Weighted least squares of all differences with their covariances (Ruecker, Res Synth Methods 2012,
    doi 10.1002/jrsm.1058, in the form with covariances, which is the same for trials with many arms).

    ``reference`` is the treatment of most trials unless it is named.

    Raises:
        InputError: without trials, for a network in several parts, or an unknown reference.
    """
    pieces = parts(blocks)
    if len(pieces) != 1:
        found = listing([", ".join(sorted(set().union(*(b.design for b in p)))) for p in pieces]) or "no trial"
        raise InputError(f"Network: found {len(pieces)} parts ({found}), expected one; analyse each part alone.")
    chosen = _most_common(blocks) if reference is None else reference
    if not any(chosen in block.treatments for block in blocks):
        raise InputError(f"Network: found reference '{chosen}', expected one of its treatments; name another.")
    data = stacked(blocks, chosen)
    tau2 = between_variance(data.y, data.design, data.sampling, data.between, method)
    common = fit(data.y, data.design, data.sampling)
    random = fit(data.y, data.design, data.sampling + tau2 * data.between)
    return Network(
        blocks=tuple(blocks),
        common=_relative(common, data.treatments),
        random=_relative(random, data.treatments),
        tau2=tau2,
        method=method,
        q=common.q,
        q_freedom=common.freedom,
        q_p=float(chi2.sf(common.q, common.freedom)) if common.freedom else 1.0,
    )


def networks(blocks: Sequence[Block], reference: str | None = None, method: Method = "DL") -> tuple[Network, ...]:
    """A network for each connected part; the reference holds in the part that has it."""
    found = []
    for piece in parts(blocks):
        there = reference is not None and any(reference in block.treatments for block in piece)
        found.append(network(piece, reference if there else None, method))
    return tuple(found)


def _most_common(blocks: Sequence[Block]) -> str:
    named = [t for block in blocks for t in block.treatments]
    return min(set(named), key=lambda t: (-named.count(t), t))


def _relative(found: Fit, treatments: tuple[str, ...]) -> Relative:
    covariance = np.zeros((len(treatments), len(treatments)))
    covariance[1:, 1:] = found.covariance
    return Relative(treatments, treatments[0], np.concatenate([[0.0], found.coefficients]), covariance)
