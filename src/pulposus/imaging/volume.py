"""Read one NIfTI file into an array and an affine, or refuse it with one sentence."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.imaging.checks import Check, Report, run_battery
from pulposus.imaging.header import HEADER_CHECKS, TOPIC, GridHeader, parse_header
from pulposus.library.load import value

Role = Literal["image", "label map"]
GZIP_MAGIC = b"\x1f\x8b"
LONGEST_HEADER_BYTES = 540
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, eq=False)
class Volume:
    """Voxels and where they are.

    ``data`` (i, j, k): float32 for an image, uint16 for a label map; ``affine`` (4, 4) voxel -> world RAS in mm;
    ``sha256`` of the file as it lies on disk; ``notes`` of the checks.
    """

    data: NDArray[Any]
    affine: NDArray[np.float64]
    sha256: str
    notes: tuple[str, ...] = ()


def _content(path: Path, subject: str) -> bytes:
    if path.is_dir():
        raise InputError(f"{subject} is a folder, expected one NIfTI file (.nii or .nii.gz); convert DICOM first.")
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{subject} does not exist; give the path of a NIfTI file (.nii or .nii.gz).") from None
    except OSError as error:
        raise InputError(f"{subject} cannot be read ({error.strerror}); check its permissions.") from None
    if not content:
        raise InputError(f"{subject} is empty (0 bytes), expected a NIfTI file; copy it again.")
    return content


def _header(stream: io.BufferedIOBase, subject: str) -> GridHeader:
    head = parse_header(stream.read(LONGEST_HEADER_BYTES))
    if head is None:
        raise InputError(f"{subject} is not a NIfTI file (.nii or .nii.gz in one piece); convert it to NIfTI.")
    return head


def _voxels(stream: io.BufferedIOBase, head: GridHeader, subject: str) -> NDArray[Any]:
    """Stored numbers, scaled as the header says; (i, j, k)."""
    stream.seek(head.offset)
    content = stream.read(head.data_bytes)
    if len(content) < head.data_bytes:
        raise InputError(
            f"{subject} ends early ({len(content)} of {head.data_bytes} bytes of voxels); copy or export it again."
        )
    while stream.read(CHUNK_BYTES):  # the end of a gzip stream holds its check sum
        pass
    data = np.frombuffer(content, dtype=head.dtype).reshape(head.grid, order="F")
    plain = not np.isfinite(head.slope) or head.slope == 0
    if plain or (head.slope == 1 and head.intercept == 0):
        return data
    return data * head.slope + head.intercept


def check_finite(data: NDArray[Any]) -> Report | None:
    """No voxel is NaN or infinite."""
    if data.dtype.kind == "f" and not (bad := np.isfinite(data)).all():
        count = int((~bad).sum())
        found = f"has {count} voxel{'' if count == 1 else 's'} with NaN or infinity, expected finite numbers"
        return Report("refuse", found, "repair or export it again")
    return None


def check_contrast(data: NDArray[Any]) -> Report | None:
    """An image shows something."""
    if data.min() == data.max():
        return Report("refuse", "has the same value in every voxel", "check that the right file was given")
    return None


def check_integers(data: NDArray[Any]) -> Report | None:
    """Labels are whole numbers from 0 up, and some are not 0."""
    fix = "give a label map, resampled with nearest neighbours where it was resampled"
    if data.dtype.kind == "f" and np.any(data != np.rint(data)):
        return Report("refuse", "holds numbers that are not whole", fix)
    top = value(TOPIC, "label_max")
    if data.min() < 0 or data.max() > top:
        return Report("refuse", f"holds numbers from {data.min():g} to {data.max():g}, expected 0 to {top:g}", fix)
    if data.max() == 0:
        return Report("refuse", "has no label (every voxel is 0)", "check that the right file was given")
    return None


IMAGE_CHECKS: tuple[Check[NDArray[Any]], ...] = (check_finite, check_contrast)
LABEL_CHECKS: tuple[Check[NDArray[Any]], ...] = (check_finite, check_integers)


def read_volume(path: Path | str, role: Role) -> Volume:
    """Read an image or a label map and put it through all checks.

    Raises:
        InputError: one sentence: the file, what was found, what is expected.
    """
    path = Path(path)
    subject = f"The {role} '{path.name}'"
    content = _content(path, subject)
    stream: io.BufferedIOBase = io.BytesIO(content)
    if content.startswith(GZIP_MAGIC):
        stream = gzip.GzipFile(fileobj=stream)
    try:
        head = _header(stream, subject)
        run_battery(subject, head, HEADER_CHECKS)
        notes = run_battery(f"The {role}", head, HEADER_CHECKS)  # notes go into outputs, so without the file's name
        data = _voxels(stream, head, subject)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(
            f"{subject} is damaged (its gzip stream breaks off or fails its check sum); copy or export it again."
        ) from None
    run_battery(subject, data, LABEL_CHECKS if role == "label map" else IMAGE_CHECKS)
    kept = data.astype(np.uint16 if role == "label map" else np.float32)
    return Volume(kept, head.affine, hashlib.sha256(content).hexdigest(), notes)
