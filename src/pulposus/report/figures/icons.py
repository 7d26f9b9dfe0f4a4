"""Of 100 people like this: how many gain, stay about the same, get worse, as a hundred small signs."""

from __future__ import annotations

from pulposus.report.figures.style import FAINT, INK, MUTED, Look

_STEP = 11.0
_SIDE = 10


def people(gain: int, same: int, worse: int, look: Look) -> bytes:
    """An SVG of a hundred signs: filled discs (gain), rings (about the same), crosses (worse).

    The three kinds differ in shape, not only in colour.
    """
    signs = []
    kinds = ["gain"] * gain + ["same"] * same + ["worse"] * worse
    for index, kind in enumerate(kinds):
        x, y = (index % _SIDE + 0.5) * _STEP, (index // _SIDE + 0.5) * _STEP
        if kind == "gain":
            signs.append(f'<circle cx="{x:g}" cy="{y:g}" r="4" fill="{look.colour}"/>')
        elif kind == "same":
            signs.append(f'<circle cx="{x:g}" cy="{y:g}" r="3.4" fill="{FAINT}" stroke="{MUTED}" stroke-width=".8"/>')
        else:
            signs.append(f'<path d="M{x - 3:g} {y - 3:g}l6 6m0-6l-6 6" stroke="{INK}" stroke-width="1.8"/>')
    side = _STEP * _SIDE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side:g} {side:g}" width="{side:g}" height="{side:g}">'
        f"{''.join(signs)}</svg>"
    ).encode()
