"""In which unit an effect is told, and which sign of it is a gain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.design.endpoints import Endpoint

_MRI = {"severity": ("grades", 2, 0.1), "read_grade": ("grades", 2, 0.1), "height_mm": ("mm", 2, 0.1),
        "t2_ms": ("ms", 1, 1.0)}  # fmt: skip
_NAMES = {
    "pain": "pain", "odi": "ODI", "severity": "severity of the disc", "read_grade": "grade as read",
    "height_mm": "disc height", "t2_ms": "T2 of the nucleus", "reoperation": "operation", "rescue": "rescue",
}  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """``scale`` times a number of the tables is what is told, in ``word``, with ``digits`` decimals; ``sign`` times it
    is a gain where above 0; two numbers that are the same in steps of ``least`` are not called different."""

    word: str
    scale: float
    digits: int
    sign: int
    least: float = 1.0

    def gain(self, difference: NDArray[np.float64]) -> NDArray[np.float64]:
        """Arm minus control (any shape) as a gain, above 0 where the arm is better, in the unit told."""
        return self.sign * self.scale * np.asarray(difference, dtype=np.float64)


def unit_of(endpoint: Endpoint) -> Unit:
    """Unit of the expected difference and of the control arm's change of an endpoint."""
    sign = -1 if endpoint.lower_is_better else 1
    if endpoint.kind == "change":
        return Unit("points", 1.0, 1, sign)
    if endpoint.kind == "mri":
        return Unit(
            _MRI[str(endpoint.measure)][0], 1.0, _MRI[str(endpoint.measure)][1], sign, _MRI[str(endpoint.measure)][2]
        )
    return Unit("people of 100", 100.0, 1, sign)


def name_of(endpoint: Endpoint) -> str:
    """An endpoint in a few words, such as "change of pain at month 12"."""
    at = "" if endpoint.month is None else f" at month {endpoint.month:g}"
    if endpoint.kind == "responder":
        return f"responders ({_definition(endpoint)}){at}"
    if endpoint.kind == "composite":
        return f"composite success ({_definition(endpoint)}, without {', '.join(endpoint.ended_by)}){at}"
    what = _NAMES[str(endpoint.measure)]
    return f"time to {what}" if endpoint.kind == "time" else f"change of {what}{at}"


def _definition(endpoint: Endpoint) -> str:
    said = []
    for name, threshold in (("pain", getattr(endpoint.definition, "pain", None)),
                            ("ODI", getattr(endpoint.definition, "odi", None))):  # fmt: skip
        if threshold is not None:
            parts = [(threshold.points, "{:g} points less"), (threshold.percent, "{:g} % less"),
                     (threshold.to_at_most, "at most {:g}")]  # fmt: skip
            said.append(f"{name} {' and '.join(form.format(value) for value, form in parts if value is not None)}")
    return f" {getattr(endpoint.definition, 'combine', 'and')} ".join(said)
