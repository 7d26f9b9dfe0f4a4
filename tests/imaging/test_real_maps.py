"""Real label maps of every convention: the right names, or the right refusal."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pulposus.errors import InputError
from pulposus.imaging.spine import load_spine
from pulposus.levels import DISCS

SPIDER = ("005", "022", "034", "041", "045", "052", "055", "069", "078", "098", "127", "136", "161", "220")
IVD = tuple(f"{n:02d}" for n in range(1, 26) if n != 5)


def graded_discs(data: Path, patient: str) -> int:
    with (data / "spider" / "cases.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["patient"] == str(int(patient)))
    return int(row["n_graded_discs"])


@pytest.mark.parametrize("patient", SPIDER)
def test_spider_levels(data: Path, patient: str) -> None:
    spine = load_spine(None, data / f"spider/labels/spider-{patient}_t2space_seg-inst.nii.gz").spine
    assert spine.convention == "spider"
    graded = graded_discs(data, patient)
    # Gradings run from L5/S1 upward; the map may show one disc more, never one less.
    assert spine.disc_levels[:graded] == DISCS[:graded]
    assert len(spine.disc_levels) - graded in (0, 1)
    assert spine.canal is not None
    for level in spine.disc_levels:
        # A slab of 12 to 20 mm ends within every disc; the uppermost may also leave the picture at the top.
        above = {"superior"} if level == spine.disc_levels[-1] else set()
        assert {"left", "right"} <= spine.disc(level).touches <= {"left", "right"} | above  # type: ignore[union-attr]


@pytest.mark.parametrize("patient", ["005", "022", "045", "078"])
def test_spider_image_and_labels_share_the_world(data: Path, patient: str) -> None:
    """The canal of the instance map is bright in the image although the two grids differ."""
    import numpy as np
    from scipy.ndimage import map_coordinates

    folder = data / "spider"
    spine = load_spine(
        folder / f"images/spider-{patient}_t2space_T2w.nii.gz",
        folder / f"labels/spider-{patient}_t2space_seg-inst.nii.gz",
    ).spine
    assert spine.image is not None
    assert spine.canal is not None
    index = np.linalg.inv(spine.image.affine) @ np.c_[spine.canal.points_mm(), np.ones(spine.canal.mask.sum())].T
    fluid = np.percentile(map_coordinates(spine.image.data, index[:3], order=0), 90)
    bone = spine.vertebra("L3")
    assert bone is not None
    index = np.linalg.inv(spine.image.affine) @ np.c_[bone.points_mm(), np.ones(bone.mask.sum())].T
    assert fluid > 3 * np.median(map_coordinates(spine.image.data, index[:3], order=0))


@pytest.mark.parametrize("patient", ["005", "022", "045", "078"])
@pytest.mark.parametrize("convention", ["auto", "spider"])
def test_spider_semantic_map_is_refused(data: Path, patient: str, convention: str) -> None:
    path = data / f"spider/images/spider-{patient}_t2space_seg-sem.nii.gz"
    with pytest.raises(InputError, match=r"semantic map that names tissues and no levels, like SPIDER seg-sem"):
        load_spine(None, path, convention=convention)


def test_totalsegmentator(data: Path) -> None:
    folder = data / "totalsegmentator_example"
    spine = load_spine(folder / "example_ct.nii.gz", folder / "example_ct_totalseg_spine.nii.gz").spine
    assert spine.convention == "totalsegmentator"
    assert spine.vertebra_levels == ("L5", "L4", "L3", "L2", "L1", "T12", "T11")
    assert spine.vertebra("T12").touches == {"superior"}  # type: ignore[union-attr]
    assert spine.vertebra("L5").touches == frozenset()  # type: ignore[union-attr]


def test_totalsegmentator_bodies_and_discs_have_no_levels(data: Path) -> None:
    with pytest.raises(InputError, match="semantic map"):
        load_spine(None, data / "totalsegmentator_example/example_ct_vertebrae_body.nii.gz")


def test_image_of_someone_else(data: Path) -> None:
    labels = data / "totalsegmentator_example/example_ct_totalseg_spine.nii.gz"
    with pytest.raises(InputError, match="do not overlap"):
        load_spine(data / "spider/images/spider-045_t2space_T2w.nii.gz", labels)


def test_verse_bones_need_their_lowest_level(data: Path) -> None:
    path = data / "verse004_ct_mask/sub-verse004_seg-vert_msk.nii.gz"
    with pytest.raises(InputError, match="no sacrum"):
        load_spine(None, path)
    loaded = load_spine(None, path, lowest_level="L5")
    assert loaded.spine.convention == "spineps"
    assert loaded.spine.vertebra_levels == ("L5", "L4", "L3", "L2", "L1", "T12", "T11", "T10", "T9")
    assert loaded.notes == ("The lowest level was given: L5.",)


def test_spineps_instance_numbers_need_their_lowest_level(data: Path) -> None:
    path = data / "tptbox_samples/sub-mri_seg-vert_label-6_msk.nii.gz"
    with pytest.raises(InputError, match=r"labels 5-7, 105-106 do not tell which level is lowest.*--lowest-level"):
        load_spine(None, path)
    loaded = load_spine(data / "tptbox_samples/sub-mri_label-6_T2w.nii.gz", path, lowest_level="L1")
    assert loaded.spine.convention == "spineps"
    assert loaded.spine.vertebra_levels == ("L1", "T12", "T11")
    assert loaded.spine.disc_levels == ("T12/L1", "T11/12")


@pytest.mark.parametrize("kind", ["ct", "mri"])
def test_spineps_subregions_have_no_levels(data: Path, kind: str) -> None:
    number = {"ct": 22, "mri": 6}[kind]
    with pytest.raises(InputError, match="SPINEPS subregion map"):
        load_spine(None, data / f"tptbox_samples/sub-{kind}_seg-subreg_label-{number}_msk.nii.gz")


def test_three_bones_that_two_conventions_explain(data: Path) -> None:
    path = data / "tptbox_samples/sub-ct_seg-vert_label-22_msk.nii.gz"
    with pytest.raises(InputError, match="can be read as totalspineseg or spineps"):
        load_spine(None, path, lowest_level="L4")
    assert load_spine(None, path, convention="spineps", lowest_level="L4").spine.vertebra_levels == ("L4", "L3", "L2")


def test_image_in_place_of_labels(data: Path) -> None:
    with pytest.raises(InputError, match="no convention explains"):
        load_spine(None, data / "spider/images/spider-045_t2space_T2w.nii.gz")


@pytest.mark.parametrize("subject", IVD)
def test_ivd_young(data: Path, subject: str) -> None:
    path = data / f"ivd_young/labels/ivd-{subject}_seg-disc.nii.gz"
    with pytest.raises(InputError, match="discs-from-sacrum"):
        load_spine(None, path)
    spine = load_spine(None, path, convention="discs-from-sacrum", cropped=True).spine
    assert spine.disc_levels == ("L5/S1", "L4/5", "L3/4", "L2/3", "L1/2")
    # Published volumes by voxel counting come back, so no voxel was lost on the way.
    with (data / "ivd_young/volumes_cm3.csv").open(encoding="utf-8", newline="") as file:
        published = next(row for row in csv.DictReader(file) if int(row["subject"]) == int(subject))
    for level, column in zip(spine.disc_levels, ("L5S1", "L4L5", "L3L4", "L2L3", "L1L2"), strict=True):
        disc = spine.disc(level)
        assert disc is not None
        assert disc.touches == frozenset()
        volume = disc.mask.sum() * disc.voxel_volume_mm3 / 1000
        assert volume == pytest.approx(float(published[f"{column}_cm3"]), rel=1e-4)
