"""What a bench found: numbers beside what is asked of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Figure:
    """One number. ``asked`` None is for information; ``sense`` says on which side of it the number should lie."""

    name: str
    found: float
    unit: str
    asked: float | None = None
    sense: Literal["at most", "at least"] = "at most"
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the number reaches what is asked; None where nothing is."""
        if self.asked is None:
            return None
        return self.found <= self.asked if self.sense == "at most" else self.found >= self.asked


@dataclass(frozen=True)
class Point:
    """Wall seconds of one problem at one size, after compilation."""

    problem: str
    elements: int
    seconds: float


@dataclass(frozen=True)
class Bench:
    """One part of the bench."""

    id: str
    title: str
    figures: tuple[Figure, ...]
    points: tuple[Point, ...] = ()
    wall_s: float = 0.0
    stopped: str = ""
    """The sentence of a part that broke off."""

    @property
    def met(self) -> bool:
        """Whether every number reaches what is asked of it."""
        return not self.stopped and all(f.met is not False for f in self.figures)


def tree(benches: tuple[Bench, ...]) -> list[dict[str, Any]]:
    """Everything, for JSON."""
    return [
        {
            **asdict(bench),
            "met": bench.met,
            "figures": [asdict(figure) | {"met": figure.met} for figure in bench.figures],
        }
        for bench in benches
    ]
