"""A figure twice: for a desktop or paper, and for a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pulposus.report.figures.forest import NARROW, WIDE
from pulposus.report.picture import Picture


@dataclass(frozen=True)
class Both:
    """The same figure in two widths, with the words that say what it shows."""

    wide: Picture
    narrow: Picture
    caption: str

    @classmethod
    def drawn(cls, draw: Callable[[float], bytes], caption: str, alternative: str = "") -> Both:
        """Draw in both widths; ``alternative`` (the caption when left out) is for those who do not see it."""
        words = alternative or caption
        return cls(Picture.of_svg(draw(WIDE), words), Picture.of_svg(draw(NARROW), words), caption)
