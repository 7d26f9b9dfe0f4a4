"""The MRI picture: checked, stripped of every text chunk, small enough for one page, as a data address."""

from __future__ import annotations

import base64
import io
import struct

from pulposus.errors import InputError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What a picture needs; text, time and Exif chunks could name the person.
_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"IDAT", b"IEND"}
_MAX_BYTES = 1_200_000
_MAX_WIDTH_PIXELS = 1400


def stripped(png: bytes) -> bytes:
    """The same pixels without any chunk that carries text, time or camera data.

    Raises:
        InputError: when the bytes are not a whole PNG.
    """
    if not png.startswith(_SIGNATURE):
        raise InputError("The picture for the report is not a PNG (its first bytes differ): export it as PNG.")
    out, at = [_SIGNATURE], len(_SIGNATURE)
    kind = b""
    while at + 12 <= len(png) and kind != b"IEND":
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind = png[at + 4 : at + 8]
        end = at + 12 + length
        if kind in _KEPT and end <= len(png):
            out.append(png[at:end])
        at = end
    if kind != b"IEND" or at > len(png):
        raise InputError("The PNG picture for the report is cut off before its end: write it again.")
    return b"".join(out)


def size_pixels(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


def _smaller(png: bytes) -> bytes:
    """Every n-th block of pixels averaged, so that the width fits a page."""
    from matplotlib.image import imread, imsave

    pixels = imread(io.BytesIO(png), format="png")
    step = -(-pixels.shape[1] // _MAX_WIDTH_PIXELS)
    if step < 2:
        return png
    rows, columns = pixels.shape[0] // step, pixels.shape[1] // step
    blocks = pixels[: rows * step, : columns * step].reshape(rows, step, columns, step, -1).mean(axis=(1, 3))
    out = io.BytesIO()
    imsave(out, blocks.squeeze(), format="png", cmap="gray")
    return out.getvalue()


def prepared(png: bytes) -> bytes:
    """A PNG fit for the report: stripped, and reduced where it is very large."""
    clean = stripped(png)
    return stripped(_smaller(clean)) if len(clean) > _MAX_BYTES else clean


def data_address(content: bytes, kind: str) -> str:
    """``data:`` address of a picture; ``kind`` is its media type."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
