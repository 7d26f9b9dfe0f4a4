"""What a treatment is: what is done, which control arm it shares, what reaches the disc, and what reaches the person.

Every number is the name of a fact; a treatment file holds none.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pulposus.errors import InputError
from pulposus.library import value

Context = Literal["natural course", "placebo pill", "sham", "intradiscal saline"]
CONTEXTS: tuple[str, ...] = get_args(Context)
# The treatment that is the control arm of each setting.
CONTROL_OF: dict[str, str] = {
    "natural course": "natural",
    "placebo pill": "placebo_pill",
    "sham": "sham",
    "intradiscal saline": "saline",
}
Group = Literal["no treatment", "medicine and exercise", "injection", "cells", "surgery"]
GROUPS: tuple[str, ...] = get_args(Group)
Condition = Literal["root compression", "Modic change"]
TOPIC = "treatment"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cells(_Part):
    """Injected cells: a source of ``treatment/sources`` and a nominal dose, or what the harvest gives in the volume."""

    source: str
    dose_1e6: str | None = None
    """Fact of ``treatment.yaml``: cells per disc, millions; without it the harvest decides."""


class Injection(_Part):
    """What a needle brings into the disc."""

    volume_mL: str
    """Fact of ``treatment.yaml``."""
    carrier: str = "saline"
    """A carrier of ``treatment/carriers``: how much stays, how long, how stiff, what it does for cells."""
    cells: Cells | None = None
    platelets: str | None = None
    """Fact of ``treatment.yaml``: rise of the anabolic factor per share of nucleus volume injected."""
    leukocytes: str | None = None
    """Fact of ``treatment.yaml``: step of the catabolic index that comes with it."""
    steroid: str | None = None
    """Fact of ``treatment.yaml``: share of the catabolic source that the drug blocks at first."""


class Activity(_Part):
    """A programme that changes how the disc is loaded while it is followed."""

    window_gain: str
    """Fact: rise of matrix synthesis where loading moves into the anabolic window, at full adherence."""


class Surgery(_Part):
    """An operation on the disc. ``discectomy`` takes tissue, ``fusion`` takes the disc out of motion."""

    kind: Literal["discectomy", "fusion"]


class Relief(_Part):
    """An effect on the person beyond the control arm, from trials and not from the disc; facts of ``relief.yaml``.

    Grows as 1 - exp(-t/onset), is kept for ``lasts``, then fades as exp(-t/fades).
    """

    pain: str
    odi: str
    onset_months: str
    lasts_months: str | None = None
    """None: as long as the forecast looks."""
    fades_months: str | None = None
    only_for: Condition | None = None
    """In whom it was shown; others get none of it, and the report says so."""
    with_adherence: bool = False
    """Whether it needs the person to keep to a programme."""


class Treatment(_Part):
    """One treatment; a file of ``treatment/library`` or of the user."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    what: str
    group: Group
    context: Context
    injection: Injection | None = None
    activity: Activity | None = None
    surgery: Surgery | None = None
    relief: tuple[Relief, ...] = ()
    dose_override_1e6: float | None = None
    """A dose that the user asked for instead of the library's."""
    volume_override_mL: float | None = None
    """A volume that the user asked for instead of the library's."""
    parts: tuple[Treatment, ...] = ()
    """The treatments that were combined to this one; empty for a single one."""

    @model_validator(mode="after")
    def _does_not_contradict_itself(self) -> Treatment:
        if self.surgery and self.surgery.kind == "fusion" and self.injection:
            raise ValueError(
                f"treatment {self.key}: a fused disc cannot be injected in the same treatment; keep one of the two"
            )
        if self.group == "cells" and self.cells is None:
            raise ValueError(f"treatment {self.key}: group 'cells' needs cells in its injection; add them or the group")
        if self.dose_override_1e6 is not None and self.cells is None:
            raise ValueError(f"treatment {self.key}: a dose needs cells in the injection; add them or remove the dose")
        return self

    @property
    def through_disc(self) -> bool:
        """Whether the disc model decides what this adds; an effect measured in trials holds the disc's part already."""
        return not self.relief

    @property
    def cells(self) -> Cells | None:
        """The cells that are injected, if any."""
        return self.injection.cells if self.injection else None

    @property
    def needle_into_disc(self) -> bool:
        """Whether a needle enters the disc."""
        return self.injection is not None

    @property
    def dose_1e6(self) -> float | None:
        """Nominal dose per disc in millions of cells; None without cells, or where the harvest decides it."""
        if self.dose_override_1e6 is not None:
            return self.dose_override_1e6
        if self.cells is None or self.cells.dose_1e6 is None:
            return None
        return value(TOPIC, self.cells.dose_1e6)

    @property
    def volume_mL(self) -> float | None:
        """Volume injected into each disc, None without injection."""
        if self.injection is None:
            return None
        given = self.volume_override_mL
        return value(TOPIC, self.injection.volume_mL) if given is None else given

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

    def with_volume(self, volume_mL: float) -> Treatment:
        """The same treatment with another volume (mL per disc).

        Raises:
            InputError: when nothing is injected or the volume is not above zero.
        """
        if self.injection is None:
            raise InputError(f"Treatment '{self.key}' injects nothing: remove volume_mL or choose an injection.")
        if not volume_mL > 0:
            raise InputError(f"Treatment '{self.key}', volume_mL: found {volume_mL:g}, expected more than 0 mL.")
        return self.model_copy(update={"volume_override_mL": float(volume_mL)})
