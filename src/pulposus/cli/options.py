"""Options that several commands share, and the checks behind them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.errors import InputError

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

    from pulposus.forecasting.case import Case

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program, and nothing else.")]
Out = Annotated[Path, typer.Option("--out", help="Folder of the run; made, and never left half-written.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an earlier run in this folder.")]
# Whether a file can be read is said by its reader, in a better sentence than Typer's.
Labels = Annotated[Path | None, typer.Option("--labels", help="Label map, NIfTI.", readable=False)]
ConventionName = Annotated[
    str,
    typer.Option(
        "--convention",
        help="auto, spider, totalspineseg, spineps, totalsegmentator, totalsegmentator-mr or discs-from-sacrum.",
    ),
]
LowestLevel = Annotated[
    str | None,
    typer.Option("--lowest-level", help="Lowest disc or vertebra where the sacrum is not in the image, such as L4/5."),
]
Cropped = Annotated[bool, typer.Option("--cropped", help="The label map is tightly cropped but complete.")]


def whole(option: str, name: str, found: str) -> int:
    """The whole number that ``found`` is, if the library of facts accepts it as ``name``.

    Raises:
        InputError: naming the option, what was found and the accepted range.
    """
    from pulposus.forecasting.case_numbers import accepted, checked, shown

    low, high, _ = accepted(name)
    expected = f"expected a whole number from {low:.10g} to {high:.10g}"
    try:
        number = int(found)
    except ValueError:
        raise InputError(f"{option}: found {shown(found)}, {expected}; write it in digits.") from None
    if name != "months":  # a limit of computing, for which there is no literature
        if not low <= number <= high:
            raise InputError(f"{option}: found {shown(number)}, {expected}; give another number.")
        return number
    try:
        return int(checked(name, min(number, 10**9)))
    except InputError as error:
        raise InputError(f"{option}: {error}.") from None


def number(option: str, name: str, found: str) -> float:
    """The number that ``found`` is in the unit of ``name``, if the library of facts accepts it.

    Raises:
        InputError: naming the option, what was found and the accepted range.
    """
    from pulposus.forecasting.case_numbers import accepted, checked, shown

    try:
        given = float(found)
    except ValueError:
        low, high, _ = accepted(name)
        raise InputError(
            f"{option}: found {shown(found)}, expected a number from {low:.10g} to {high:.10g}; write it in digits."
        ) from None
    try:
        return checked(name, given)
    except InputError as error:
        raise InputError(f"{option}: {error}.") from None


def level(option: str, found: str | None) -> str | None:
    """House name of a disc level, None for None.

    Raises:
        InputError: when it is no level.
    """
    from pydantic_core import PydanticCustomError

    from pulposus.forecasting.case_blocks import level_name

    try:
        return None if found is None else str(level_name(found))
    except PydanticCustomError as error:
        raise InputError(f"{option}: {sentence(error)}") from None


def lowest(option: str, found: str | None) -> str | None:
    """House name of a disc level or a vertebra, None for None.

    Raises:
        InputError: when it is neither.
    """
    from pydantic_core import PydanticCustomError

    from pulposus.forecasting.case_blocks import lowest_name

    try:
        return None if found is None else str(lowest_name(found))
    except PydanticCustomError as error:
        raise InputError(f"{option}: {sentence(error)}") from None


def sentence(error: PydanticCustomError) -> str:
    """What a field's reader refused, ended as a sentence."""
    said = error.message()
    return said if said.endswith("?") else f"{said}."


def with_treatments(case: Case, listed: str | None) -> Case:
    """The case with the treatments of ``--treatments a,b``; a dose that the case gives for one of them stays.

    Raises:
        InputError: for an unknown or repeated treatment.
    """
    if listed is None:
        return case
    from pydantic_core import PydanticCustomError

    from pulposus.forecasting.case import case_from
    from pulposus.forecasting.case_blocks import known_treatment

    keys = [key.strip() for key in listed.split(",") if key.strip()]
    if not keys:
        raise InputError(
            f"--treatments: found '{listed}', expected keys with commas between; 'pulposus info' lists them."
        )
    given = {t.key: t.model_dump(by_alias=True, exclude_defaults=True) for t in case.treatments or ()}
    for key in keys:
        try:
            known_treatment(key)
        except PydanticCustomError as error:
            raise InputError(f"--treatments: {sentence(error)}") from None
        if keys.count(key) > 1:
            raise InputError(f"--treatments: found '{key}' {keys.count(key)} times, expected each once; keep one.")
    data = case.model_dump(by_alias=True, exclude_unset=True)
    return case_from({**data, "treatments": [given.get(key, {"key": key}) for key in keys]}, "--treatments")
