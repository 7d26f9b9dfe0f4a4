"""The whole of `pulposus measure`: files, privacy, failure, and real maps of every convention."""

from __future__ import annotations

import csv
import errno
import json
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from matplotlib import image as pictures

from pulposus.errors import InputError, RunError
from pulposus.imaging.measure import measure
from pulposus.imaging.measurement import DISC_QUANTITIES, VERTEBRA_QUANTITIES, SpineMeasurement

Save = Callable[..., Path]
NAMES = ["measurements.csv", "preview.png", "run.json", "vertebrae.csv"]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def run(save_spine: Save, save_image: Save, tmp_path: Path) -> tuple[SpineMeasurement, Path]:
    out = tmp_path / "out"
    told: list[tuple[str, float]] = []
    result = measure(save_image(), save_spine("spider"), out=out, progress=lambda *step: told.append(step))
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0
    assert fractions[-1] == 1
    return result, out


def test_files_say_what_was_measured(run: tuple[SpineMeasurement, Path]) -> None:
    result, out = run
    assert sorted(path.name for path in out.iterdir()) == NAMES
    discs, bones = rows(out / "measurements.csv"), rows(out / "vertebrae.csv")
    assert [row["level"] for row in discs] == [disc.level for disc in result.discs]
    assert [row["level"] for row in bones] == ["L5", "L4", "L3", "L2", "L1", "T12"]
    for row, disc in zip(discs, result.discs, strict=True):
        for name in DISC_QUANTITIES:
            quantity = disc.quantities[name]
            assert row[f"{name}_status"] == quantity.status
            assert row[f"{name}_note"] == quantity.note
            if quantity.value is None:
                assert row[name] == ""
            else:
                assert float(row[name]) == pytest.approx(quantity.value, rel=1e-5)
    for name in VERTEBRA_QUANTITIES:
        assert {f"{name}", f"{name}_status", f"{name}_note"} <= set(bones[0])
    # Discs of the synthetic spine are flat cylinders 9 mm high, an ellipse of 22 x 16 mm across.
    disc = result.disc("L4/5")
    assert disc.value("mean_height_mm") == pytest.approx(9.0, abs=0.8)
    assert disc.value("volume_cm3") == pytest.approx(np.pi * 22 * 16 * 9 / 1000, rel=0.04)


def test_run_file_holds_hashes_and_no_path(run: tuple[SpineMeasurement, Path], tmp_path: Path) -> None:
    import hashlib

    text = (run[1] / "run.json").read_text(encoding="utf-8")
    record = json.loads(text)
    expected = hashlib.sha256((tmp_path / "labels.nii.gz").read_bytes()).hexdigest()
    assert record["inputs_sha256"]["labels"] == expected == run[0].input_hashes["labels"]
    assert record["convention"] == "spider"
    assert record["files"] == NAMES
    assert str(tmp_path) not in text
    assert "labels.nii" not in text


def test_preview_is_a_picture_with_coloured_outlines(run: tuple[SpineMeasurement, Path]) -> None:
    picture = pictures.imread(run[1] / "preview.png")[..., :3]
    assert picture.shape[0] > 900
    spread = picture.max(axis=2) - picture.min(axis=2)
    assert 0.002 < (spread > 0.3).mean() < 0.3


def test_no_header_text_reaches_any_output(save_spine: Save, save_image: Save, tmp_path: Path) -> None:
    secret = b"DOE^JANE"
    paths = [save_image("a.nii"), save_spine("spider", name="b.nii")]
    for path in paths:
        image = nib.load(path)
        image.header["descrip"] = image.header["aux_file"] = image.header["intent_name"] = secret
        image.header.extensions.append(nib.nifti1.Nifti1Extension("comment", secret * 20))
        data = np.asanyarray(image.dataobj).copy()
        nib.save(nib.Nifti1Image(data, image.affine, image.header), path)
        assert secret in path.read_bytes()
    result = measure(*paths, out=tmp_path / "out")
    assert secret.decode() not in repr(result)
    for path in (tmp_path / "out").iterdir():
        assert secret not in path.read_bytes()


def test_label_map_alone(save_spine: Save, tmp_path: Path) -> None:
    result = measure(None, save_spine("totalspineseg"), out=tmp_path / "out")
    assert result.disc("L4/5").value("mean_height_mm") is not None
    assert result.disc("L4/5").value("disc_csf_ratio") is None
    assert (tmp_path / "out" / "preview.png").stat().st_size > 10_000


def test_bones_alone(save_spine: Save, tmp_path: Path) -> None:
    result = measure(None, save_spine("totalsegmentator"), out=tmp_path / "out")
    assert result.discs == ()
    gaps = {bone.level: bone.quantities["gap_below_mm"].value for bone in result.vertebrae}
    assert gaps["L3"] == pytest.approx(9.0, abs=1.5)
    assert rows(tmp_path / "out" / "measurements.csv") == []


def test_disk_full_leaves_nothing(save_spine: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pulposus.imaging.measure.draw_preview", full)
    with pytest.raises(RunError, match="disk is full"):
        measure(None, save_spine("spider"), out=tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["labels.nii.gz"]


def test_bad_input_leaves_nothing(save_spine: Save, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        measure(tmp_path / "missing.nii.gz", save_spine("spider"), out=tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["labels.nii.gz"]


def test_taken_folder_is_refused(save_spine: Save, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="left alone"):
        measure(None, save_spine("spider"), out=tmp_path)


def test_nothing_large_enough(save_spine: Save) -> None:
    with pytest.raises(InputError, match="no label of at least 27 voxels"):
        measure(None, save_spine({"L3/4": 203}, change=lambda data: data[9:11, 16:18, :]))


def test_nothing_that_can_be_measured(save_spine: Save) -> None:
    """A slab of one disc that the grid cuts on all sides."""

    def piece(data: np.ndarray) -> np.ndarray:
        k = int(np.argwhere(data == 203)[:, 2].mean())
        return np.where(data == 203, data, 0)[8:13, 13:19, k - 1 : k + 2]

    with pytest.raises(InputError, match=r"whole enough to be measured"):
        measure(None, save_spine("spider", change=piece), lowest_level="L3/4")
