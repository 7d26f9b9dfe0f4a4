"""Direct against indirect evidence of one comparison: does the long way round say the same?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pulposus.evidence.meta.interval import Tested, about
from pulposus.evidence.meta.network.blocks import Block
from pulposus.evidence.meta.network.network import Network
from pulposus.numerics.settings import META_LEVEL, META_RANK


@dataclass(frozen=True)
class Split:
    """One comparison (treatment minus control) that ``studies`` trials made. ``direct_share`` is the part of the
    network's answer that comes from them; ``indirect`` and ``gap`` (direct minus indirect) are None where it is all."""

    treatment: str
    control: str
    studies: int
    direct_share: float
    together: Tested
    direct: Tested
    indirect: Tested | None
    gap: Tested | None


def splits(found: Network, level: float = META_LEVEL) -> tuple[Split, ...]:
    """Every comparison that some trial made, in order of the treatments' names.

    The direct estimate pools the trials that hold both treatments with the spread of the network. The indirect one is
    what must be added to it to give the network's answer: the back-calculation of netmeta (Koenig, Krahn and Binder,
    Stat Med 2013, doi 10.1002/sim.6001; the test is that of Dias et al., Stat Med 2010, doi 10.1002/sim.3767). It is
    exact for trials of two arms; a trial of more arms stands on both sides, which the gap does not know.
    """
    return tuple(
        _split(found, treatment, control, level)
        for treatment, control in combinations(sorted(found.treatments), 2)
        if any({treatment, control} <= block.design for block in found.blocks)
    )


def _split(found: Network, treatment: str, control: str, level: float) -> Split:
    trials = [_own(b, treatment, control) for b in found.blocks if {treatment, control} <= b.design]
    weights = np.array([1 / (variance + found.tau2) for _, variance in trials])
    direct = float(weights @ np.array([value for value, _ in trials]) / weights.sum())
    direct_variance = float(1 / weights.sum())
    together = found.random.between(treatment, control, level)
    share = min(1.0, together.error**2 / direct_variance)
    indirect = gap = None
    if 1 - share > META_RANK:
        value = (together.value - share * direct) / (1 - share)
        variance = together.error**2 / (1 - share)
        indirect = about(value, float(np.sqrt(variance)), level=level)
        gap = about(direct - value, float(np.sqrt(direct_variance + variance)), level=level)
    return Split(
        treatment=treatment,
        control=control,
        studies=len(trials),
        direct_share=share,
        together=together,
        direct=about(direct, float(np.sqrt(direct_variance)), level=level),
        indirect=indirect,
        gap=gap,
    )


def _own(block: Block, treatment: str, control: str) -> tuple[float, float]:
    """Difference of two treatments within one trial, and its sampling variance."""
    row = np.array([float(t == treatment) - float(t == control) for t in block.treatments[1:]])
    return float(row @ np.array(block.differences)), float(row @ np.array(block.sampling) @ row)
