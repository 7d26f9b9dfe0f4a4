"""Groups of studies pooled apart, and whether they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulposus.errors import InputError
from pulposus.evidence.meta.interval import Test
from pulposus.evidence.meta.kinds import Effects
from pulposus.evidence.meta.pool import Pooled, pool
from pulposus.evidence.meta.regression import Moderation, regress
from pulposus.numerics.settings import META_LEVEL


@dataclass(frozen=True)
class Subgroups:
    """Each group with a spread of its own, in order of its first study; ``differ`` tests the groups against each
    other under one common spread and is None where there are too few studies for it."""

    groups: dict[str, Pooled]
    differ: Moderation | None


def subgroups(
    effects: Effects,
    groups: Sequence[str],
    *,
    test: Test = "Hartung-Knapp, not narrower",
    level: float = META_LEVEL,
) -> Subgroups:
    """Pool by ``groups`` (k,).

    Raises:
        InputError: when there is not one group for each estimate.
    """
    if len(groups) != len(effects):
        raise InputError(f"Subgroups: found {len(groups)} names for {len(effects)} estimates, expected one for each.")
    names = list(dict.fromkeys(groups))
    pooled = {name: pool(effects.only([g == name for g in groups]), test=test, level=level) for name in names}
    indicators = {name: [float(g == name) for g in groups] for name in names[1:]}
    enough = len(names) > 1 and len(effects) >= len(indicators) + 2
    differ = regress(effects, indicators, test=test, level=level).moderation if enough else None
    return Subgroups(pooled, differ)
