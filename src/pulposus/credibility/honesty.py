"""How forecasts of studies that were left out fared: what such a study hands over to the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pulposus.evidence.aftermath.binomial import exact_interval

MODEL = "model"


@dataclass(frozen=True)
class Group:
    """Left-out numbers of one kind.

    Attributes:
        what: which numbers, as a sentence names them ("arms of controlled trials").
        coverage: interval (0.5, 0.8, 0.9) -> numbers that fell inside, and all.
        crps: outcome ("pain", "odi", "responders") -> forecaster -> mean CRPS in the outcome's own unit; ours is under
            ``MODEL``, the others are the baselines.
    """

    what: str
    coverage: Mapping[float, tuple[int, int]]
    crps: Mapping[str, Mapping[str, float]]

    def compatible(self, level: float) -> bool:
        """Whether the exact 95 % interval of the counted share contains the level."""
        low, high = exact_interval(*self.coverage[level])
        return low <= level <= high

    def behind(self, outcome: str) -> tuple[str, ...]:
        """Baselines whose mean CRPS of an outcome is as low as the model's or lower."""
        scores = self.crps[outcome]
        return tuple(name for name, score in scores.items() if name != MODEL and not scores[MODEL] < score)


@dataclass(frozen=True)
class Honesty:
    """Forecasts of left-out studies. Absence of this object means that they were not shown, never that they held.

    Attributes:
        groups: numbers of one kind each.
        studies: left out one at a time; ``controlled`` of them have a control arm.
        arms: of those studies, and ``people`` in those whose number was read.
        months: the latest visit forecast.
    """

    groups: tuple[Group, ...]
    studies: int
    controlled: int
    arms: int
    people: int
    months: float

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes that were scored in any group."""
        return tuple(dict.fromkeys(outcome for group in self.groups for outcome in group.crps))
