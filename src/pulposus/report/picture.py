"""A picture inside the page: its bytes as an address, what it shows in words, its shape."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pulposus.report.image import data_address, prepared, size_pixels


@dataclass(frozen=True)
class Picture:
    """Source, alternative text, and width and height that fix its shape before it is drawn."""

    source: str
    alternative: str
    width: int
    height: int

    @classmethod
    def of_svg(cls, content: bytes, alternative: str) -> Picture:
        """A picture from an SVG of this project (it states width and height)."""
        head = content[:600].decode("ascii", errors="ignore")  # a letter of several bytes may be cut
        size = [float(x) for name in ("width", "height") for x in re.findall(rf'\s{name}="([\d.]+)', head)[:1]]
        return cls(data_address(content, "image/svg+xml"), alternative, round(size[0]), round(size[1]))

    @classmethod
    def of_png(cls, content: bytes, alternative: str) -> Picture:
        """A picture from a PNG, stripped of all text in it."""
        clean = prepared(content)
        return cls(data_address(clean, "image/png"), alternative, *size_pixels(clean))
