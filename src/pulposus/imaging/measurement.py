"""What a measured spine is: numbers with a status, never a number for what the image does not cover."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Status = Literal["measured", "flagged", "not covered"]

# Column order of measurements.csv; each name carries its unit.
DISC_QUANTITIES = (
    "anterior_height_mm",
    "middle_height_mm",
    "posterior_height_mm",
    "mean_height_mm",
    "disc_height_index",
    "depth_mm",
    "width_mm",
    "wedge_deg",
    "mid_sagittal_area_mm2",
    "axial_area_mm2",
    "volume_cm3",
    "anterior_bulge_mm",
    "posterior_bulge_mm",
    "nucleus_signal",
    "disc_csf_ratio",
)
VERTEBRA_QUANTITIES = (
    "anterior_height_mm",
    "middle_height_mm",
    "posterior_height_mm",
    "depth_mm",
    "gap_below_mm",
)


@dataclass(frozen=True)
class Quantity:
    """One measured number. ``value`` is None exactly when ``status`` is "not covered"; ``note`` says why."""

    value: float | None
    status: Status = "measured"
    note: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) != (self.status == "not covered"):
            raise ValueError("a quantity has a value unless it is not covered")


@dataclass(frozen=True)
class DiscMeasurement:
    """One disc: every name of DISC_QUANTITIES, and the Pfirrmann grade as five probabilities (or None)."""

    level: str
    quantities: dict[str, Quantity]
    grade_probabilities: tuple[float, float, float, float, float] | None = None
    grade_note: str = ""

    def value(self, name: str) -> float | None:
        """Value of one quantity, None where it is not covered."""
        return self.quantities[name].value

    @property
    def expected_grade(self) -> float | None:
        """Mean Pfirrmann grade under the probabilities."""
        if self.grade_probabilities is None:
            return None
        return sum(grade * p for grade, p in enumerate(self.grade_probabilities, start=1))


@dataclass(frozen=True)
class VertebraMeasurement:
    """One vertebral body: every name of VERTEBRA_QUANTITIES."""

    level: str
    quantities: dict[str, Quantity]


@dataclass(frozen=True)
class SpineMeasurement:
    """All that was measured in one image, from the sacrum upward. Holds nothing that names the person."""

    convention: str
    discs: tuple[DiscMeasurement, ...]
    vertebrae: tuple[VertebraMeasurement, ...]
    checks: tuple[str, ...] = ()
    input_hashes: dict[str, str] = field(default_factory=dict)

    def disc(self, level: str) -> DiscMeasurement:
        """Measurement of one named disc.

        Raises:
            KeyError: when that disc was not measured.
        """
        for disc in self.discs:
            if disc.level == level:
                return disc
        raise KeyError(level)
