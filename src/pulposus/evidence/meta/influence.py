"""How much of the answer hangs on one study."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.evidence.meta.interval import Test
from pulposus.evidence.meta.kinds import Effects
from pulposus.evidence.meta.pool import Pooled, pool
from pulposus.numerics.settings import META_LEVEL


@dataclass(frozen=True)
class Without:
    """The pooled effect without one study, and how far the estimate moves by that."""

    study: str
    pooled: Pooled
    moved: float


def leave_one_out(
    effects: Effects, *, test: Test = "Hartung-Knapp, not narrower", level: float = META_LEVEL
) -> tuple[Without, ...]:
    """Pool again without each study, all its arms together; empty where only one study is there."""
    names = list(dict.fromkeys(item.study for item in effects.items))
    if len(names) < 2:
        return ()
    whole = pool(effects, test=test, level=level).random.value
    found = []
    for name in names:
        pooled = pool(effects.only([item.study != name for item in effects.items]), test=test, level=level)
        found.append(Without(name, pooled, pooled.random.value - whole))
    return tuple(found)
