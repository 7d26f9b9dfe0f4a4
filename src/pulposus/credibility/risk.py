"""Model risk from model influence and decision consequence, and the credibility goal that follows from it.

Influence and consequence count 1 to 3; the risk is their sum less one, so 1 to 5. The goal of a factor is the same
share of its scale as the risk is of its own, rounded up. Both rules are judgements of this project: ASME V&V 40 asks
that goals follow from risk and leaves the rule to who uses the model.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

Grade = Literal["low", "medium", "high"]
GRADES: tuple[Grade, ...] = get_args(Grade)
HIGHEST = 2 * len(GRADES) - 1


def model_risk(influence: Grade, consequence: Grade) -> int:
    """Risk, 1 to 5."""
    return GRADES.index(influence) + GRADES.index(consequence) + 1


def goal(risk: int, top: int) -> int:
    """Level that a factor must reach, 1 to ``top``, the highest of its scale."""
    return math.ceil(top * risk / HIGHEST)


def table() -> tuple[tuple[Grade, tuple[int, ...]], ...]:
    """Risk by influence (rows) and consequence (columns, low to high)."""
    return tuple((influence, tuple(model_risk(influence, other) for other in GRADES)) for influence in GRADES)
