"""Numbers of a case file: a plain number in the unit of its name, or text with a unit, within a sourced range."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from pulposus.errors import InputError
from pulposus.library import Source, facts

TOPIC = "case_ranges"
# The range of a dose belongs to the treatments, which apply it.
_DOSE = "dose_1e6", "treatment", "dose_lowest_1e6", "dose_highest_1e6"

# The unit that each ending of a name promises; what has no such ending is a plain number.
_UNITS = {
    "_kg_m2": "kg/m**2",
    "_0_100": "percent",
    "_percent": "percent",
    "_1e6": "million_cells",
    "_mL": "mL",
    "_mm": "mm",
    "_mm2": "mm**2",
    "_cm3": "cm**3",
    "_deg": "degree",
    "_months": "month",
    "_y": "year",
}
_WRITTEN = {
    "kg/m**2": "kg/m2", "percent": "points of 100", "million_cells": "million cells", "mm**2": "mm2",
    "cm**3": "cm3", "degree": "deg", "month": "months", "year": "years",
}  # fmt: skip
_EXAMPLES = {
    "kg/m**2": "26 kg/m2", "percent": "60 %", "million_cells": "20 million cells", "mm": "1.1 cm", "mm**2": "15 cm2",
    "cm**3": "11000 mm3", "mL": "1500 uL", "degree": "0.1 rad", "month": "3 years", "year": "45 years",
}  # fmt: skip
# Other units in which a plain number is likely meant, with their factor to ours.
_LIKELY = {
    "mm": (("m", 1000.0), ("cm", 10.0)),
    "mm**2": (("m2", 1e6), ("cm2", 100.0)),
    "cm**3": (("m3", 1e6), ("mm3", 1e-3)),
    "mL": (("L", 1000.0), ("uL", 1e-3)),
    "million_cells": (("cells", 1e-6),),
    "month": (("years", 12.0),),
}
# A number, then at most a short product of units: nothing that could be an expression to evaluate.
_TEXT = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(.*?)\s*", re.DOTALL)
_UNIT = r"[A-Za-zµμ°%_]+(?:\*\*|\^)?[23²³]?"
_UNIT_TEXT = re.compile(rf"{_UNIT}(?:\s*[/*·]\s*{_UNIT}){{0,2}}")
_SPELLINGS = {"y": "year", "yr": "year", "mo": "month", "%": "percent", "°": "degree", "cc": "cm**3"}


def shown(found: object, longest: int = 40) -> str:
    """A found value on one line, shortened, safe to print."""
    if isinstance(found, dict):
        return "a mapping"
    if isinstance(found, (list, tuple)):
        return f"a list of {len(found)}"
    if found is None:
        return "nothing"
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) >= 10**longest:
        return "a number of more than 40 digits"  # printing it could exceed Python's own limit
    if isinstance(found, str) and len(found) > longest:
        return repr(found[: longest - 3] + "...")
    text = f"{found:g}" if isinstance(found, float) else repr(found)
    return text if len(text) <= 2 * longest else text[: 2 * longest - 3] + "..."


def unit_of(name: str) -> str:
    """Unit that a field's name promises, as pint writes it; empty for a plain number."""
    return next((unit for end, unit in _UNITS.items() if name.endswith(end)), "")


@cache
def _registry() -> Any:
    import pint  # half a second, and most case files hold plain numbers

    registry: Any = pint.UnitRegistry()
    registry.define("cell = [cells]")
    registry.define("million_cells = 1e6 cell")
    return registry


class Range(NamedTuple):
    """Accepted range of one field, and where it comes from."""

    low: float
    high: float
    source: Source


def accepted(name: str) -> Range:
    """Range of the field ``name``, from the library of facts."""
    field, topic, lowest, highest = _DOSE
    if name == field:
        library = facts(topic)
        return Range(library[lowest].value, library[highest].value, library.source(lowest))
    spread = facts(TOPIC)[name].spread
    assert isinstance(spread, tuple)
    return Range(*spread, facts(TOPIC).source(name))


def _expected(name: str) -> str:
    """The accepted range in words, with its unit and its source (or its reason, where nobody measured it)."""
    low, high, source = accepted(name)
    unit = unit_of(name) or ("month" if name == "months" else "")
    reference = f"doi:{source.doi}" if source.doi else f"PMID {source.pmid}" if source.pmid else source.url
    because = f"{source.citation}, {reference}" if reference else source.why or source.citation
    written = f" {_WRITTEN.get(unit, unit)}" if unit else ""
    return f"expected {low:.10g} to {high:.10g}{written} ({' '.join(because.split()).rstrip('.')})"


def _from_text(name: str, text: str) -> tuple[float, bool]:
    """The number that a text gives in the unit of ``name``, and whether the text named a unit itself."""
    import pint

    unit = unit_of(name)
    example = "write a number" + (
        f" in {_WRITTEN.get(unit, unit)} or with a unit, such as '{_EXAMPLES[unit]}'" if unit else ""
    )
    match = _TEXT.fullmatch(text)
    if match is None:
        raise InputError(f"found {shown(text)}, {_expected(name)}; {example}")
    size, found = float(match[1]), match[2]
    if not found:
        return size, False
    if not unit:
        raise InputError(f"found {shown(text)}, {_expected(name)} without a unit; remove the unit")
    spelled = re.sub(r"^million(\s+cells?)?$", "million_cells", found)
    if not _UNIT_TEXT.fullmatch(spelled):
        raise InputError(f"found {shown(text)}, {_expected(name)}; {example}")
    spelled = spelled.replace("²", "**2").replace("³", "**3").replace("^", "**")
    spelled = re.sub(r"(?<=[A-Za-z])([23])", r"**\1", _SPELLINGS.get(spelled, spelled))
    try:
        return float(_registry().Quantity(size, spelled).to(unit).magnitude), True
    except pint.UndefinedUnitError:
        raise InputError(f"found {shown(text)} whose unit is not known, {_expected(name)}; {example}") from None
    except (pint.PintError, ArithmeticError, ValueError, TypeError):
        written = _WRITTEN.get(unit, unit)
        raise InputError(
            f"found {shown(text)}, which cannot be given in {written}, {_expected(name)}; {example}"
        ) from None


def _advice(name: str, size: float) -> str:
    """What to do about a plain number out of range; names the unit when another one would fit."""
    low, high, _ = accepted(name)
    for unit, factor in _LIKELY.get(unit_of(name), ()) if name != "months" else ():
        if low <= size * factor <= high and size != 0:
            return f"if it is in {unit}, write '{size:g} {unit}'"
    if name == _DOSE[0] and size == 0:
        return "for an injection without cells choose the treatment 'saline'"
    return "correct the number or its unit"


def checked(name: str, size: float, found: object = None) -> float:
    """``size`` if it lies in the accepted range of the field ``name``.

    ``found`` is what the user wrote, where that was text with a unit.

    Raises:
        InputError: what was found, the accepted range with its source, and what to do.
    """
    low, high, _ = accepted(name)
    if math.isfinite(size) and low <= size <= high:
        return size
    advice = _advice(name, size) if found is None else "correct the number or its unit"
    raise InputError(f"found {shown(float(size) if found is None else found)}, {_expected(name)}; {advice}")


def number(name: str, found: object) -> float:
    """Read one number of a case file: int, float or text with a unit, checked against its range.

    Raises:
        InputError: when it is not a number, has the wrong dimension or is not plausible.
    """
    if isinstance(found, str):
        size, named = _from_text(name, found)
        return checked(name, size, found if named else None)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise InputError(f"found {shown(found)}, {_expected(name)}; give one number")
    try:
        return checked(name, float(found))
    except OverflowError:
        raise InputError(f"found {shown(found)}, {_expected(name)}; correct it") from None


def _validate(found: object, info: ValidationInfo) -> object:
    if found is None:
        return None
    try:
        return number(info.field_name or "", found)
    except InputError as error:
        raise PydanticCustomError("said", "{sentence}", {"sentence": str(error)}) from None


def _validate_whole(found: object, info: ValidationInfo) -> object:
    read = _validate(found, info)
    if isinstance(read, float) and not read.is_integer():
        raise PydanticCustomError(
            "said", "{sentence}", {"sentence": f"found {read:g}, expected a whole number; round it"}
        )
    return read if read is None else int(read)  # type: ignore[call-overload]


Number = Annotated[float, BeforeValidator(_validate)]
"""A float read by `number` under its field's own name."""
Whole = Annotated[int, BeforeValidator(_validate_whole)]
"""As Number, without a fraction."""
