"""Whom each rule turns away, as bars: all of them, and those whom no other rule would have turned away."""

from __future__ import annotations

from pulposus.report.figures.forest import WIDE
from pulposus.report.figures.style import CONTROL, INK, MUTED, SHADES
from pulposus.report.figures.vector import Canvas, wrapped
from pulposus.report.trial.both import Both
from pulposus.trial.answers.screening import Screening

_FULL = SHADES["injection"][0]
_MOST = 14


def screening_figure(found: Screening) -> Both | None:
    """The strictest rules first; None where no rule turns anybody away."""
    if not any(rule.removed for rule in found.rules):
        return None
    caption = (
        f"Of {found.candidates:,} candidates {found.eligible:,} are eligible "
        f"({100 * found.eligible / found.candidates:.0f} of 100). Bars: of 100 candidates, those whom a rule turns "
        f"away; the dark part by this rule alone, so that without it they would be let in. {_rest(found)}"
    ).strip()
    return Both.drawn(lambda width: _draw(found, width), caption)


def _rest(found: Screening) -> str:
    kept, left = [rule for rule in found.rules if not rule.removed], max(0, len(found.rules) - _MOST)
    said = []
    if kept:
        verb = "turns" if len(kept) == 1 else "turn"
        said.append(f"{len(kept)} further {'rule' if len(kept) == 1 else 'rules'} {verb} nobody away.")
    elif left:
        said.append(f"{left} rules that turn fewer away are not drawn.")
    unknown = [rule.words for rule in found.rules if rule.unknown]
    if unknown:
        said.append(f"Not known of some candidates, who then pass: {'; '.join(unknown)}.")
    return " ".join(said)


def _draw(found: Screening, width: float) -> bytes:
    wide = width >= WIDE
    rules = [rule for rule in found.rules if rule.removed][:_MOST]
    left, tall = (330.0, 30.0) if wide else (0.0, 50.0)
    right = width - 104
    names = [wrapped(rule.words, 50 if wide else 48)[:2] for rule in rules]
    heights = [tall + (14 if len(name) > 1 else 0) for name in names]
    canvas = Canvas(width, 30 + sum(heights) + 8)
    canvas.text(0, 10, "Turned away, of 100 candidates", size=13.5, bold=True)
    most, top = max(rule.removed for rule in rules) / found.candidates, 30.0
    for rule, name, height in zip(rules, names, heights, strict=True):
        y = top + height / 2 if wide else top + height - 16
        for place, line in enumerate(name):
            at = y + 14 * (place - (len(name) - 1) / 2) if wide else top + 8 + 14 * place
            canvas.text(0, at, line, size=12.5)
        part, alone = rule.removed / found.candidates, rule.alone / found.candidates
        span = (right - left) / most
        canvas.rect(left, y - 8, span * part, 16, fill=CONTROL)
        canvas.rect(left, y - 8, span * alone, 16, fill=_FULL)
        text = f"{100 * part:.0f}" if part >= 0.005 else "<1"
        canvas.text(left + span * part + 6, y, text, size=12, fill=INK, bold=True)
        canvas.text(width, y, f"{100 * alone:.0f} alone", size=11, fill=MUTED, anchor="end")
        top += height
    return canvas.svg()
