"""Numbers of a problem file: plain in the unit of the field's name, or text with a unit; within a sourced range."""

from __future__ import annotations

import math
import re
from typing import Any

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from pulposus.forecasting.case_numbers import shown
from pulposus.library import Fact, Source, facts

TOPIC = "problem_ranges"
ALLOW = "allow_implausible"

# Other units that may be written, with factor and offset to the unit of the field; the likeliest slip comes first.
_OTHERS: dict[str, dict[str, tuple[float, float]]] = {
    "MPa": {"Pa": (1e-6, 0), "kPa": (1e-3, 0), "GPa": (1e3, 0)},
    "kPa": {"Pa": (1e-3, 0), "MPa": (1e3, 0), "mmHg": (0.1333224, 0), "hPa": (0.1, 0)},
    "mm4/Ns": {"m4/Ns": (1e12, 0), "m4/(N s)": (1e12, 0), "mm4/(N s)": (1, 0)},
    "K": {"C": (1, 273.15), "°C": (1, 273.15)},
    "mEq/mL": {"mM": (1e-3, 0), "mol/m3": (1e-3, 0), "mEq/L": (1e-3, 0), "M": (1, 0)},
    "mm": {"m": (1e3, 0), "um": (1e-3, 0), "µm": (1e-3, 0), "cm": (10, 0)},
    "deg": {"rad": (180 / math.pi, 0)},
    "N": {"kN": (1e3, 0)},
    "Nm": {"Nmm": (1e-3, 0), "N mm": (1e-3, 0)},
    "mM": {"mol/m3": (1, 0), "M": (1e3, 0), "mol/L": (1e3, 0), "uM": (1e-3, 0)},
    "mm2/s": {"m2/s": (1e6, 0), "cm2/s": (100, 0)},
    "mM/s": {"mM/h": (1 / 3600, 0), "mol/m3/s": (1, 0)},
    "1e6/mL": {"cells/mL": (1e-6, 0), "cells/mm3": (1e-3, 0)},
    "s": {"min": (60, 0), "h": (3600, 0), "days": (86400, 0)},
}
_TEXT = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(.{0,20}?)\s*")


def refuse(sentence: str, field: str = "") -> PydanticCustomError:
    """An error whose message is ours, at the place ``field`` below the block that raises it."""
    return PydanticCustomError("said", "{sentence}", {"sentence": sentence, "field": field})


def _number(found: object, unit: str, expected: str) -> float:
    if isinstance(found, str):
        match = _TEXT.fullmatch(found)
        if match is not None and match[2] in ("", unit):
            return float(match[1])
        if match is not None and match[2] in _OTHERS.get(unit, {}):
            factor, offset = _OTHERS[unit][match[2]]
            return float(match[1]) * factor + offset
    elif isinstance(found, (int, float)) and not isinstance(found, bool):
        try:
            return float(found)
        except OverflowError:
            pass
    raise refuse(f"found {shown(found)}, expected {expected}; write a number")


def _reference(source: Source) -> str:
    address = f"doi:{source.doi}" if source.doi else f"PMID {source.pmid}" if source.pmid else source.url
    return " ".join((f"{source.citation}, {address}" if address else source.why or source.citation).split()).rstrip(".")


def _gate(name: str) -> tuple[Fact, float, float]:
    fact = facts(TOPIC)[name]
    assert isinstance(fact.spread, tuple)
    return fact, *fact.spread


def expected_range(name: str) -> str:
    """The accepted range of a fact in words, with its unit and its source."""
    fact, low, high = _gate(name)
    unit = "" if fact.unit == "1" else f" {fact.unit}"
    return f"{low:.10g} to {high:.10g}{unit} ({_reference(facts(TOPIC).source(name))})"


def advice(name: str, size: float, field: str) -> str:
    """What to do about a number out of range: the unit that would fit, or how to let it through."""
    fact, low, high = _gate(name)
    for unit, (factor, offset) in _OTHERS.get(fact.unit, {}).items():
        if low <= size * factor + offset <= high and size != 0:
            return f"if it is in {unit}, write '{size:g} {unit}', or if it is meant, list {field} under {ALLOW}"
    return f"correct it, or if it is meant, list {field} under {ALLOW}"


def is_plausible(name: str, size: float) -> bool:
    _, low, high = _gate(name)
    return math.isfinite(size) and low <= size <= high


def plausible(name: str) -> BeforeValidator:
    """Reads one number and holds it against the range of the fact ``name``, unless the file allows its field."""

    def read(found: object, info: ValidationInfo) -> object:
        if found is None:
            return None
        field = info.field_name or ""
        size = _number(found, facts(TOPIC)[name].unit, expected_range(name))
        if not math.isfinite(size):
            raise refuse(f"found {shown(found)}, expected {expected_range(name)}; write a finite number")
        if not is_plausible(name, size) and field not in allowed(info):
            raise refuse(f"found {shown(found)}, expected {expected_range(name)}; {advice(name, size, field)}")
        return size

    return BeforeValidator(read)


def allowed(info: ValidationInfo) -> frozenset[str]:
    """Names of the fields whose implausible numbers the file lets through."""
    return frozenset((info.context or {}).get(ALLOW, ()))


def finite(unit: str = "") -> BeforeValidator:
    """Reads one finite number in a unit, without a range."""

    def read(found: object) -> object:
        if found is None:
            return None
        expected = f"a number in {unit}" if unit else "a number"
        size = _number(found, unit, expected)
        if not math.isfinite(size):
            raise refuse(f"found {shown(found)}, expected {expected}; write a finite number")
        return size

    return BeforeValidator(read)


def numbers_of(count: int, unit: str = "") -> BeforeValidator:
    """Reads a list of ``count`` finite numbers."""
    one: Any = finite(unit).func

    def read(found: object) -> object:
        if found is None:
            return None
        if not isinstance(found, (list, tuple)) or len(found) != count:
            raise refuse(f"found {shown(found)}, expected {count} numbers; write [{', '.join(['0'] * count)}]")
        return tuple(one(part) for part in found)

    return BeforeValidator(read)
