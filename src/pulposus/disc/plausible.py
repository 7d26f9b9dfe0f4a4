"""Which numbers a human adult lumbar disc can have: refused beyond, draws clipped to it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.library import facts, value

Float = NDArray[np.float64]
TOPIC = "geometry"


def bounds(name: str) -> tuple[float, float] | None:
    """Bounds of plausibility of one size, None where there are none."""
    library = facts(TOPIC)
    if f"plausible_low_{name}" not in set(library):
        return None
    return library[f"plausible_low_{name}"].value, library[f"plausible_high_{name}"].value


def share_bounds(name: str) -> tuple[float, float]:
    """Bounds of a proportion (area to box, thickness to mean height, ...)."""
    return value(TOPIC, f"bound_low_{name}"), value(TOPIC, f"bound_high_{name}")


def clip_size(name: str, array: Float) -> Float:
    """Draws of one size held within its bounds."""
    limits = bounds(name)
    return array if limits is None else np.clip(array, *limits)


def worst_grade() -> int:
    """Last grade of the Pfirrmann scale, which starts at 1."""
    return int(value(TOPIC, "worst_grade"))


def check_age(age_y: float | Float) -> None:
    """Refuse an age, or the first of many (n,), outside the adult range or not a number."""
    limits = bounds("age_y")
    assert limits is not None
    ages = np.atleast_1d(age_y)
    refused = ages[~((limits[0] <= ages) & (ages <= limits[1]))]
    if len(refused):
        raise InputError(
            f"Age is {refused[0]:g} years; the model holds for adults of {limits[0]:g} to {limits[1]:g} years."
        )


def check_sizes(size: Mapping[str, float]) -> None:
    """Refuse a size that no lumbar disc has, and sizes that contradict each other.

    Raises:
        InputError: naming the number, what was found and what is expected.
    """
    for name, number in size.items():
        limits = bounds(name)
        if limits is not None and not limits[0] <= number <= limits[1]:
            raise InputError(
                f"{name} is {number:g}, which no adult lumbar disc has ({limits[0]:g} to {limits[1]:g}): "
                "check the number and its unit."
            )
    ratios = {
        "width_to_depth": ("width_mm", ("depth_mm",)),
        "area_to_box": ("axial_area_mm2", ("width_mm", "depth_mm")),
        "thickness_to_mean": ("volume_mm3", ("axial_area_mm2", "mean_height_mm")),
        "middle_to_anterior": ("middle_height_mm", ("anterior_height_mm",)),
    }
    for ratio, (above, below) in ratios.items():
        if {above, *below} <= set(size):
            found = size[above] / float(np.prod([size[name] for name in below]))
            low, high = share_bounds(ratio)
            if not low <= found <= high:
                raise InputError(
                    f"{above} = {size[above]:g} contradicts {' and '.join(f'{b} = {size[b]:g}' for b in below)} "
                    f"(ratio {found:.2f}, expected {low:g} to {high:g}): check which of them is wrong."
                )
