"""A share on a common horizon: scaled only within the time that people were followed, and never without saying so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pulposus.evidence.aftermath.records import Record, Share


@dataclass(frozen=True)
class OnHorizon:
    """A share by a month, or None; ``why`` says how it was scaled or why it cannot be."""

    share: Share | None
    why: str
    scaled: bool = False


def by_month(record: Record, month: float) -> OnHorizon:
    """The share of a finding by ``month``, at a constant rate over the time that people were followed.

    The share by month m of a share p by month M is 1 - (1 - p)^(m/M), and so are the ends of its range. It is refused
    where the source gives no time or an average only, and beyond the time that people were followed.
    """
    measure, followed = record.measure, record.followed
    if not isinstance(measure, Share):
        return OnHorizon(None, "It is not a share of people.")
    if followed is None:
        return OnHorizon(None, "The source gives no time.")
    if followed.average:
        return OnHorizon(None, "People were followed for different times.")
    if month > followed.months:
        return OnHorizon(None, f"People were followed for {followed.value:g} {followed.unit} only.")
    if month == followed.months:
        return OnHorizon(measure, "Counted at this time.")
    power = month / followed.months

    def scaled(share: float) -> float:
        return 1 - (1 - share) ** power

    moved = replace(
        measure,
        share=scaled(measure.share),
        low=None if measure.low is None else scaled(measure.low),
        high=None if measure.high is None else scaled(measure.high),
        events=None,
        of=None,
    )
    return OnHorizon(
        moved, f"Scaled from {followed.value:g} {followed.unit} as if the rate were constant.", scaled=True
    )
