"""The league table and the order of treatments in a network."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import norm

from pulposus.evidence.meta.interval import Tested
from pulposus.evidence.meta.network.network import Network, Relative
from pulposus.evidence.meta.network.split import splits
from pulposus.numerics.settings import META_LEVEL


def p_scores(relative: Relative) -> dict[str, float]:
    """Mean certainty that a treatment is lower (better: less pain) than another (Ruecker and Schwarzer, BMC Med Res
    Methodol 2015, doi 10.1186/s12874-015-0060-8). 0.5 for all says that nothing is known about their order."""
    others = len(relative.treatments) - 1
    scores = {}
    for one in relative.treatments:
        apart = [relative.between(one, two) for two in relative.treatments if two != one]
        scores[one] = sum(float(norm.sf(t.value / t.error)) for t in apart) / others
    return scores


@dataclass(frozen=True)
class League:
    """Effects of the row's treatment minus the column's, in order of the P-score, best first. ``network`` has every
    pair below the diagonal, ``direct`` those that trials compared above it."""

    treatments: tuple[str, ...]
    scores: dict[str, float]
    network: dict[tuple[str, str], Tested]
    direct: dict[tuple[str, str], Tested]

    def cell(self, row: int, column: int) -> Tested | None:
        """What stands in a place: network below the diagonal, direct above it, None on it and where no trial was."""
        pair = (self.treatments[row], self.treatments[column])
        return self.network[pair] if row > column else self.direct.get(pair)


def league(found: Network, level: float = META_LEVEL) -> League:
    """League table of the random effects of a network."""
    scores = p_scores(found.random)
    order = tuple(sorted(scores, key=lambda t: (-scores[t], t)))
    pairs = [(a, b) for a in order for b in order if a != b]
    direct = {}
    for split in splits(found, level):
        d = split.direct
        direct[split.treatment, split.control] = d
        direct[split.control, split.treatment] = Tested(-d.value, d.error, -d.high, -d.low, d.p)
    return League(order, scores, {(a, b): found.random.between(a, b, level) for a, b in pairs}, direct)
