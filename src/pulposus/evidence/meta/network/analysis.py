"""The network of a measure, each connected part with its league, its consistency and its direct against indirect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pulposus.evidence.load import studies as load_studies
from pulposus.evidence.meta.gathered import LeftOut, Visit
from pulposus.evidence.meta.heterogeneity import Method
from pulposus.evidence.meta.network.designs import Inconsistency, inconsistency
from pulposus.evidence.meta.network.gather import trials
from pulposus.evidence.meta.network.league import League, league
from pulposus.evidence.meta.network.network import Network, networks
from pulposus.evidence.meta.network.split import Split, splits
from pulposus.evidence.schema import Study


@dataclass(frozen=True)
class Part:
    """One connected part of the network."""

    network: Network
    league: League
    inconsistency: Inconsistency
    splits: tuple[Split, ...]


@dataclass(frozen=True)
class NetworkAnalysis:
    """All parts of the network of a measure, the part with most trials first."""

    measure: Literal["pain", "odi"]
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]


def analyse(
    measure: Literal["pain", "odi"], *, studies: Sequence[Study] | None = None, within: Visit | None = None,
    method: Method = "REML",
) -> NetworkAnalysis:  # fmt: skip
    """The network of pain or ODI, by default of the studies of the base at the visits of a network."""
    found = trials(load_studies() if studies is None else studies, measure, within)
    parts = tuple(
        Part(part, league(part), inconsistency(part), splits(part)) for part in networks(found.blocks, method=method)
    )
    return NetworkAnalysis(measure, parts, found.left_out)
