"""What is known of the disc of each person before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.plausible import bounds, check_age, worst_grade
from pulposus.errors import InputError
from pulposus.levels import LUMBAR_DISCS
from pulposus.treatment.injection import DALLAS

Float = NDArray[np.float64]


@dataclass(frozen=True)
class DiscTraits:
    """One disc per person, every array (n,); checked when made.

    Raises:
        InputError: arrays of different lengths, or a value that no adult lumbar disc has.
    """

    level: NDArray[np.str_]
    """Disc level such as "L4/5"."""
    female: NDArray[np.bool_]
    age_y: Float
    grade: NDArray[np.int64]
    """True Pfirrmann grade, 1 to 5."""
    height_mm: Float
    """Middle height as measured; NaN where nobody measured it."""
    modic: Float
    """Probability of Modic change beside the disc, 0 to 1."""
    dallas: Float
    """Dallas grade of the annulus's tear, 0 to 5; NaN where nobody looked."""
    severity: Float | None = None
    """True severity on the scale of Pfirrmann grades; drawn within the grade when None."""

    def __post_init__(self) -> None:
        lengths = {name: len(values) for name, values in self._arrays().items()}
        if len(set(lengths.values())) != 1:
            told = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise InputError(f"The traits of discs have different lengths ({told}); give one value per person.")
        unknown = sorted(set(self.level.tolist()) - set(LUMBAR_DISCS))
        if unknown:
            raise InputError(f"Level is '{unknown[0]}'; give one of {', '.join(LUMBAR_DISCS)}.")
        check_age(self.age_y)
        heights = bounds("middle_height_mm")
        assert heights is not None
        for name, low, high, may_lack in (
            ("grade", 1, worst_grade(), False),
            ("height_mm", *heights, True),
            ("modic", 0, 1, False),
            ("dallas", DALLAS[0], DALLAS[-1], True),
        ):
            values = np.asarray(getattr(self, name), dtype=np.float64)
            lacks = np.isnan(values) & may_lack
            refused = values[~lacks & ~((low <= values) & (values <= high))]
            if len(refused):
                raise InputError(f"{name} of a disc is {refused[0]:g}; give {low:g} to {high:g}.")

    def __len__(self) -> int:
        return len(self.level)

    def take(self, rows: NDArray[np.int64]) -> DiscTraits:
        """The discs of some people."""
        return DiscTraits(**{name: values[rows] for name, values in self._arrays().items()})

    def _arrays(self) -> dict[str, Any]:
        every = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: values for name, values in every.items() if values is not None}
