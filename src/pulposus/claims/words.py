"""How measures, values and intervals are written in judgements."""

from __future__ import annotations

import re

from pulposus.evidence.schema import Measure

MINUS = "\N{MINUS SIGN}"
UNITS: dict[Measure, str] = {
    "pain": "points of 100",
    "odi": "points of 100",
    "pfirrmann": "Pfirrmann grades",
    "modified_pfirrmann": "modified Pfirrmann grades",
    "t2_ms": "ms",
    "height_percent": "% of height",
    "volume_percent": "% of volume",
}
NAMES: dict[Measure, str] = {
    "odi": "disability (ODI)",
    "pfirrmann": "Pfirrmann grade",
    "modified_pfirrmann": "modified Pfirrmann grade",
    "t2_ms": "T2 of the nucleus",
    "height_percent": "disc height",
    "volume_percent": "disc volume",
    "grade_improved": "discs read a grade better",
    "surgery": "later operations",
    "second_injection": "second injections",
    "opioid_free": "people free of opioids",
    "responders": "people who respond",
    "composite": "success by a trial's own definition",
}
MANY = 100


def measure_name(measure: Measure) -> str:
    """A measure inside a sentence."""
    return NAMES.get(measure, measure)


def plain(x: float) -> str:
    """Two to three digits with a true minus sign, no exponent."""
    size = abs(x)
    text = f"{x:,.0f}" if size >= MANY else f"{x:.3g}" if size >= 1 else f"{x:.2g}"
    return "0" if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)


def span(low: float, high: float) -> str:
    """An interval in words, which no minus sign can confuse."""
    return f"{plain(low)} to {plain(high)}"


def of_hundred(share: float) -> str:
    """A share as people out of 100, with a decimal below ten."""
    value = MANY * share
    return plain(round(value, 1)) if value < MANY / 10 else f"{value:.0f}"


def counted(n: int, one: str, many: str = "") -> str:
    """ "1 trial", "3 trials", "no trial"."""
    return f"{n or 'no'} {one if n < 2 else many or one + 's'}"


def sentence(text: str) -> str:
    """Text with a capital and a full stop."""
    text = text.strip()
    return text and text[0].upper() + text[1:].rstrip(".") + "."


def count_words(text: str) -> int:
    """Words of a text; a number is one, a sign between words none."""
    return len(re.findall(rf"[\w{MINUS}%][\w{MINUS}%.,'-]*", text))
