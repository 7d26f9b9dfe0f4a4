"""Draw a picture as SVG by hand: a page with two dozen treatments holds more pictures than a plotting library can lay
out in a few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from pulposus.report.figures.style import INK, PAPER, SYSTEM_FONTS

# Mean advance of a letter over the size of its type, of the widest common system font (Verdana and DejaVu are wider;
# what is laid out with this leaves them room).
_ADVANCE = 0.56


def _n(value: float) -> str:
    """A coordinate: a tenth of a pixel is finer than any screen shows."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _attributes(style: dict[str, Any]) -> str:
    return "".join(f' {name.replace("_", "-")}="{escape(str(value))}"' for name, value in style.items())


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in the unit of its size."""
    return len(text) * size * _ADVANCE


def wrapped(text: str, letters: int) -> list[str]:
    """Lines of at most ``letters`` letters, broken at spaces; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


class Canvas:
    """Shapes in order of drawing, in px; y grows downward."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, **style: Any) -> None:
        """A filled rectangle; nothing where it has no width."""
        if width > 0:
            self._parts.append(
                f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{_attributes(style)}/>'
            )

    def line(self, x1: float, y1: float, x2: float, y2: float, **style: Any) -> None:
        """A straight line."""
        ends = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
        self._parts.append(f"<line {ends}{_attributes(style)}/>")

    def path(self, points: Sequence[tuple[float, float]], *, closed: bool = False, **style: Any) -> None:
        """Straight lines through points."""
        way = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        style = style if closed else {"fill": "none", **style}
        self._parts.append(f'<path d="M{way}{"Z" if closed else ""}"{_attributes(style)}/>')

    def band(self, xs: Sequence[float], low: Sequence[float], high: Sequence[float], **style: Any) -> None:
        """The area between two lines over the same places."""
        there, back = list(zip(xs, low, strict=True)), list(zip(xs, high, strict=True))[::-1]
        self.path(there + back, closed=True, **style)

    def text(
        self, x: float, y: float, text: str, *, size: float = 12, bold: bool = False, fill: str = INK,
        anchor: str = "start", halo: bool = False,
    ) -> None:  # fmt: skip
        """A line of text whose middle is at height ``y``; a halo keeps lines below it out of the letters."""
        weight = ' font-weight="700"' if bold else ""
        rim = ' stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else ""
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._parts.append(
            f'<text x="{_n(x)}" y="{_n(y + 0.35 * size)}" font-size="{_n(size)}" fill="{fill}"{weight}{place}{rim}>'
            f"{escape(text)}</text>"
        )

    def mark(self, x: float, y: float, shape: str, colour: str, radius: float = 5) -> None:
        """A mark with a white rim: circle, square, diamond, triangle, or down (a triangle on its tip)."""
        style = {"fill": colour, "stroke": "#fff", "stroke_width": 1.2}
        r = radius
        if shape == "circle":
            self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"{_attributes(style)}/>')
            return
        corners = {
            "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
            "triangle": [(0, -1.2), (1.15, 0.9), (-1.15, 0.9)],
            "down": [(0, 1.2), (1.15, -0.9), (-1.15, -0.9)],
        }[shape]
        self.path([(x + r * a, y + r * b) for a, b in corners], closed=True, **style)

    def svg(self) -> bytes:
        """The picture; the same shapes give the same bytes."""
        size = f'width="{_n(self.width)}" height="{_n(self.height)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {_n(self.width)} {_n(self.height)}" '
            f'font-family="{SYSTEM_FONTS}"><path fill="{PAPER}" d="M0 0H{_n(self.width)}V{_n(self.height)}H0Z"/>'
            f"{''.join(self._parts)}</svg>"
        ).encode()
