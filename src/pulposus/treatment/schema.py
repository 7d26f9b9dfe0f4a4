"""What a treatment is: what is done, which context arm it shares, and what reaches the disc."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pulposus.errors import InputError
from pulposus.library import value

Context = Literal["natural course", "sham", "intradiscal saline"]
CONTEXTS: tuple[str, ...] = get_args(Context)
TOPIC = "treatment"


class Cells(BaseModel):
    """Injected cells. Each field names a fact of ``library/facts/treatment.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dose_1e6: str
    viability: str
    retention: str


class Treatment(BaseModel):
    """One treatment. Fields that hold numbers name facts of ``library/facts/treatment.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    what: str
    context: Context
    needle_into_disc: bool = False
    volume_mL: str | None = None
    cells: Cells | None = None
    dose_override_1e6: float | None = None
    """A dose that the user asked for instead of the library's."""

    @model_validator(mode="after")
    def _what_is_injected_needs_a_needle(self) -> Treatment:
        if (self.cells or self.volume_mL) and not self.needle_into_disc:
            raise ValueError(f"treatment {self.key}: cells or volume in the disc need needle_into_disc: true")
        return self

    @property
    def dose_1e6(self) -> float | None:
        """Nominal dose per disc in millions of cells, None where no cells are given."""
        if self.cells is None:
            return None
        return value(TOPIC, self.cells.dose_1e6) if self.dose_override_1e6 is None else self.dose_override_1e6

    def with_dose(self, dose_1e6: float) -> Treatment:
        """The same treatment at another dose (millions of cells per disc).

        Raises:
            InputError: when the treatment gives no cells or the dose lies outside what the model may be asked.
        """
        if self.cells is None:
            raise InputError(f"Treatment '{self.key}' gives no cells: remove dose_1e6 or choose a cell product.")
        low, high = value(TOPIC, "dose_lowest_1e6"), value(TOPIC, "dose_highest_1e6")
        if not low <= dose_1e6 <= high:
            raise InputError(
                f"Treatment '{self.key}', dose_1e6: {dose_1e6:g} million cells per disc was found; "
                f"give {low:g} to {high:g} (the unit is millions of cells; trials gave 1 to 121)."
            )
        return self.model_copy(update={"dose_override_1e6": float(dose_1e6)})
