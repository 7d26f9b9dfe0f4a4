"""The chance that the expected effect itself, whatever a trial finds of it, is worth having."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.library import value
from pulposus.trial.answers.worlds import Expected
from pulposus.trial.design import Design

_HUNDRED = 100


@dataclass(frozen=True)
class Worth:
    """Gain of one arm with its 90 % band; share of worlds with any gain, and with one above the change that a single
    person notices (None for endpoints that have none)."""

    arm: str
    band: tuple[float, float, float]
    any_gain: float
    meaningful: float | None
    threshold: float | None
    worlds: int

    @property
    def of(self) -> int:
        """Worlds that a share is told of: 100, or all there are where they are fewer."""
        return min(self.worlds, _HUNDRED)

    @property
    def band_words(self) -> str:
        """What the band holds."""
        return f"90 of {_HUNDRED} worlds" if self.of == _HUNDRED else f"90 % of {self.of} worlds"

    def counted(self, share: float) -> str:
        """How many of these worlds a share is: "40", or "4" where there are ten."""
        return f"{share * self.of:.0f}"


def threshold_of(design: Design) -> float | None:
    """The meaningful change of the primary endpoint, points (Ostelo et al. 2008), for changes of pain and ODI."""
    main = design.main
    return value("symptoms", f"{main.measure}_meaningful_change") if main.kind == "change" else None


def worth(groups: tuple[Expected, ...], design: Design) -> tuple[Worth, ...]:
    """Every active arm, in the order of the design."""
    threshold = threshold_of(design)
    found = {one.arm: one for one in groups if one.kind == "all"}
    rows = []
    for arm in design.active:
        if arm in found:
            gain = found[arm].gain
            above = None if threshold is None else float(np.mean(gain >= threshold))
            rows.append(Worth(arm, found[arm].band, float(np.mean(gain > 0)), above, threshold, len(gain)))
    return tuple(rows)
