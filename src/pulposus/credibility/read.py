"""Results from the folders that commands wrote, and from results in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from pulposus.credibility.results import (
    Moved,
    OrderFound,
    SensitivityFound,
    ValidatedCase,
    ValidatedRow,
    VerifiedCase,
)
from pulposus.errors import InputError
from pulposus.run_folder import RUN_FILE

Tree = Mapping[str, Any]
T = TypeVar("T")


def from_folder(option: str, folder: Path, file: str, command: str) -> tuple[Any, str]:
    """The JSON that a command left in a folder, and the version of the program that wrote it ("" where not said).

    Raises:
        InputError: the folder or the file is not there, or is not what the command writes.
    """
    path = folder / file
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError(
            f"{option}: found no {file} in '{folder}', expected a folder that '{command}' wrote; run that first."
        ) from None
    except ValueError:
        raise InputError(f"{option}: '{path}' is not JSON, expected what '{command}' writes; run it again.") from None
    try:
        version = str(json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))["versions"]["pulposus"])
    except (OSError, ValueError, KeyError, TypeError):
        version = ""
    return found, version


def verified(tree: Any, option: str = "--verify") -> tuple[VerifiedCase, ...]:
    """Cases of a verification tree.

    Raises:
        InputError: when it is no such tree.
    """
    return _parsed(lambda: tuple(_verified(case) for case in tree["cases"]), option, "pulposus verify")


def validated(tree: Any, option: str = "--validate") -> tuple[ValidatedCase, ...]:
    """Cases of a validation tree.

    Raises:
        InputError: when it is no such tree.
    """
    return _parsed(lambda: tuple(_validated(case) for case in tree["cases"]), option, "pulposus validate")


def moved(tree: Any, option: str = "--numerics") -> tuple[Moved, ...]:
    """Lines of a numerical study.

    Raises:
        InputError: when it is none.
    """
    return _parsed(lambda: TypeAdapter(tuple[Moved, ...]).validate_python(tree), option, "pulposus credibility")


def sensitivity(tree: Any, option: str = "--sensitivity") -> SensitivityFound:
    """Largest groups of a sensitivity study.

    Raises:
        InputError: when it is none.
    """

    def largest(indices: Sequence[float]) -> tuple[str, float]:
        at = max(range(len(indices)), key=lambda k: indices[k])
        return tree["groups"][at], round(indices[at], 3)

    def found() -> SensitivityFound:
        from pulposus.forecasting.sensitivity import OUTPUTS

        tops = {OUTPUTS[output]: largest(indices) for output, indices in tree["total"].items()}
        return SensitivityFound(month=tree["month"], draws=tree["draws"], groups=len(tree["groups"]), largest=tops)

    return _parsed(found, option, "pulposus sensitivity")


def _parsed(parse: Callable[[], T], option: str, command: str) -> T:
    try:
        return parse()
    except (KeyError, TypeError, ValueError, IndexError, ValidationError):
        raise InputError(
            f"{option}: found a file of another form, expected what '{command}' of this version writes; run it again."
        ) from None


def _verified(case: Tree) -> VerifiedCase:
    worst = max(case["checks"], key=_nearness, default=None)
    return VerifiedCase(
        id=case["id"],
        title=case["title"],
        passed=case["passed"],
        reason=case["reason"],
        checks=len(case["checks"]),
        checks_passed=sum(check["passed"] for check in case["checks"]),
        worst_error=worst and worst["error"],
        worst_tolerance=worst and worst["tolerance"],
        orders=tuple(
            OrderFound(name=o["name"], observed=o["observed"], expected=o["expected"], passed=o["passed"])
            for o in case["orders"]
        ),
    )


def _nearness(check: Tree) -> float:
    """Error over tolerance; a check without an error of its own comes last or first."""
    error, tolerance = check["error"], check["tolerance"]
    if error is None:
        return float("inf")
    return error / tolerance if tolerance else float("inf") if error else 0.0


def _validated(case: Tree) -> ValidatedCase:
    return ValidatedCase(
        id=case["id"], title=case["title"], stopped=case["stopped"], rows=tuple(_row(row) for row in case["rows"])
    )


def _row(row: Tree) -> ValidatedRow:
    kept = {
        name: row[name] for name in ("case", "name", "unit", "model", "measured", "accept_low", "accept_high", "role")
    }
    return ValidatedRow(
        **kept,
        passed=row["passed"],
        reason=row["reason"],
        with_band=row["model_p5"] is not None,
        with_scatter=row["scatter_low"] is not None,
    )
