"""Block of a problem file that says what is computed when."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from pulposus.forecasting.case_numbers import shown
from pulposus.problem.laws import Block
from pulposus.problem.numbers import finite, refuse


def _seconds_above(least: float) -> BeforeValidator:
    read: Any = finite("s").func

    def check(found: object) -> object:
        time = read(found)
        if time is not None and not time > least:
            raise refuse(f"found {shown(found)}, expected a time above {least:g} s; correct it")
        return time

    return BeforeValidator(check)


PositiveSeconds = Annotated[float, _seconds_above(0.0)]


def _rising(found: object) -> object:
    one: Any = finite("s").func
    if not isinstance(found, (list, tuple)):
        raise refuse(f"found {shown(found)}, expected a list of times in s; write [1, 10, 100]")
    times = tuple(one(time) for time in found)
    if any(b <= a for a, b in pairwise(times)):
        raise refuse("found times that do not rise, expected each later than the one before; sort them")
    if times and times[0] <= 0:
        raise refuse(f"found the time {times[0]:g} s, expected times after 0; the start is always written")
    return times


Kind = Literal["swelling", "creep", "steady", "transient"]


class Programme(Block):
    """What is computed when."""

    kind: Kind
    """swelling (equilibrium with the bath) or creep (in time) for mechanics; steady or transient for transport."""
    start: Literal["reference", "swollen"] = "reference"
    """Creep from the mesh as it lies, or from its swelling equilibrium without the loads of curves that start at 0."""
    end_s: PositiveSeconds | None = None
    """When creep or a transient ends, s."""
    output_s: Annotated[tuple[float, ...], BeforeValidator(_rising)] = ()
    """Times at which a state is written, s; the end is always written."""
    tolerance: Annotated[float, finite()] | None = None
    """Error allowed for one time step, relative; the default of the solver when left out."""
    first_step_s: PositiveSeconds | None = None
    """First time step, s; chosen by the solver when left out."""
    stabilise: Annotated[float, finite()] = 0.0
    """Share of the pressure stabilisation of eight-node elements: 0 none, 1 as published (White and Borja 2008)."""

    @model_validator(mode="after")
    def _fits_together(self) -> Programme:
        in_time = self.kind in ("creep", "transient")
        if in_time and self.end_s is None:
            raise refuse(f"found no end for '{self.kind}', expected a time in s; add it", "end_s")
        if not in_time and (self.end_s is not None or self.output_s):
            raise refuse(f"found times for '{self.kind}', which has none; remove end_s and output_s")
        if self.end_s is not None and self.output_s and self.output_s[-1] > self.end_s:
            raise refuse(
                f"found {self.output_s[-1]:g} s, expected nothing after the end ({self.end_s:g} s); correct it",
                "output_s",
            )
        if not 0 <= self.stabilise <= 1:
            raise refuse(f"found {self.stabilise:g}, expected 0 to 1; correct it", "stabilise")
        if self.tolerance is not None and not 0 < self.tolerance < 1:
            raise refuse(f"found {self.tolerance:g}, expected a number between 0 and 1; correct it", "tolerance")
        return self

    def times(self) -> tuple[float, ...]:
        """Output times with the end, s; empty for an equilibrium."""
        if self.end_s is None:
            return ()
        return self.output_s if self.output_s and self.output_s[-1] == self.end_s else (*self.output_s, self.end_s)
