"""The size of one disc as numbers: what was measured, what is assumed, and how uncertain both are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.plausible import check_age, check_sizes, clip_size, share_bounds, worst_grade
from pulposus.errors import InputError
from pulposus.imaging.measurement import DiscMeasurement
from pulposus.levels import LUMBAR_DISCS
from pulposus.library import sample, value
from pulposus.numerics.settings import SHAPE_SPREAD_DRAWS
from pulposus.units import MM3_PER_CM3

Float = NDArray[np.float64]
Sex = Literal["M", "F"]
TOPIC = "geometry"

# Gives a fact as an array: its central value, or draws from its spread.
Pick = Callable[..., Float]

# What a measurement may bring, under the names of DISC_QUANTITIES where the unit differs.
_MEASURED = {
    "anterior_height_mm": "anterior_height_mm",
    "middle_height_mm": "middle_height_mm",
    "posterior_height_mm": "posterior_height_mm",
    "mean_height_mm": "mean_height_mm",
    "depth_mm": "depth_mm",
    "width_mm": "width_mm",
    "axial_area_mm2": "axial_area_mm2",
    "volume_mm3": "volume_mm3",
    "volume_cm3": "volume_mm3",
    "wedge_rad": "wedge_rad",
    "wedge_deg": "wedge_rad",
}


@dataclass(frozen=True)
class DiscShape:
    """Size of one disc. ``assumed`` names every number that no image gave; ``spread`` is one SD of each.

    The disc's own frame has x to the patient's right, y to the front, z to the head; ``nucleus_share`` is the
    nucleus's share of the length of any line through its centre, ``nucleus_offset_mm`` is where that centre
    lies (negative: behind the middle).
    """

    level: str
    anterior_height_mm: float
    middle_height_mm: float
    posterior_height_mm: float
    mean_height_mm: float
    depth_mm: float
    width_mm: float
    axial_area_mm2: float
    volume_mm3: float
    wedge_rad: float
    nucleus_share: float
    nucleus_offset_mm: float
    inner_annulus_share: float
    endplate_mm: float
    known: Mapping[str, float]
    sex: Sex | None
    grade: int | None
    spread: Mapping[str, float]
    assumed: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def measured(self) -> tuple[str, ...]:
        """Names of the numbers that the image gave."""
        return tuple(self.known)


SIZES = tuple(f.name for f in fields(DiscShape) if f.type == "float")


def central(name: str, **_bounds: float) -> Float:
    """A fact's central value as an array of one."""
    return np.array([value(TOPIC, name)])


def drawn(n: int, seed: int) -> Pick:
    """A picker that draws ``n`` values of each fact."""

    def pick(name: str, low: float = -np.inf, high: float = np.inf) -> Float:
        return sample(TOPIC, name, n, seed, low=low, high=high)

    return pick


def _population(name: str, level: str, sex: Sex | None, grade: int | None, pick: Pick) -> Float:
    """Middle height or depth of the population, by level, sex and (height only) grade."""
    size = pick(f"{name}_{level}")
    if sex is not None:
        size = size * pick(f"sex_size_{sex}")
    if name == "middle_height_mm" and grade == worst_grade():
        size = size * pick("grade5_height_share")
    return size


def complete(
    known: Mapping[str, float | Float], level: str, sex: Sex | None, grade: int | None, pick: Pick
) -> dict[str, Float]:
    """Every size, from what is known and, for the rest, from published proportions.

    With the central picker the known numbers come back unchanged; with a drawing picker they carry their
    measurement error, and errors of heights, area and volume go together so that the shape stays a disc.
    Known numbers may be one per draw, (n,): discs of different people.
    """
    size: dict[str, Float] = {}
    height_error = pick("height_error_mm")

    def either(name: str, error: Float, otherwise: Callable[[], Float]) -> None:
        size[name] = clip_size(name, known[name] + error if name in known else otherwise())

    def bounded(name: str, fact: str | None = None) -> Float:
        low, high = share_bounds(name)
        return pick(fact or name, low=low, high=high)

    def middle() -> Float:
        if "mean_height_mm" in known:
            return known["mean_height_mm"] + height_error
        return _population("middle_height_mm", level, sex, grade, pick)

    either("middle_height_mm", height_error, middle)
    h = size["middle_height_mm"]
    either("anterior_height_mm", height_error, lambda: h * pick(f"anterior_to_middle_{level}"))
    either("posterior_height_mm", height_error, lambda: h * pick(f"posterior_to_middle_{level}"))
    mean = (size["anterior_height_mm"] + h + size["posterior_height_mm"]) / 3
    either("mean_height_mm", height_error, lambda: mean)
    either("depth_mm", pick("depth_error_mm"), lambda: _population("depth_mm", level, sex, grade, pick))
    depth = size["depth_mm"]
    either("width_mm", pick("width_error_mm"), lambda: depth * bounded("width_to_depth"))
    box = depth * size["width_mm"]
    area_error = known.get("axial_area_mm2", 0.0) * pick("area_error")
    either("axial_area_mm2", area_error, lambda: box * bounded("area_to_box"))
    area = size["axial_area_mm2"]
    if "volume_mm3" in known:
        follow = area * h / (known.get("axial_area_mm2", area) * known.get("middle_height_mm", h))
        size["volume_mm3"] = clip_size("volume_mm3", known["volume_mm3"] * follow + pick("volume_error_mm3"))
    else:
        size["volume_mm3"] = clip_size("volume_mm3", area * size["mean_height_mm"] * bounded("thickness_to_mean"))
    slope = np.arctan2(size["anterior_height_mm"] - size["posterior_height_mm"], depth)
    either("wedge_rad", np.zeros(1), lambda: slope)
    size["nucleus_share"] = bounded("nucleus_share", f"nucleus_share_{level}")
    size["nucleus_offset_mm"] = depth * pick("nucleus_offset_share")
    size["inner_annulus_share"] = pick("inner_annulus_share", low=0.0, high=1.0)
    lowest = np.minimum(h, np.minimum(size["anterior_height_mm"], size["posterior_height_mm"]))
    size["endplate_mm"] = np.minimum(
        pick("endplate_mm", low=value(TOPIC, "endplate_low_mm")),
        value(TOPIC, "endplate_share_of_height_max") * lowest,
    )
    return size


def _build(
    known: dict[str, float], level: str, sex: Sex | None, grade: int | None, notes: tuple[str, ...]
) -> DiscShape:
    size = {name: float(array[0]) for name, array in complete(known, level, sex, grade, central).items()}
    check_sizes(size)
    draws = complete(known, level, sex, grade, drawn(SHAPE_SPREAD_DRAWS, 0))
    spread = {name: float(np.std(draws[name])) for name in SIZES}
    assumed = tuple(name for name in SIZES if name not in known)
    return DiscShape(
        level=level, known=known, sex=sex, grade=grade, spread=spread, assumed=assumed, notes=notes, **size
    )


def _check_who(level: str, age_y: float, sex: str | None, grade: int | None) -> None:
    if level not in LUMBAR_DISCS:
        raise InputError(f"Level is '{level}'; give one of {', '.join(LUMBAR_DISCS)}.")
    check_age(age_y)
    if sex not in ("M", "F", None):
        raise InputError(f"Sex is '{sex}'; give 'M', 'F' or leave it out.")
    if grade is not None and grade not in range(1, worst_grade() + 1):
        raise InputError(f"Pfirrmann grade is {grade}; give a whole number from 1 to {worst_grade()}.")


def from_measurement(
    measured: DiscMeasurement | Mapping[str, float],
    *,
    age_y: float,
    sex: Sex | None = None,
    level: str | None = None,
    grade: int | None = None,
) -> DiscShape:
    """Shape of a measured disc; what the image does not cover is filled from published proportions.

    ``measured`` is a DiscMeasurement, or a mapping of names of DISC_QUANTITIES (or of DiscShape) to numbers,
    for which ``level`` must be given. Age is checked only: adult disc height does not fall with age as such
    (Shao 2002, PMID 11805689).

    Raises:
        InputError: no height or no level, a number no human lumbar disc has, or numbers that contradict.
    """
    notes: list[str] = []
    if isinstance(measured, DiscMeasurement):
        level = measured.level if level is None else level
        numbers: dict[str, float] = {}
        for name, quantity in measured.quantities.items():
            if quantity.value is not None:
                numbers[name] = quantity.value
                if quantity.status == "flagged" and name in _MEASURED:
                    notes.append(f"{name}: {quantity.note}")
    else:
        numbers = dict(measured)
    if level is None:
        raise InputError(f"The measured disc has no level; give one of {', '.join(LUMBAR_DISCS)}.")
    _check_who(level, age_y, sex, grade)
    known: dict[str, float] = {}
    for name, number in numbers.items():
        if name not in _MEASURED:
            continue
        number = number * MM3_PER_CM3 if name == "volume_cm3" else number
        known[_MEASURED[name]] = float(np.deg2rad(number)) if name == "wedge_deg" else float(number)
    if not {"middle_height_mm", "mean_height_mm"} & set(known):
        raise InputError("The measured disc has neither middle_height_mm nor mean_height_mm; give one of them.")
    check_sizes(known)
    return _build(known, level, sex, grade, tuple(notes))


def from_parameters(level: str, *, age_y: float, sex: Sex | None = None, grade: int | None = None) -> DiscShape:
    """Shape of a disc that nobody measured: the population's, all of it assumed.

    Height falls in grade 5 only (Salamat 2016, doi:10.1186/s40064-016-2542-5).

    Raises:
        InputError: an unknown level, an impossible age, sex or grade.
    """
    _check_who(level, age_y, sex, grade)
    return _build({}, level, sex, grade, ("no measurement: population values",))


def sample_shapes(shape: DiscShape, n: int, seed: int) -> dict[str, Float]:
    """``n`` plausible versions of the disc: measurement error on what was measured, spread on the rest.

    Returns every name of ``SIZES`` with shape (n,).
    """
    draws = complete(shape.known, shape.level, shape.sex, shape.grade, drawn(n, seed))
    return {name: np.broadcast_to(array, (n,)).copy() for name, array in draws.items()}


def reduced_inputs(shape: DiscShape, n: int, seed: int) -> dict[str, Float]:
    """Arguments of ``disc.reduced.build`` for ``n`` draws, each (n,): area, mid height and volume are kept."""
    return reduce_sizes(sample_shapes(shape, n, seed))


def central_reduced_inputs(shape: DiscShape) -> dict[str, Float]:
    """Arguments of ``disc.reduced.build`` for the shape itself, without spread, each (1,)."""
    return reduce_sizes({name: np.array([getattr(shape, name)]) for name in SIZES})


def reduce_sizes(size: Mapping[str, Float]) -> dict[str, Float]:
    """Arguments of ``disc.reduced.build`` from every name of ``SIZES``, each (n,)."""
    mid = size["middle_height_mm"]
    low, high = (value(TOPIC, f"rim_to_middle_{end}") for end in ("low", "high"))
    # The reduced disc h = mid + (rim - mid) s^2 holds the volume area (mid + rim) / 2.
    rim = np.clip(2 * size["volume_mm3"] / size["axial_area_mm2"] - mid, low * mid, high * mid)
    most = value(TOPIC, "endplate_share_of_height_max") * np.minimum(mid, rim)
    return {
        "radius_mm": np.sqrt(size["axial_area_mm2"] / np.pi),
        "mid_height_mm": mid,
        "rim_height_mm": rim,
        "nucleus_radius_fraction": size["nucleus_share"],
        "inner_annulus_fraction": size["inner_annulus_share"],
        "endplate_mm": np.minimum(size["endplate_mm"], most),
    }
