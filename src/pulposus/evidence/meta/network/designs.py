"""Whether trials that compare the same treatments agree, and whether those that compare others agree with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from pulposus.evidence.meta.gls import fit
from pulposus.evidence.meta.heterogeneity import between_variance
from pulposus.evidence.meta.network.blocks import Block, stacked
from pulposus.evidence.meta.network.network import Network

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Q:
    """A Q with its degrees of freedom; ``p`` is None without any."""

    value: float
    freedom: int
    p: float | None


@dataclass(frozen=True)
class Inconsistency:
    """``total`` = ``within`` designs (heterogeneity) + ``between`` designs (inconsistency), about common effects
    (Krahn et al., BMC Med Res Methodol 2013, doi 10.1186/1471-2288-13-35).

    ``between_random`` asks for inconsistency beyond the heterogeneity ``tau_within`` of trials of the same design: the
    full design-by-treatment interaction with random effects (Higgins et al., Res Synth Methods 2012,
    doi 10.1002/jrsm.1044). ``designs`` has the part of each design.
    """

    total: Q
    within: Q
    between: Q
    between_random: Q
    tau_within: float
    designs: dict[frozenset[str], Q]


def inconsistency(found: Network) -> Inconsistency:
    """Decompose the Q of a network by designs."""
    blocks = _ordered(found.blocks)
    data = stacked(blocks, found.random.reference)
    free = _free_design(blocks)
    by_design = {}
    for design in dict.fromkeys(block.design for block in blocks):
        same = [block for block in blocks if block.design == design]
        alone = stacked(same, same[0].treatments[0])
        by_design[design] = _q(*_parts(alone.y, alone.design, alone.sampling))
    within = _q(*_parts(data.y, free, data.sampling))
    total = _q(found.q, found.q_freedom)
    tau2 = between_variance(data.y, free, data.sampling, data.between, "DL")
    spread = data.sampling + tau2 * data.between
    freedom = total.freedom - within.freedom
    return Inconsistency(
        total=total,
        within=within,
        between=_q(total.value - within.value, freedom),
        between_random=_q(fit(data.y, data.design, spread).q - fit(data.y, free, spread).q, freedom),
        tau_within=float(np.sqrt(tau2)),
        designs=by_design,
    )


def _parts(y: Array, design: Array, sampling: Array) -> tuple[float, int]:
    found = fit(y, design, sampling)
    return found.q, found.freedom


def _q(value: float, freedom: int) -> Q:
    return Q(max(value, 0.0) if freedom else 0.0, freedom, float(chi2.sf(value, freedom)) if freedom else None)


def _ordered(blocks: Sequence[Block]) -> list[Block]:
    """Blocks whose treatments come in alphabetical order, so that trials of one design have the same differences."""
    return [_turned(block) for block in blocks]


def _turned(block: Block) -> Block:
    """The same trial told from its first treatment by name."""
    order = sorted(range(len(block.treatments)), key=lambda i: block.treatments[i])
    size = len(block.treatments)
    full = np.zeros((size - 1, size))
    for row, (treatment, base) in enumerate((i, order[0]) for i in order[1:]):
        full[row, treatment] += 1.0
        full[row, base] -= 1.0
    to_new = full[:, 1:]  # the old first arm is 0 in the old differences
    differences = to_new @ np.array(block.differences)
    sampling = to_new @ np.array(block.sampling) @ to_new.T
    return Block(
        study=block.study,
        treatments=tuple(block.treatments[i] for i in order),
        differences=tuple(float(d) for d in differences),
        sampling=tuple(tuple(float(v) for v in row) for row in sampling),
        people=tuple(block.people[i] for i in order),
        notes=block.notes,
    )


def _free_design(blocks: Sequence[Block]) -> Array:
    """Design (k, number of differences of all designs) under which each design has effects of its own."""
    starts: dict[frozenset[str], int] = {}
    for block in blocks:
        starts.setdefault(block.design, sum(len(design) - 1 for design in starts))
    columns = sum(len(design) - 1 for design in starts)
    rows = []
    for block in blocks:
        for place in range(len(block.differences)):
            row = np.zeros(columns)
            row[starts[block.design] + place] = 1.0
            rows.append(row)
    return np.array(rows)
