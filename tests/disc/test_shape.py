"""Sizes of a disc: what is measured stays, what is not is assumed and said so, nonsense is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulposus.disc import reduced
from pulposus.disc.hexmesh import SIZES as HEX_SIZES
from pulposus.disc.hexmesh import lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.quality import check
from pulposus.disc.shape import (
    SIZES,
    central_reduced_inputs,
    from_measurement,
    from_parameters,
    reduced_inputs,
    sample_shapes,
)
from pulposus.errors import InputError
from pulposus.imaging.measure import measure
from pulposus.imaging.measurement import DISC_QUANTITIES, DiscMeasurement, Quantity
from pulposus.levels import LUMBAR_DISCS

SLAB = {
    "anterior_height_mm": 11.2,
    "middle_height_mm": 10.1,
    "posterior_height_mm": 7.2,
    "depth_mm": 35.0,
    "wedge_deg": 6.5,
}
WHOLE = {**SLAB, "width_mm": 46.0, "axial_area_mm2": 1340.0, "volume_cm3": 11.3}


def test_measured_numbers_are_kept_and_the_rest_is_named_as_assumed() -> None:
    shape = from_measurement(SLAB, level="L4/5", age_y=45, sex="F")
    assert (shape.middle_height_mm, shape.depth_mm) == (10.1, 35.0)
    assert shape.wedge_rad == pytest.approx(np.deg2rad(6.5))
    assert {"width_mm", "axial_area_mm2", "volume_mm3", "nucleus_share"} <= set(shape.assumed)
    assert not {"middle_height_mm", "depth_mm", "wedge_rad"} & set(shape.assumed)
    # An assumed width is less certain than a measured depth.
    assert shape.spread["width_mm"] > 2 * shape.spread["depth_mm"]


def test_a_whole_measurement_assumes_only_what_no_mask_shows() -> None:
    shape = from_measurement(WHOLE, level="L4/5", age_y=45)
    assert shape.volume_mm3 == pytest.approx(11300)
    assert set(shape.assumed) == {
        "mean_height_mm",
        "nucleus_share",
        "nucleus_offset_mm",
        "inner_annulus_share",
        "endplate_mm",
    }


def test_a_measurement_object_gives_the_same_as_its_numbers() -> None:
    uncovered = Quantity(None, "not covered", "slab of 16 mm")
    quantities = {name: uncovered for name in DISC_QUANTITIES}
    quantities |= {name: Quantity(number) for name, number in SLAB.items()}
    quantities["depth_mm"] = Quantity(35.0, "flagged", "reaches the front face")
    disc = DiscMeasurement("L4/5", quantities)
    shape = from_measurement(disc, age_y=45, sex="F")
    by_number = from_measurement(SLAB, level="L4/5", age_y=45, sex="F")
    assert {name: getattr(shape, name) for name in SIZES} == {name: getattr(by_number, name) for name in SIZES}
    assert shape.notes == ("depth_mm: reaches the front face",)


def test_height_error_is_that_of_two_raters() -> None:
    """95 % limits of agreement of -1.1..1.4 to -2.6..2.0 mm (doi:10.1186/2045-709X-21-26)."""
    shape = from_measurement(WHOLE, level="L4/5", age_y=45)
    draws = sample_shapes(shape, 4000, 3)
    low, high = np.quantile(draws["middle_height_mm"] - 10.1, [0.025, 0.975])
    assert -2.6 < low < -1.1
    assert 1.4 < high < 2.0


def test_population_height_lies_in_the_published_reference_interval() -> None:
    """L4/5 7.76 to 14.57 mm, mid-sagittal, 169 asymptomatic adults (doi:10.1186/s13018-018-0737-x)."""
    draws = sample_shapes(from_parameters("L4/5", age_y=30), 4000, 1)["middle_height_mm"]
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx([7.76, 14.57], abs=0.15)


def test_only_grade_five_is_lower() -> None:
    """Salamat 2016, doi:10.1186/s40064-016-2542-5."""
    height = [from_parameters("L4/5", age_y=60, grade=grade).middle_height_mm for grade in range(1, 6)]
    assert len(set(height[:4])) == 1
    assert height[4] < 0.9 * height[0]


def test_same_seed_same_draws_and_another_seed_others() -> None:
    shape = from_measurement(SLAB, level="L4/5", age_y=45)
    first, again, other = (reduced_inputs(shape, 16, seed) for seed in (5, 5, 6))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["radius_mm"], other["radius_mm"])


def test_reduced_disc_keeps_area_height_and_volume() -> None:
    shape = from_measurement(WHOLE, level="L4/5", age_y=45)
    mesh = reduced.build(reduced.ReducedTopology(), **central_reduced_inputs(shape))
    volume = 2 * reduced.element_volumes_mm3(mesh.nodes_mm).sum()
    assert volume == pytest.approx(shape.volume_mm3, rel=2e-3)
    radius = mesh.nodes_mm[0, -1, 0, 0]
    assert np.pi * radius**2 == pytest.approx(shape.axial_area_mm2)
    assert 2 * mesh.nodes_mm[0, 0, -1, 1] == pytest.approx(shape.middle_height_mm)


@given(
    level=st.sampled_from(LUMBAR_DISCS),
    middle=st.floats(2.5, 14.0),
    slope=st.floats(0.75, 1.5),
    depth=st.floats(25.0, 45.0),
    sex=st.sampled_from(["M", "F", None]),
    grade=st.sampled_from([None, 1, 2, 3, 4, 5]),
)
@settings(max_examples=25, deadline=None)
def test_every_plausible_disc_has_a_sound_reduced_mesh(
    level: str, middle: float, slope: float, depth: float, sex: str | None, grade: int | None
) -> None:
    numbers = {
        "middle_height_mm": middle,
        "anterior_height_mm": middle * slope,
        "posterior_height_mm": middle / slope,
        "depth_mm": depth,
    }
    shape = from_measurement(numbers, level=level, age_y=50, sex=sex, grade=grade)  # type: ignore[arg-type]
    mesh = reduced.build(reduced.ReducedTopology(), **reduced_inputs(shape, 8, 1))
    assert reduced.element_volumes_mm3(mesh.nodes_mm).min() > 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"middle_height_mm": 1.01}, ["middle_height_mm", "1.01", "unit"]),
        ({"middle_height_mm": float("nan")}, ["middle_height_mm", "nan"]),
        ({"depth_mm": 3.5}, ["depth_mm", "3.5"]),
        ({"volume_cm3": 30.0}, ["volume_mm3", "contradicts"]),
        ({"axial_area_mm2": 800.0}, ["axial_area_mm2", "contradicts"]),
        ({"wedge_deg": 65.0}, ["wedge_rad"]),
    ],
)
def test_impossible_numbers_are_refused_in_one_sentence(change: dict[str, float], words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        from_measurement({**WHOLE, **change}, level="L4/5", age_y=45)
    assert all(word in str(error.value) for word in words)


def test_who_it_is_must_be_possible_too() -> None:
    for kwargs, word in (
        ({"age_y": -3}, "Age"),
        ({"age_y": 45, "sex": "X"}, "Sex"),
        ({"age_y": 45, "grade": 6}, "grade"),
        ({"age_y": 45, "level": "L6/7"}, "Level"),
    ):
        with pytest.raises(InputError, match=word):
            from_parameters(**{"level": "L4/5", **kwargs})  # type: ignore[arg-type]
    with pytest.raises(InputError, match="level"):
        from_measurement(SLAB, age_y=45)
    with pytest.raises(InputError, match="middle_height_mm"):
        from_measurement({"depth_mm": 35.0}, level="L4/5", age_y=45)


@pytest.mark.slow
def test_measured_patient_discs_become_a_shape_and_two_sound_meshes(data: Path) -> None:
    """SPIDER slabs (width and volume assumed) and whole young discs, through the project's own measures."""
    young = sorted((data / "ivd_young" / "labels").glob("*.nii.gz"))[:3]
    maps = [(path, False) for path in sorted((data / "spider" / "labels").glob("*.nii.gz"))[::3]]
    maps += [(path, True) for path in young]
    count, held = 0, []
    for path, whole in maps:
        spine = measure(None, path, cropped=whole, convention="discs-from-sacrum" if whole else "spider")
        for disc in spine.discs:
            if disc.level not in LUMBAR_DISCS:
                continue
            shape = from_measurement(disc, age_y=30)
            assert ("volume_mm3" in shape.assumed) != whole
            mesh = reduced.build(reduced.ReducedTopology(), **reduced_inputs(shape, 64, 1))
            assert reduced.element_volumes_mm3(mesh.nodes_mm).min() > 0
            quality = check(lay(HEX_SIZES["small"], surfaces_of(shape), shape), f"{path.name} {disc.level}")
            assert quality.least_scaled_jacobian > 0.5
            if whole:
                held.append(quality.volume_mm3 / shape.volume_mm3)
            count += 1
    assert count == 5 * 5 + 3 * 5
    # The volume is met, except where front and back are so thick that the sides reach their least thickness.
    assert np.median(held) == pytest.approx(1, abs=0.015)
    assert 0.98 < min(held) <= max(held) < 1.15
