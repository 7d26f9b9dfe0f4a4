"""Every bad file gets one sentence; odd but sound files are read as they are meant."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.imaging.volume import Role, read_volume

AFFINE = np.diag([2.0, 2.0, 3.0, 1.0])


def labels() -> np.ndarray:
    data = np.zeros((6, 7, 8), dtype=np.uint8)
    data[2:4, 2:5, 3:6] = 201
    return data


def save(path: Path, data: np.ndarray, edit: Callable[[nib.Nifti1Header], None] | None = None) -> Path:
    """Write with codes 1, then edit the raw header, which nibabel would otherwise repair."""
    image = nib.Nifti1Image(data, AFFINE)
    image.set_qform(AFFINE, code=1)
    image.set_sform(AFFINE, code=1)
    content = image.to_bytes()
    if edit is not None:
        header = nib.Nifti1Header(content[:348], check=False)
        edit(header)
        content = header.binaryblock + content[348:]
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def refused(path: Path, role: Role = "label map") -> str:
    with pytest.raises(InputError) as caught:
        read_volume(path, role)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert path.name in sentence
    return sentence


def test_sound_file_is_read_with_its_affine(tmp_path: Path) -> None:
    volume = read_volume(save(tmp_path / "a.nii.gz", labels()), "label map")
    np.testing.assert_array_equal(volume.data, labels())
    np.testing.assert_allclose(volume.affine, AFFINE)
    assert volume.notes == ()


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_big_endian_and_nifti2_give_the_same_voxels(tmp_path: Path, name: str) -> None:
    rng = np.random.default_rng(3)
    data = rng.normal(100, 20, (5, 6, 7)).astype(">f4")
    for kind in (nib.Nifti1Image, nib.Nifti2Image):
        header = kind.header_class(endianness=">")
        header.set_data_dtype(data.dtype)
        image = kind(data, AFFINE, header)
        image.set_sform(AFFINE, code=1)
        nib.save(image, tmp_path / name)
        np.testing.assert_array_equal(read_volume(tmp_path / name, "image").data, data)


def test_scaling_of_the_header_is_applied(tmp_path: Path) -> None:
    def scale(header: nib.Nifti1Header) -> None:
        header["scl_slope"], header["scl_inter"] = 0.5, 10

    path = save(tmp_path / "a.nii", np.arange(60, dtype=np.int16).reshape(3, 4, 5), scale)
    np.testing.assert_allclose(read_volume(path, "image").data.ravel(), np.arange(60) * 0.5 + 10)


def test_hash_is_that_of_the_file(tmp_path: Path) -> None:
    import hashlib

    path = save(tmp_path / "a.nii.gz", labels())
    assert read_volume(path, "label map").sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_trailing_single_axis_is_dropped_with_a_note(tmp_path: Path) -> None:
    volume = read_volume(save(tmp_path / "a.nii", labels()[..., None]), "label map")
    assert volume.data.shape == (6, 7, 8)
    assert "fourth axis" in volume.notes[0]
    assert "a.nii" not in volume.notes[0]


def test_missing_file(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "nothing.nii.gz")


def test_folder(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)


# A packed stream holds the second of its making: without a fixed time the two processes of a run name it differently.
@pytest.mark.parametrize(
    "content",
    [b"", b"DICM" * 300, gzip.compress(b"hello" * 500, mtime=0), b"\x5c\x01\x00\x00"],
    ids=["empty", "dicom", "packed text", "four bytes"],
)
def test_not_nifti(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.nii.gz"
    path.write_bytes(content)
    assert "NIfTI" in refused(path)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_truncated_gzip(tmp_path: Path, keep: float) -> None:
    noise = np.random.default_rng(0).integers(0, 9, (20, 20, 20)).astype(np.uint8)
    path = save(tmp_path / "a.nii.gz", noise)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert "damaged" in refused(path) or "NIfTI" in refused(path)


def test_corrupted_gzip(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nii.gz", np.random.default_rng(0).integers(0, 9, (20, 20, 20)).astype(np.uint8))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    assert "damaged" in refused(path)


def test_truncated_plain_file(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nii", labels())
    path.write_bytes(path.read_bytes()[:-50])
    assert "ends early" in refused(path)


def test_four_dimensions(tmp_path: Path) -> None:
    assert "4 axes" in refused(save(tmp_path / "a.nii", np.stack([labels()] * 3, axis=-1)))


def test_single_slice(tmp_path: Path) -> None:
    assert "2 or more voxels" in refused(save(tmp_path / "a.nii", labels()[:, :, 3:4]))


def test_colours(tmp_path: Path) -> None:
    rgb = np.zeros((4, 4, 4), dtype=[("R", "u1"), ("G", "u1"), ("B", "u1")])
    assert "colours" in refused(save(tmp_path / "a.nii", rgb))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("role", ["image", "label map"])
def test_nan_and_infinity(tmp_path: Path, bad: float, role: Role) -> None:
    data = labels().astype(np.float32)
    data[0, 0, 0] = bad
    assert "has 1 voxel with NaN or infinity" in refused(save(tmp_path / "a.nii", data), role)


@pytest.mark.parametrize("spacing", [0.0, -1.0, np.nan, np.inf, 0.002, 250.0])
def test_absurd_spacing(tmp_path: Path, spacing: float) -> None:
    def edit(header: nib.Nifti1Header) -> None:
        header["pixdim"][2] = spacing

    assert "spacing" in refused(save(tmp_path / "a.nii", labels(), edit))


def test_spacing_that_contradicts_the_affine(tmp_path: Path) -> None:
    def edit(header: nib.Nifti1Header) -> None:
        header["pixdim"][3] = 4.4

    assert "two spacings" in refused(save(tmp_path / "a.nii", labels(), edit))


def test_metres(tmp_path: Path) -> None:
    def edit(header: nib.Nifti1Header) -> None:
        header["xyzt_units"] = 1

    assert "metre" in refused(save(tmp_path / "a.nii", labels(), edit))


@pytest.mark.parametrize(
    ("row", "word"), [((1.2, 1.6, 0), "sheared"), ((0, 0, 0), "singular"), ((np.nan, 0, 0), "NaN")]
)
def test_bad_affine(tmp_path: Path, row: tuple[float, float, float], word: str) -> None:
    def edit(header: nib.Nifti1Header) -> None:
        header["qform_code"] = 0
        matrix = np.diag([2.0, 2.0, 3.0])
        matrix[:, 1] = row
        header["srow_x"][:3], header["srow_y"][:3], header["srow_z"][:3] = matrix

    assert word in refused(save(tmp_path / "a.nii", labels(), edit))


def test_no_orientation(tmp_path: Path) -> None:
    def edit(header: nib.Nifti1Header) -> None:
        header["qform_code"] = header["sform_code"] = 0

    assert "no orientation" in refused(save(tmp_path / "a.nii", labels(), edit))


def test_template_space(tmp_path: Path) -> None:
    def edit(header: nib.Nifti1Header) -> None:
        header["qform_code"], header["sform_code"] = 0, 4

    assert "template" in refused(save(tmp_path / "a.nii", labels(), edit))


def test_template_sform_beside_a_scanner_qform_uses_the_qform(tmp_path: Path) -> None:
    def edit(header: nib.Nifti1Header) -> None:
        header["sform_code"] = 4
        header["srow_x"] = (1, 0, 0, 99)

    np.testing.assert_allclose(read_volume(save(tmp_path / "a.nii", labels(), edit), "label map").affine, AFFINE)


def test_two_forms_that_differ_are_noted(tmp_path: Path) -> None:
    def edit(header: nib.Nifti1Header) -> None:
        header["qoffset_x"] = 40.0

    volume = read_volume(save(tmp_path / "a.nii", labels(), edit), "label map")
    assert "differ by up to 40.0 mm" in volume.notes[0]
    np.testing.assert_allclose(volume.affine, AFFINE)


def test_labels_that_are_not_whole(tmp_path: Path) -> None:
    assert "not whole" in refused(save(tmp_path / "a.nii", labels() * np.float32(0.5)))


def test_whole_labels_stored_as_floats_are_read(tmp_path: Path) -> None:
    volume = read_volume(save(tmp_path / "a.nii", labels().astype(np.float64)), "label map")
    assert volume.data.dtype == np.uint16
    assert set(np.unique(volume.data)) == {0, 201}


def test_negative_labels(tmp_path: Path) -> None:
    assert "from -1" in refused(save(tmp_path / "a.nii", labels().astype(np.int16) - 1))


def test_empty_labels(tmp_path: Path) -> None:
    assert "no label" in refused(save(tmp_path / "a.nii", np.zeros((4, 4, 4), dtype=np.uint8)))


def test_flat_image(tmp_path: Path) -> None:
    assert "same value" in refused(save(tmp_path / "a.nii", np.full((4, 4, 4), 7, dtype=np.int16)), "image")


def test_absurd_shape_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    def edit(header: nib.Nifti1Header) -> None:
        header["dim"][1:4] = 30000

    assert "absurd shape" in refused(save(tmp_path / "a.nii", labels(), edit))
