"""How a level follows from results: a scale is a ladder of conditions, and a level holds when all up to it hold."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.credibility.factor import Factor


@dataclass(frozen=True)
class Condition:
    """One condition of a level: what is asked, what was found, and whether it holds."""

    level: int
    asks: str
    found: str
    holds: bool


@dataclass(frozen=True)
class Finding:
    """One factor in one context: the goal that risk sets and the conditions from which its level follows."""

    factor: Factor
    goal: int
    conditions: tuple[Condition, ...]

    @property
    def level(self) -> int:
        """Highest level up to which every condition holds."""
        failed = [condition.level for condition in self.conditions if not condition.holds]
        return min(failed) - 1 if failed else self.factor.top

    @property
    def met(self) -> bool:
        return self.level >= self.goal

    @property
    def decided(self) -> tuple[Condition, ...]:
        """Conditions that hold, up to the level reached."""
        return tuple(condition for condition in self.conditions if condition.level <= self.level)

    @property
    def raises(self) -> tuple[Condition, ...]:
        """What fails at the next level: what would raise it."""
        return tuple(c for c in self.conditions if c.level == self.level + 1 and not c.holds)
