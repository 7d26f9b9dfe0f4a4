"""Whether a trial found a difference in favour of its treatment, as far as its file says it."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.calibration.table import Printed
from pulposus.evidence.schema import Contrast, Study
from pulposus.trial.statistics.proportions import risk_difference

ALPHA = 0.05
"""Two-sided, as these trials tested."""
BETWEEN = ("better", "no difference", "worse")
"""Directions of findings that compare arms."""


@dataclass(frozen=True)
class Said:
    """``success``: significant in favour of the treatment, None where nothing says so; ``by``: what says it."""

    success: bool | None
    by: str

    @classmethod
    def of_interval(cls, contrast: Contrast) -> Said:
        """From a printed 95 % interval."""
        if contrast.ci95 is None:
            return cls(None, "")
        low, high = contrast.ci95
        return cls(low > 0 if contrast.measure == "responders" else high < 0, "printed interval")


def said_of(study: Study, own: Printed, control: Printed) -> Said:
    """For numbers of two arms: the printed interval of their difference, else the trial's words, else the test of
    printed counts of responders. Means without all SDs say nothing."""
    for contrast in study.contrasts:
        where = (contrast.arm, contrast.control, contrast.month, contrast.measure)
        if where == (own.arm, control.arm, own.month, own.measure) and contrast.ci95 is not None:
            return Said.of_interval(contrast)
    for finding in study.findings:
        at_it = (finding.measure, finding.month) == (own.measure, own.month) and finding.arm in (None, own.arm)
        if at_it and finding.direction in BETWEEN:
            return Said(finding.direction == "better", "words")
    if own.measure == "responders":
        return Said(_by_counts(study, own, control), "test of printed counts")
    return Said(None, "")


def _by_counts(study: Study, own: Printed, control: Printed) -> bool:
    people = [one.outcome.n or study.arm(one.arm).people or 0 for one in (own, control)]
    events = [round(one.value * n) for one, n in zip((own, control), people, strict=True)]
    test = risk_difference(events[0], people[0], events[1], people[1])
    return bool(test.p_value <= ALPHA and test.estimate > 0)
