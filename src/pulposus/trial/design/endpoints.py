"""Endpoints: what is measured, when, and by which definition."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import model_validator

from pulposus.evidence.schema import Definition, Threshold
from pulposus.forecasting.case_blocks import Block, refuse
from pulposus.trial.design.names import Key, once, unknown
from pulposus.trial.design.numbers import Number

Kind = Literal["change", "responder", "composite", "mri", "time"]
Measure = Literal["pain", "odi", "severity", "read_grade", "height_mm", "t2_ms", "reoperation", "rescue"]
Analysis = Literal["mmrm", "ancova", "risk_difference", "logistic", "cox"]
Event = Literal["rescue", "reoperation", "crossover"]
OF_KIND: dict[str, tuple[str, ...]] = {
    "change": ("pain", "odi"),
    "mri": ("severity", "read_grade", "height_mm", "t2_ms"),
    "time": ("reoperation", "rescue"),
}
ANALYSES: dict[str, tuple[str, ...]] = {
    "change": ("mmrm", "ancova"),
    "responder": ("risk_difference", "logistic"),
    "composite": ("risk_difference", "logistic"),
    "mri": ("ancova",),
    "time": ("cox",),
}
EVENTS: tuple[str, ...] = get_args(Event)


class Endpoint(Block):
    """One endpoint. A fall of pain, ODI and grade is better, as is a rise of height and T2."""

    key: Key
    """Name of the endpoint in tables."""
    kind: Kind
    """change of a score, responder, composite (a responder to whom no event came), mri, or time to an event."""
    measure: Measure | None = None
    """pain or odi (change); severity, read_grade, height_mm or t2_ms (mri); reoperation or rescue (time)."""
    month: Number | None = None
    """Visit at which it is read; a time is followed to the last visit."""
    definition: Definition | None = None
    """Of a responder: points, percent or to_at_most of pain, odi or both."""
    without: tuple[Event, ...] = ()
    """Events after which somebody is no responder of a composite; all, when left out."""
    analysis: Analysis | None = None
    """mmrm or ancova; risk_difference or logistic; cox. The first that fits when left out."""

    @model_validator(mode="before")
    @classmethod
    def _knows_its_measure(cls, found: object) -> object:
        """An unknown measure is told with those that fit its kind, not with all there are."""
        if isinstance(found, dict):
            fitting, measure = OF_KIND.get(str(found.get("kind")), ()), found.get("measure")
            if fitting and measure is not None and measure not in get_args(Measure):
                raise refuse(unknown(measure, fitting), "measure")
        return found

    @model_validator(mode="after")
    def _is_whole(self) -> Endpoint:
        self._measure_fits()
        self._definition_fits()
        if self.kind != "time" and self.month is None:
            raise refuse("found nothing, expected the month of a visit; add it", "month")
        if self.kind == "time" and self.month is not None:
            raise refuse(f"found {self.month:g}, but a time is followed to the last visit; remove it", "month")
        if self.without and self.kind != "composite":
            raise refuse(f"found events, which belong to a composite and not to a {self.kind}; remove them", "without")
        once(self.without, "without")
        if self.analysis is not None and self.analysis not in ANALYSES[self.kind]:
            fits = " or ".join(ANALYSES[self.kind])
            raise refuse(f"found {self.analysis}, expected {fits} for kind {self.kind}; change it", "analysis")
        return self

    def _measure_fits(self) -> None:
        fitting = OF_KIND.get(self.kind, ())
        found = self.measure or "nothing"
        if not fitting and self.measure:
            raise refuse(f"found {found}, but a {self.kind} is read from its definition; remove it", "measure")
        if fitting and self.measure not in fitting:
            step = "change it" if self.measure else "add it"
            raise refuse(f"found {found}, expected {' or '.join(fitting)} for kind {self.kind}; {step}", "measure")

    def _definition_fits(self) -> None:
        definition = self.definition
        if not self.counts_responders:
            if definition is not None:
                raise refuse(
                    f"found a definition, which belongs to a responder and not to kind {self.kind}; remove it",
                    "definition",
                )
            return
        if definition is None or (definition.pain is None and definition.odi is None):
            raise refuse("found no definition, expected a fall of pain or odi that counts; add one", "definition")
        for score in ("pain", "odi"):
            fault = _fault(getattr(definition, score))
            if fault:
                raise refuse(fault[1], f"definition.{score}{fault[0]}")

    @property
    def counts_responders(self) -> bool:
        """Whether it counts everybody, who is missing as one who did not respond."""
        return self.kind in ("responder", "composite")

    @property
    def method(self) -> str:
        """How it is analysed."""
        return self.analysis or ANALYSES[self.kind][0]

    @property
    def ended_by(self) -> tuple[str, ...]:
        """Events that make a non-responder of somebody in a composite."""
        return (self.without or EVENTS) if self.kind == "composite" else ()

    @property
    def lower_is_better(self) -> bool:
        """Whether a negative effect is a gain."""
        return self.kind in ("change", "time") or self.measure in ("severity", "read_grade")


def _fault(threshold: Threshold | None) -> tuple[str, str] | None:
    """The field and the sentence of what is wrong with a fall that counts, None for nothing."""
    if threshold is None:
        return None
    given = {field: value for field in FALLS if (value := getattr(threshold, field)) is not None}
    if not given:
        return "", "found nothing, which everybody reaches, expected points, percent or to_at_most; add one"
    for field, value in given.items():
        if not FALLS[field] <= value <= LARGEST_FALL:
            expected = f"{FALLS[field]:g} to {LARGEST_FALL}"
            return f".{field}", f"found {value:g}, expected {expected} on scores of 0 to 100; correct it"
    return None


LARGEST_FALL = 100
FALLS = {"points": 0.5, "percent": 0.5, "to_at_most": 0.0}
"""Smallest value of each part of a threshold; less than half a point cannot be told from no change."""
