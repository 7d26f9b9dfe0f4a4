"""What is wrong with a study file, as one sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pulposus.evidence.schema import Arm, Contrast, Outcome

Level = Literal["refused", "doubt"]


@dataclass(frozen=True)
class Problem:
    """``refused``: it cannot be so, the study may not join the base; ``doubt``: it may be so, somebody should look."""

    level: Level
    field: str
    sentence: str
    """Field, what was found, what is expected, what to do."""


def refused(field: str, said: str) -> Problem:
    """A problem with which the study may not join the base; ``said`` has no full stop."""
    return Problem("refused", field, f"{field}: {said}.")


def doubt(field: str, said: str) -> Problem:
    """A problem that may be none; ``said`` has no full stop."""
    return Problem("doubt", field, f"{field}: {said}.")


def place(arm: Arm, outcome: Outcome | None = None) -> str:
    """Where a number stands: arm, measure, statistic, visit."""
    if outcome is None:
        return f"arms.{arm.key}"
    return f"arms.{arm.key}, {outcome.measure} {outcome.statistic} at {outcome.month:g} months"


def contrast_place(contrast: Contrast) -> str:
    """Where a difference stands."""
    when = "" if contrast.month is None else f" at {contrast.month:g} months"
    return f"contrasts, {contrast.arm} against {contrast.control}, {contrast.measure}{when}"
