"""The NIfTI header, taken apart without trusting it, and the battery of checks it must pass.

nibabel repairs some broken headers silently (a zero spacing becomes one millimetre), so its checks are switched
off here and every doubt is refused. Free-text fields and extensions are never read: they can name the patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.checks import Check, Report
from pulposus.library.load import value

TOPIC = "imaging_intake"
# NIfTI-1 codes of the world space of qform and sform, and of the unit of length.
NO_SPACE, SCANNER, ALIGNED = 0, 1, 2
UNIT_UNKNOWN, UNIT_MM = 0, 2
UNIT_MASK = 7
UNIT_NAMES = {1: "metre", 3: "micrometre"}


@dataclass(frozen=True)
class GridHeader:
    """What is needed of a header, copied out of it: shape, type, spacing, forms, scaling, offset."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    pixdim_mm: NDArray[np.float64]  # (3,) as written, signs kept
    length_unit: int
    qform: NDArray[np.float64] | None  # (4, 4), None where the quaternion is broken
    qform_code: int
    sform: NDArray[np.float64]  # (4, 4)
    sform_code: int
    offset: int
    slope: float
    intercept: float

    @property
    def grid(self) -> tuple[int, ...]:
        """Shape without trailing single volumes."""
        shape = self.shape
        while len(shape) > 3 and shape[-1] == 1:
            shape = shape[:-1]
        return shape

    @property
    def affine(self) -> NDArray[np.float64]:
        """(4, 4) voxel index -> world RAS in mm: the sform where it is the patient's own space, else the qform."""
        if self.sform_code in (SCANNER, ALIGNED) or self.qform is None or self.qform_code == NO_SPACE:
            return self.sform
        return self.qform

    @property
    def data_bytes(self) -> int:
        """Length of the voxel data in bytes."""
        return int(np.prod(self.shape, dtype=np.int64)) * self.dtype.itemsize


def parse_header(block: bytes) -> GridHeader | None:
    """Header of a single-file NIfTI-1 or NIfTI-2; None when the bytes are not one."""
    import nibabel
    from nibabel.spatialimages import HeaderDataError
    from nibabel.wrapstruct import WrapStructError

    if block[344:347] == b"n+1":
        kind, size = nibabel.Nifti1Header, 348
    elif block[4:7] == b"n+2":
        kind, size = nibabel.Nifti2Header, 540
    else:
        return None
    try:
        raw = kind(block[:size], check=False)
        dims = int(raw["dim"][0])
        if not 1 <= dims <= 7:
            return None
        shape = tuple(int(n) for n in raw["dim"][1 : dims + 1])
        dtype = raw.get_data_dtype()
    except (HeaderDataError, WrapStructError, ValueError, KeyError):
        return None
    pixdim = np.asarray(raw["pixdim"][1:4], dtype=float)
    try:
        qform = np.asarray(raw.get_qform(), dtype=float) if np.all(np.isfinite(pixdim)) else None
    except (HeaderDataError, ValueError):
        qform = None
    sform = np.eye(4)
    sform[:3] = [raw["srow_x"], raw["srow_y"], raw["srow_z"]]
    return GridHeader(
        shape=shape,
        dtype=dtype,
        pixdim_mm=pixdim,
        length_unit=int(raw["xyzt_units"]) & UNIT_MASK,
        qform=qform,
        qform_code=int(raw["qform_code"]),
        sform=sform,
        sform_code=int(raw["sform_code"]),
        offset=int(raw["vox_offset"]),
        slope=float(raw["scl_slope"]),
        intercept=float(raw["scl_inter"]),
    )


def _refuse(message: str, fix: str) -> Report:
    return Report("refuse", message, fix)


def _spacing_mm(affine: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(affine[:3, :3], axis=0))


def _triple(numbers: NDArray[np.float64]) -> str:
    return " x ".join(f"{number:.4g}" for number in numbers)


def check_shape(head: GridHeader) -> Report | None:
    """Three axes of at least two voxels, and not more voxels than any scanner makes."""
    if len(head.grid) != 3:
        found = " x ".join(str(n) for n in head.shape)
        return _refuse(f"has {len(head.grid)} axes ({found}), expected one volume of 3", "extract one 3-D volume")
    if min(head.grid) < 2:
        return _refuse(f"has the shape {head.grid}, expected 2 or more voxels on each axis", "give a whole volume")
    if np.prod(head.grid, dtype=float) > value(TOPIC, "voxels_max"):
        return _refuse(f"claims the absurd shape {head.grid}", "check that the file is a spine image")
    if len(head.shape) > 3:
        return Report("note", "a fourth axis of length 1 was dropped")
    return None


def check_type(head: GridHeader) -> Report | None:
    """One real number per voxel."""
    if head.dtype.kind not in "iuf":
        return _refuse("holds colours or complex numbers", "save it with one real number per voxel")
    return None


def check_unit(head: GridHeader) -> Report | None:
    """Lengths in millimetres, or not said."""
    if head.length_unit not in (UNIT_UNKNOWN, UNIT_MM):
        unit = UNIT_NAMES.get(head.length_unit, f"code {head.length_unit}")
        return _refuse(f"gives lengths in {unit}, expected mm", "rewrite the header in mm")
    return None


def check_spacing(head: GridHeader) -> Report | None:
    """Spacing is there and could come from a scanner."""
    low, high = value(TOPIC, "spacing_min"), value(TOPIC, "spacing_max")
    pixdim = head.pixdim_mm
    if not np.all(np.isfinite(pixdim)) or np.any(pixdim <= 0) or np.any(pixdim < low) or np.any(pixdim > high):
        return _refuse(
            f"has a voxel spacing of {_triple(pixdim)} mm, expected {low:g} to {high:g} mm on each axis",
            "correct the spacing in the header",
        )
    return None


def check_orientation(head: GridHeader) -> Report | None:
    """The header must say where the patient's right, front and head are; nothing is guessed."""
    patient = (SCANNER, ALIGNED)
    if head.sform_code == NO_SPACE and head.qform_code == NO_SPACE:
        return _refuse(
            "has no orientation (qform and sform codes are both 0)",
            "convert it again from DICOM, or set the orientation in the header",
        )
    if head.sform_code not in patient and head.qform_code not in patient:
        return _refuse(
            "is in the space of a template and not of the patient, so lengths are not the patient's",
            "give the image in scanner space",
        )
    if head.sform_code not in patient and head.qform is None:
        return _refuse("has a broken quaternion in its qform", "correct the orientation in the header")
    return None


def check_affine(head: GridHeader) -> Report | None:
    """The affine is finite, regular, without shear, and agrees with the spacing."""
    affine = head.affine
    if not np.all(np.isfinite(affine)):
        return _refuse("has an affine with NaN or infinity", "correct the orientation in the header")
    spacing = _spacing_mm(affine)
    if np.any(spacing < value(TOPIC, "spacing_min")):
        return _refuse("has a singular affine", "correct the orientation in the header")
    axes = affine[:3, :3] / spacing
    cosine = float(np.abs(axes.T @ axes - np.eye(3)).max())
    if cosine > value(TOPIC, "shear_max"):
        return _refuse(
            f"has a sheared affine (two grid axes stand at {np.degrees(np.arccos(min(cosine, 1.0))):.1f} degrees)",
            "resample it to a grid with right angles",
        )
    if np.any(np.abs(spacing / head.pixdim_mm - 1) > value(TOPIC, "spacing_tolerance")):
        return _refuse(
            f"states two spacings, {_triple(head.pixdim_mm)} mm (pixdim) and {_triple(spacing)} mm (affine)",
            "correct the header so that both agree",
        )
    return None


def check_two_forms(head: GridHeader) -> Report | None:
    """Where both qform and sform are patient spaces, say when they differ."""
    both = head.sform_code in (SCANNER, ALIGNED) and head.qform_code in (SCANNER, ALIGNED)
    if not both or head.qform is None:
        return None
    corners = np.array([[0, 0, 0], *(np.diag(head.grid))], dtype=float)
    difference = head.sform - head.qform
    shift = np.linalg.norm(corners @ difference[:3, :3].T + difference[:3, 3], axis=1)
    if shift.max() > value(TOPIC, "form_shift_tolerance") * _spacing_mm(head.sform).min():
        return Report("note", f"qform and sform differ by up to {shift.max():.1f} mm", "the sform was used")
    return None


HEADER_CHECKS: tuple[Check[GridHeader], ...] = (
    check_shape,
    check_type,
    check_unit,
    check_spacing,
    check_orientation,
    check_affine,
    check_two_forms,
)
