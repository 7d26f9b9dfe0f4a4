"""The part "was it measured, and which way": facts of the library, where a prior counts as not measured."""

from __future__ import annotations

import math
import re
from fnmatch import fnmatchcase

from pulposus.claims import sources, words
from pulposus.claims.base import Base
from pulposus.claims.result import Number, PartResult, merged
from pulposus.claims.rules.intervals import RULE, Item, beyond, is_beyond
from pulposus.claims.schema import Measured
from pulposus.library.schema import Fact

RATIOS = ("odds ratio", "risk ratio")
"""Units in which no effect is 1."""
_HALF_WIDTH = 1.96  # standard errors in half of a 95 % interval


def judge(part: Measured, base: Base) -> PartResult:
    """What the library's facts of these names say."""
    library = base.facts(part.topic)
    names = [name for name in library if any(fnmatchcase(name, pattern) for pattern in part.names)]
    known = [name for name in names if library.source(name).kind != "analyst prior"]
    sign = 1.0 if part.side == "above" else -1.0
    items = [_item(library[name], sign, 1.0 if part.ratio else _no_effect(library[name])) for name in known]
    ruling = beyond(items, 0.0)
    numbers = tuple(_number(name, library[name], measured=name in known) for name in names)
    return PartResult(
        asked=part,
        verdict=None if part.beside else ruling.verdict,
        rule=RULE.format(limit="no effect (1 for a ratio, 0 for the rest)"),
        because=ruling.because if known or not names else "the library holds only assumptions of its editors on it",
        finding=_finding(sum(is_beyond(item, 0.0) for item in items), len(known), len(names)),
        change=ruling.change,
        numbers=numbers,
        records=merged(
            sources.of_fact(library, name, _said(name, number), moves=not part.beside and name in known)
            for name, number in zip(names, numbers, strict=True)
        ),
    )


def interval(fact: Fact) -> tuple[float, float] | None:
    """The 95 % interval of a fact; None where its spread is between people, or none was printed."""
    if isinstance(fact.spread, tuple):
        return fact.spread
    if fact.spread_kind == "log_sd" and isinstance(fact.spread, float) and fact.unit.startswith(RATIOS):
        factor = math.exp(_HALF_WIDTH * fact.spread)
        return fact.value / factor, fact.value * factor
    return None


def _no_effect(fact: Fact) -> float:
    return 1.0 if fact.unit.startswith(RATIOS) else 0.0


def _item(fact: Fact, sign: float, none: float) -> Item:
    """A fact on an axis where no effect is 0 and higher favours the statement."""
    low, high = sorted(sign * (x - none) for x in interval(fact) or (fact.value, fact.value))
    return Item(sign * (fact.value - none), low, high)


def _number(name: str, fact: Fact, *, measured: bool) -> Number:
    low, high = interval(fact) or (None, None)
    what = f"{named(name)}; {fact.population}"
    unit = "" if fact.unit == "1" else fact.unit
    return Number(what, fact.value, unit, "measured" if measured else "assumed", low, high, fact.note or "")


def named(name: str) -> str:
    """A fact in a list, without the number of its case and its unit."""
    kept = re.sub(r"^[a-z]{1,2}\d+_|_(?:MPa|deg|psi_mL|mL|ms|day|y)(?=_|$)", "", name)
    return re.sub(r"_([\d.]+)Nm$", r" at \1 N m", kept).replace("_", " ")


def _said(name: str, number: Number) -> str:
    range_ = "" if number.low is None or number.high is None else f" ({words.span(number.low, number.high)})"
    return f"{named(name)} {words.plain(number.value)} {number.unit}".rstrip() + range_


def _finding(good: int, known: int, names: int) -> str:
    if not known:
        return "nobody has measured it in people" + (", the model assumes it" if names else "")
    if known == 1:
        return f"the one published measurement {'shows' if good else 'does not show'} it"
    return f"{good or 'none'} of {known} published measurements {'shows' if good < 2 else 'show'} it"
