"""One finding on recovery or harm in words: every share out of the same 1000, every time in the unit of its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pulposus.evidence.aftermath import RECOVERY, Amount, Answer, Ratio, Record, Share, Time, Topic
from pulposus.report.words import number

OF = 1000
TITLES: dict[Topic, str] = {
    "nights": "Nights in hospital",
    "light_activity": "Back to light activity",
    "work": "Back to work",
    "any_harm": "Any harm",
    "serious_harm": "Serious harm",
    "infection": "Infection",
    "specific_harm": "Harm of its own kind",
    "later_surgery": "Later operation",
    "long_term": "The disc in the long term",
}
UNKNOWN, NOTHING, TEXT = "unknown", "does not arise", "–"
_DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Line:
    """One finding, or the reason why there is none (``word``: ``large`` is a word and no number).

    ``small`` is the range or spread, ``counted`` what was printed, ``elsewhere`` after what else it was counted,
    ``ref`` the number of its source on the page and ``anchor`` where that stands.
    """

    large: str
    small: str
    what: str
    word: bool = False
    counted: str = ""
    who: str = ""
    elsewhere: str = ""
    advice: bool = False
    ref: str = ""
    anchor: str = ""


def lines(answer: Answer, numbers: Mapping[str, int]) -> tuple[Line, ...]:
    """Everything about one topic: findings, then what is unknown, then what does not arise."""
    return (
        *(line(record, numbers, "after" if answer.topic in RECOVERY else "within") for record in answer.records),
        *(Line(UNKNOWN, "", sentence, word=True) for sentence in answer.unknown),
        *(Line(NOTHING, "", sentence, word=True) for sentence in answer.nothing),
    )


def line(record: Record, numbers: Mapping[str, int], when: str = "within") -> Line:
    """One finding in words; ``when`` joins it to its time: people are back *after* it, harmed *within* it."""
    large, small, what, counted = _measured(record)
    if record.part:
        what = f"{record.part}: {what}"
    return Line(
        large=large,
        small=small,
        what=" ".join(part for part in (what, time(record.followed, when)) if part),
        word=large == TEXT,
        counted=counted,
        who=record.population,
        elsewhere=record.borrowed or "",
        advice=record.advice,
        ref=str(numbers.get(record.source.key, "")),
        anchor=f"ref-{record.source.key}",
    )


def _measured(record: Record) -> tuple[str, str, str, str]:
    """Number, its range, what was counted, and what was printed."""
    measure, what = record.measure, record.what
    match measure:
        case Share(share=share, of_what=of_what):
            what = what if of_what == "people" else f"of {OF} {of_what} {what}"
            return out_of(share), spread(measure), what, _counted(measure)
        case Amount(value=value, unit=unit, sd=sd):
            small = f"SD {sd:g}" if sd is not None else ""
            if rate := re.match(r"(more )?of (\d+) people (.*)", unit):
                more, of, when = rate.groups(default="")
                return f"{value * OF / int(of):g}", small, f"{more}of {OF} people {when}: {what}", ""
            return f"{value:g} {unit.removesuffix('s') if value == 1 else unit}", small, what, ""
        case Ratio(value=value, low=low, high=high, unit=unit):
            return f"{value:g} times", f"{low:g} to {high:g}", f"{what} ({unit}); how often is not printed", ""
    return TEXT, "", what, ""


def out_of(share: float) -> str:
    """A share as people out of 1000, with a decimal below ten."""
    value = OF * share
    return f"{round(value, 1):g}" if value < 10 else number(value)


def spread(share: Share) -> str:
    """The range of a share out of 1000, or that there is none."""
    if share.low is None or share.high is None:
        return "no range printed"
    return f"{out_of(share.low)} to {out_of(share.high)}"


def _counted(share: Share) -> str:
    if share.of is None:
        return "pooled, range as printed" if share.printed else "only a percentage is printed"
    if share.rounded:
        return f"{100 * share.share:g} % of {share.of:,} {share.of_what}"
    return f"{share.events:,} of {share.of:,} {share.of_what}"


def time(followed: Time | None, when: str) -> str:
    """The time after which was counted, as the end of a phrase."""
    if followed is None:
        return ""
    value, unit = followed.value, followed.unit
    if followed.average:
        return f"over {value:g} {unit}, on average"
    if unit == "days" and value >= _DAYS_PER_WEEK and value % _DAYS_PER_WEEK == 0:
        return f"{when} {value / _DAYS_PER_WEEK:g} weeks"
    return f"{when} {value:g} {unit}"
