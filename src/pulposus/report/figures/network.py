"""The graph of a network: a circle for each treatment, a line where trials compared two, parts beside each other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from pulposus.evidence.meta.labels import treatment_name
from pulposus.evidence.meta.network.network import Network
from pulposus.report.figures.style import INK, MUTED, SHADES
from pulposus.report.figures.vector import Canvas, wrapped

_LARGE = 4  # treatments from which a part takes the whole width
_LETTERS = 19
_SMALLEST, _LARGEST = 5.0, 17.0  # px, radius of a treatment
_KEY = "Circles: more people, larger; lines: trials that compared two, their number where it is more than one"


def draw(parts: Sequence[Network], title: str, width: float) -> bytes:
    """All parts of a network as SVG."""
    most = max((max(_people(part).values(), default=0) for part in parts), default=0)
    rows = _rows(parts, width)
    key = wrapped(_KEY, int(width / 6.4))
    canvas = Canvas(width, 42.0 + sum(_height(part) for part, *_ in rows) + 15.0 * len(key))
    for number, line in enumerate(wrapped(title, int(width / 7.6))[:1]):
        canvas.text(0, 10 + 17 * number, line, size=13, bold=True)
    top = 36.0
    for row in rows:
        for place, part in enumerate(row):
            across = width / len(row)
            _part(canvas, part, (across * (place + 0.5), top + _height(row[0]) / 2 - 8), most, across)
        top += _height(row[0])
    for number, line in enumerate(key):
        canvas.text(0, top + 4 + 15 * number, line, size=11, fill=MUTED)
    return canvas.svg()


def _rows(parts: Sequence[Network], width: float) -> list[list[Network]]:
    """Large parts in rows of their own, small ones up to three in a row."""
    rows: list[list[Network]] = []
    small: list[Network] = []
    for part in parts:
        if len(part.treatments) >= _LARGE or width < 500:
            rows.append([part])
        else:
            small.append(part)
    return rows + [small[i : i + 3] for i in range(0, len(small), 3)]


def _height(part: Network) -> float:
    if len(part.treatments) < 3:
        return 110.0
    return 170.0 if len(part.treatments) < _LARGE else 300.0


def _people(part: Network) -> Counter[str]:
    found: Counter[str] = Counter()
    for block in part.blocks:
        for treatment, people in zip(block.treatments, block.people, strict=True):
            found[treatment] += people or 0
    return found


def _part(canvas: Canvas, part: Network, centre: tuple[float, float], most: int, across: float) -> None:
    """One part around its centre: treatments on an ellipse that leaves room for their names."""
    treatments = sorted(part.treatments)
    count = len(treatments)
    wide, high = min(across / 2 - 70, 240.0), _height(part) / 2 - 48
    places = {}
    for index, treatment in enumerate(treatments):
        angle = math.pi + 2 * math.pi * index / count if count == 2 else -math.pi / 2 + 2 * math.pi * index / count
        places[treatment] = (centre[0] + wide * math.cos(angle), centre[1] + high * math.sin(angle))
    for one, two in combinations(treatments, 2):
        trials = sum({one, two} <= block.design for block in part.blocks)
        if not trials:
            continue
        (x1, y1), (x2, y2) = places[one], places[two]
        canvas.line(x1, y1, x2, y2, stroke="#9aa7b2", stroke_width=1.5 + 1.5 * trials)
        if trials > 1:
            canvas.text((x1 + x2) / 2, (y1 + y2) / 2, str(trials), size=11, bold=True, anchor="middle", halo=True)
    people = _people(part)
    for treatment, (x, y) in places.items():
        radius = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(people[treatment] / most) if most else _SMALLEST
        canvas.mark(x, y, "circle", SHADES["injection"][0], radius)
        below = y >= centre[1] - 1
        lines = wrapped(treatment_name(treatment), _LETTERS)
        for number, line in enumerate(lines):
            down = radius + 11 + 13 * number if below else -(radius + 9 + 13 * (len(lines) - 1 - number))
            canvas.text(x, y + down, line, size=11.5, fill=INK, anchor="middle", halo=True)
