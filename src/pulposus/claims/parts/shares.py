"""The part "how many people": events, responders, recovery and harms, as counts with exact intervals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pulposus.claims import sources, words
from pulposus.claims.base import Base
from pulposus.claims.result import Kind, Number, PartResult, Record, Ruling, merged
from pulposus.claims.rules.intervals import Item
from pulposus.claims.rules.shares import COMMON_RULE, RARE_RULE, Count, added, at_least, rarer
from pulposus.claims.schema import Shares
from pulposus.claims.views import has, keys
from pulposus.evidence.aftermath import Share
from pulposus.evidence.meta.families import families
from pulposus.evidence.meta.gathered import CALIBRATE, usable
from pulposus.evidence.schema import Arm, Event, Study

_NONE_AT_ALL = re.compile(r"adverse|complication", re.IGNORECASE)
"""Events of which any grave one would be a part: none of them is none of the grave ones."""


@dataclass(frozen=True)
class Counted:
    """One share with its interval; ``count`` where people were counted, ``controlled`` where against a control."""

    what: str
    item: Item
    record: Record
    count: Count | None = None
    controlled: bool = False


def judge(part: Shares, base: Base) -> PartResult:
    """What was counted, against the limit."""
    found = list(_READ[part.count](part, base))
    limit = base.limit(part.limit)
    ruling = _ruling(part, found, limit)
    rule = RARE_RULE if part.rule == "rarer than" else COMMON_RULE
    return PartResult(
        asked=part,
        verdict=None if part.beside else ruling.verdict,
        rule=rule.format(limit=f"{words.of_hundred(limit)} of 100 people"),
        because=ruling.because,
        finding=_finding(part, found),
        change=ruling.change,
        numbers=(
            *(_number(one) for one in found),
            *_sum(part, found),
            Number("share that counts", limit, "share of people", "limit"),
        ),
        records=merged(one.record for one in found),
    )


def _ruling(part: Shares, found: list[Counted], limit: float) -> Ruling:
    if part.rule == "at least":
        return at_least([one.item for one in found], limit)
    judged = [one.count for one in found if one.count is not None and one.controlled]
    return rarer(judged, [one.count for one in found if one.count is not None and not one.controlled], limit)


def _of(part: Shares, events: int, people: int) -> tuple[Item, Count]:
    count = Count(people - events if part.others else events, people)
    return Item(count.events / people, *count.interval), count


def _events(part: Shares, base: Base) -> Iterator[Counted]:
    """Events of arms with the product, one of each arm."""
    for study, arm in _arms(part, base):
        event = _event(arm, re.compile(part.words or ".", re.IGNORECASE))
        if event is not None:
            item, count = _of(part, event.count, event.of)
            moves = study.controlled and not part.beside
            record = sources.of_study(study, f"{event.what}: {event.count} of {event.of}", {event.read_in}, moves=moves)
            yield Counted(f"{event.what} ({arm.key.replace('_', ' ')})", item, record, count, study.controlled)


def _event(arm: Arm, pattern: re.Pattern[str]) -> Event | None:
    named = [event for event in arm.events if pattern.search(event.what)]
    none = [event for event in arm.events if event.count == 0 and _NONE_AT_ALL.search(event.what)]
    return next(iter(named or (none if pattern.search("serious") else [])), None)


def _responders(part: Shares, base: Base) -> Iterator[Counted]:
    """Responders of treated arms of controlled studies, each arm at its last visit."""
    for study, arm in _arms(part, base):
        told = [o for o in usable(study, arm, "responders", CALIBRATE) if o.month > 0 and (o.n or arm.n)]
        if study.controlled and told:
            last = max(told, key=lambda o: o.month)
            people = last.n or arm.n
            assert people is not None
            item, count = _of(part, round(last.value * people), people)
            said = f"{arm.key.replace('_', ' ')}, month {last.month:g}: {words.of_hundred(last.value)} of 100 responded"
            record = sources.of_study(study, f"{said} ({last.words or 'by its definition'})", {last.read_in})
            yield Counted(f"{arm.key.replace('_', ' ')} at month {last.month:g}", item, record, count, True)


def _aftermath(part: Shares, base: Base) -> Iterator[Counted]:
    """Shares that were counted after the very treatment; advice of clinics and borrowed counts are none."""
    assert part.topic is not None
    for treatment in keys(part.treatments):
        for one in base.aftermath(treatment).answer(part.topic).records:
            share = one.measure
            if one.advice or one.borrowed or not isinstance(share, Share) or share.low is None or share.high is None:
                continue
            ends = (share.low, share.share, share.high)
            low, value, high = (1 - x for x in reversed(ends)) if part.others else ends
            when = f", followed {one.followed.value:g} {one.followed.unit}" if one.followed else ""
            said = f"{words.of_hundred(share.share)} of 100 {one.what}{when} ({one.population})"
            record = sources.of_source(one.source, said, moves=not part.beside)
            yield Counted(
                f"{'others than those who ' if part.others else ''}{one.what}{when}", Item(value, low, high), record
            )


_READ = {"events": _events, "responders": _responders, "aftermath": _aftermath}


def _arms(part: Shares, base: Base) -> Iterator[tuple[Study, Arm]]:
    """Arms with the product, each group of people by its first report."""
    assert part.product is not None
    for family in families(study for study in base.studies if study.design != "meta-analysis"):
        yield from ((family[0], arm) for arm in family[0].arms if has(arm, part.product))


def _number(one: Counted) -> Number:
    kind: Kind = "uncontrolled" if one.count is not None and not one.controlled else "counted"
    note = f"{one.count.events} of {one.count.of}" if one.count else ""
    return Number(one.what, one.item.value, "share of people", kind, one.item.low, one.item.high, note)


def _sum(part: Shares, found: list[Counted]) -> tuple[Number, ...]:
    """For a rare event the counts together, in trials with a control and in all."""
    if part.rule != "rarer than":
        return ()
    numbers = []
    for what, chosen in (("in controlled trials", [c for c in found if c.controlled]), ("in all studies", found)):
        total = added([one.count for one in chosen if one.count is not None])
        if total is not None:
            note = f"{total.events} of {total.of}"
            numbers.append(Number(what, total.events / total.of, "share of people", "counted", *total.interval, note))
    return tuple(numbers)


def _finding(part: Shares, found: list[Counted]) -> str:
    if not found:
        return "nobody has counted it"
    if part.rule == "rarer than":
        total = added([one.count for one in found if one.count is not None])
        if total is not None:
            up_to = words.of_hundred(total.interval[1])
            return f"{total.events or 'none'} of {total.of} people had one, which still allows {up_to} of 100"
    values = sorted(one.item.value for one in found)
    reach = words.of_hundred(values[0])
    if len(values) > 1:
        reach = f"{reach} to {words.of_hundred(values[-1])}"
    return f"{reach} of 100 people in {words.counted(len(found), 'count')}"
