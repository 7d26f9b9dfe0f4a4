"""How long work tells its caller how far it is, without knowing who listens."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with the stage in plain words and the fraction of all work done, from 0 to 1 and never falling."""


def silent(stage: str, fraction: float) -> None:
    """Listen to nothing: the default where no one watches."""


def part_of(whole: Progress, start: float, end: float) -> Progress:
    """A callback for one part of the work, whose 0 to 1 is ``start`` to ``end`` of the whole."""
    return lambda stage, fraction: whole(stage, start + (end - start) * fraction)
