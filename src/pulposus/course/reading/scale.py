"""Scales of whole grades. Pfirrmann has five, modified Pfirrmann eight; none is turned into the other here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.plausible import worst_grade
from pulposus.library import value

Float = NDArray[np.float64]
TOPIC = "mri_reading"


@dataclass(frozen=True)
class Scale:
    """Grades 1 to ``highest``; a higher one is worse."""

    highest: int

    def read(self, severity: Float) -> Float:
        """The whole grades that severities, with their errors, are read as; same shape."""
        return np.clip(np.rint(severity), 1, self.highest)

    @property
    def edges(self) -> Float:
        """Severities between two neighbouring grades, (highest - 1,)."""
        return np.arange(1, self.highest, dtype=np.float64) + 1 / 2


@cache
def pfirrmann() -> Scale:
    """Pfirrmann 2001, grades 1 to 5."""
    return Scale(worst_grade())


@cache
def modified_pfirrmann() -> Scale:
    """Griffith 2007, grades 1 to 8."""
    return Scale(int(value(TOPIC, "modified_grades")))


SIGNAL = Scale(4)
"""Pfirrmann grades I to IV, which signal tells apart (Salamat 2016, doi:10.1186/s40064-016-2542-5)."""
