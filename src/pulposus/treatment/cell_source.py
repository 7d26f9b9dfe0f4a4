"""Where cells come from: short files of ``treatment/sources`` that name facts and hold no number."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from pulposus.treatment.files import pick, read_all

CellClass = Literal[
    "expanded marrow cells", "expanded fat cells", "expanded birth-tissue cells", "disc cells", "marrow concentrate",
    "fat concentrate", "tissue with cells", "haematopoietic cells",
]  # fmt: skip
CELL_CLASSES: tuple[str, ...] = get_args(CellClass)
"""Classes of cell products, as trials are sorted by them."""


class CellSource(BaseModel):
    """One source of cells. Numbers name facts of ``library/facts/harvest.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    name: str
    what: str
    kind: Literal["marrow", "fat", "expanded"]
    product_class: CellClass
    own: bool
    """From the patient's own body, else from a donor."""
    viability: str
    nucleated_1e6_mL: str | None = None
    """Marrow only."""
    concentration: str | None = None
    """Marrow only; as drawn without."""
    taken: str | None = None
    """Own cells only: what is taken from the patient, where the concentration does not say it."""

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> CellSource:
        if (self.kind == "marrow") != (self.nucleated_1e6_mL is not None):
            raise ValueError(f"source {self.key}: marrow, and only marrow, needs nucleated_1e6_mL")
        if self.concentration and self.kind != "marrow":
            raise ValueError(f"source {self.key}: only marrow is concentrated here; remove concentration")
        if (self.own and self.kind != "marrow") != (self.taken is not None):
            raise ValueError(f"source {self.key}: own fat and own grown cells, and only those, need taken")
        return self

    @property
    def fresh(self) -> bool:
        """Injected on the day of the harvest, with all that comes with the stromal cells."""
        return self.kind != "expanded"

    @property
    def taken_unit(self) -> str:
        """Unit of what is taken from the patient; empty where a donor gives."""
        if not self.own:
            return ""
        return "g of fat" if self.taken is not None and self.taken.endswith("_g") else "mL of marrow"


@cache
def _all() -> dict[str, CellSource]:
    found = read_all("sources", CellSource)
    # From the least to the most that is done to cells, own before donated.
    found.sort(
        key=lambda one: (one.kind == "expanded", not one.own, one.taken_unit != "mL of marrow", bool(one.concentration))
    )
    return {one.key: one for one in found}


def sources() -> tuple[str, ...]:
    """Keys of all sources of cells."""
    return tuple(_all())


def load_source(key: str) -> CellSource:
    """One source of cells.

    Raises:
        InputError: naming the nearest key.
    """
    return pick(key, _all(), "source of cells")


def facts_of(source: CellSource) -> tuple[str, ...]:
    """Facts of ``library/facts/harvest.yaml`` that decide what this source gives."""
    named = [name for name in (source.viability, source.nucleated_1e6_mL, source.concentration, source.taken) if name]
    aged = ["cfu_age_log_slope_per_year", "cfu_reference_age_y"]
    match source.kind:
        case "marrow":
            named += ["marrow_cfu_per_mL", "between_laboratories", "stromal_per_colony", *aged]
            named += ["concentration_recovery"] if source.concentration else []
        case "fat":
            named += ["svf_1e6_per_g", "fat_taken_up_mL", "svf_colony_share", "stromal_per_colony"]
        case "expanded":
            named += ["expanded_colony_share", *aged, *(["culture_weeks"] if source.own else ["donor_age_y"])]
    return tuple(sorted(named))
