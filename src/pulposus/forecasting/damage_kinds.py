"""The damages that a command knows by name: what their size means, its range, and how they are made on a mesh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pulposus.disc.damage import (
    Damage,
    concentric_tear,
    endplate_defect,
    nucleus_removal,
    protrusion,
    radial_fissure,
    rim_lesion,
)
from pulposus.disc.damage.places import direction_rad
from pulposus.disc.hexmesh import HexMesh
from pulposus.errors import InputError
from pulposus.library import facts

Place = str | float
TOPIC = "damage"


@dataclass(frozen=True)
class Kind:
    """One kind of damage. ``fact`` holds the usual size and its range, ``place`` is empty where it has none."""

    words: str
    size: str
    fact: str
    place: str
    make: Callable[[HexMesh, float, Place], Damage]

    @property
    def unit(self) -> str:
        return facts(TOPIC)[self.fact].unit


# Names of places are checked by ``chosen`` before a maker sees them.
KINDS: dict[str, Kind] = {
    "radial_fissure": Kind(
        "radial fissure", "width", "radial_fissure_width_mm", "posterolateral_left",
        lambda mesh, size, place: radial_fissure(mesh, place, width_mm=size),  # type: ignore[arg-type]
    ),
    "concentric_fissure": Kind(
        "concentric fissure", "angle around", "damage_concentric_fissure_deg", "posterior",
        lambda mesh, size, place: concentric_tear(mesh, place, angle_deg=size),  # type: ignore[arg-type]
    ),
    "rim_lesion": Kind(
        "rim lesion", "angle around", "damage_rim_lesion_deg", "anterior",
        lambda mesh, size, place: rim_lesion(mesh, place, angle_deg=size),  # type: ignore[arg-type]
    ),
    "endplate_defect": Kind(
        "endplate defect", "diameter", "damage_endplate_defect_mm", "",
        lambda mesh, size, _: endplate_defect(mesh, "open", diameter_mm=size),
    ),
    "nucleus_removal": Kind(
        "nucleus removed", "mass", "damage_nucleus_removal_g", "",
        lambda mesh, size, _: nucleus_removal(mesh, grams=size),
    ),
    "protrusion": Kind(
        "protrusion", "size", "damage_protrusion_mm", "posterolateral_left",
        lambda mesh, size, place: protrusion(mesh, size, place),  # type: ignore[arg-type]
    ),
}  # fmt: skip


@dataclass(frozen=True)
class ChosenDamage:
    """A damage of checked kind, size (in the unit of its kind) and place."""

    key: str
    size: float
    place: Place

    @property
    def kind(self) -> Kind:
        return KINDS[self.key]

    @property
    def words(self) -> str:
        """Such as "radial fissure, 1.5 mm, posterolateral left"."""
        place = self.place.replace("_", " ") if isinstance(self.place, str) else f"{self.place:g} deg"
        return ", ".join(part for part in (self.kind.words, f"{self.size:g} {self.kind.unit}", place) if part)

    def on(self, mesh: HexMesh) -> Damage:
        """The damage on a mesh.

        Raises:
            InputError: it is too small for the mesh, or leaves unsound elements.
        """
        return self.kind.make(mesh, self.size, self.place)


def chosen(key: str, size: float | None = None, place: Place | None = None) -> ChosenDamage:
    """A damage by name; the library's size and the usual place when None.

    Raises:
        InputError: an unknown kind or place, or a size outside its range.
    """
    if key not in KINDS:
        raise InputError(f"--damage: found '{key}', expected one of {', '.join(KINDS)}; give one of them.")
    kind = KINDS[key]
    fact, source = facts(TOPIC)[kind.fact], facts(TOPIC).source(kind.fact)
    assert isinstance(fact.spread, tuple)
    low, high = fact.spread[0], fact.spread[1]
    wanted = fact.value if size is None else size
    if not low <= wanted <= high:
        reference = f"{source.citation}, doi:{source.doi}" if source.doi else f"{source.citation}: {source.why or ''}"
        raise InputError(
            f"--size: found {wanted:g}, expected the {kind.size} of the {kind.words}, {low:g} to {high:g} {kind.unit} "
            f"({reference.rstrip('.')}); give a {kind.size} in this range."
        )
    if place is not None and not kind.place:
        raise InputError(f"--place: found '{place}', expected none for the {kind.words}; leave it out.")
    where: Place = kind.place if place is None else place
    if where != "":
        try:
            direction_rad(where)  # type: ignore[arg-type]
        except InputError as error:
            raise InputError(f"--place: {error}") from None
    return ChosenDamage(key, wanted, where)
