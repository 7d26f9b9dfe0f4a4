"""Results made by hand, in which everything holds; a test spoils one thing and looks what changes."""

from __future__ import annotations

from typing import Any

from pulposus.credibility import assess_all
from pulposus.credibility.context import Context, contexts
from pulposus.credibility.honesty import Group, Honesty
from pulposus.credibility.numerical import UNITS
from pulposus.credibility.results import (
    Moved,
    OrderFound,
    Results,
    SensitivityFound,
    Software,
    ValidatedCase,
    ValidatedRow,
    VerifiedCase,
)
from pulposus.forecasting.sensitivity import OUTPUTS

SOFTWARE = Software(version="1.2.3", test_files=10, test_functions=100, locked=5, hashed=5)


def order(passed: bool = True) -> OrderFound:
    return OrderFound(name="error over size", observed=2.0 if passed else 1.2, expected=2.0, passed=passed)


def verified(name: str, passed: bool = True, orders: tuple[OrderFound, ...] = ()) -> VerifiedCase:
    return VerifiedCase(
        id=name, title=f"title of {name}", passed=passed, reason="" if passed else "it fails.", checks=2,
        checks_passed=2 if passed else 1, worst_error=1e-3, worst_tolerance=1e-2, orders=orders,
    )  # fmt: skip


def row(case: str, name: str, passed: bool = True, role: str = "prediction", **changes: Any) -> ValidatedRow:
    return ValidatedRow(
        **{
            "case": case, "name": name, "unit": "1", "model": 1.0, "measured": 1.0, "accept_low": 0.9,
            "accept_high": 1.1, "role": role, "passed": passed,
            "reason": "" if passed else "2 lies outside 0.9 to 1.1: a disc without fissures has none",
            "with_band": True, "with_scatter": True, **changes,
        }
    )  # fmt: skip


def validated(name: str, *rows: ValidatedRow) -> ValidatedCase:
    return ValidatedCase(id=name, title=f"title of {name}", rows=rows)


def moved(share: float = 0.01, refined: tuple[str, ...] = ("mesh", "steps", "tolerances")) -> tuple[Moved, ...]:
    return tuple(
        Moved(quantity=quantity, unit=unit, refined=how, moved=share, largest=2 * share, band=1.0)
        for quantity, unit in UNITS.items()
        for how in refined
    )


SENSITIVITY = SensitivityFound(
    month=12.0, draws=64, groups=15,
    largest=dict.fromkeys(OUTPUTS.values(), ("how long cells live", 0.7)),
)  # fmt: skip


def results(**changes: Any) -> Results:
    """Everything holds: each part has a case with an order, rows pass, numbers move little."""
    return Results(
        **{
            "software": SOFTWARE,
            "verification": (verified("V1", orders=(order(),)), verified("V8", orders=(order(),)), verified("V12")),
            "validation": (
                validated("VT4", row("VT4", "axial rotation at 5 N m")),
                validated("T17", row("T17", "open endplate", role="model beside model")),
                validated("BC1", row("BC1", "dead after 3 days", role="calibrated on")),
                validated("BV5", row("BV5", "added cells alive at 6 and 8 weeks")),
                validated("BV3", row("BV3", "no change of pain through the disc, share of draws")),
                validated("BV7", row("BV7", "change of grade without any effect")),
            ),
            "numerics": moved(),
            "sensitivity": SENSITIVITY,
            **changes,
        }
    )


def group(**changes: Any) -> Group:
    """Forty numbers, covered as they should be, and scores ahead of each baseline."""
    return Group(
        **{
            "what": "arms",
            "coverage": {0.5: (20, 40), 0.8: (32, 40), 0.9: (36, 40)},
            "crps": {
                name: {"model": 1.0, "grand mean": 2.0, "meta-regression": 1.5, "sham only": 1.8}
                for name in ("pain", "odi", "responders")
            },
            **changes,
        }
    )


def honesty(*groups: Group, **changes: Any) -> Honesty:
    """Twenty studies left out."""
    return Honesty(
        groups=groups or (group(),),
        **{"studies": 20, "controlled": 8, "arms": 30, "people": 900, "months": 36.0, **changes},
    )


def context(key: str) -> Context:
    return next(each for each in contexts() if each.key == key)


def level(results: Results, key: str, factor: str, honesty: Honesty | None = None) -> int:
    """Level of a factor in a context of use."""
    found = assess_all(results, honesty).of(key)
    return next(each.level for each in found.findings if each.factor.key == factor)
