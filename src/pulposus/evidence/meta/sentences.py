"""What an analysis means, in plain sentences: numbers, how sure, and what does not follow."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pulposus.evidence.meta.analysis import Analysis
from pulposus.evidence.meta.dose import Dose
from pulposus.evidence.meta.gathered import words
from pulposus.evidence.meta.kinds import Difference
from pulposus.evidence.meta.labels import treatment_name
from pulposus.evidence.meta.network.analysis import NetworkAnalysis
from pulposus.evidence.meta.pool import Pooled
from pulposus.evidence.meta.uncontrolled import Group
from pulposus.listing import listing
from pulposus.units import SCORE_CEILING

_GROUPS: dict[Group, str] = {
    "cohorts": "cohorts without a control",
    "treated arms": "treated arms of controlled studies",
    "control arms": "their control arms",
}
_RATIOS = {"log risk ratio": "risk ratio", "log odds ratio": "odds ratio"}


def of_controlled(found: Analysis) -> str:
    """Cells beyond their control."""
    measure = words(found.question.measure)
    pooled = found.pooled
    if pooled is None:
        return (
            f"No controlled study of the base gives {measure} in numbers that answer this; nothing is pooled, and "
            f"nothing follows about an effect. {_words_only(found)}"
        ).strip()
    inside = pooled.random.low <= 0 <= pooled.random.high
    said = [
        _effect(measure, pooled),
        f"No difference lies {'inside' if inside else 'outside'} this interval.",
        _out_of_hundred(pooled),
        _further(pooled),
        _borrowed(pooled),
        _words_only(found),
    ]
    return " ".join(part for part in said if part)


def of_within(found: Mapping[Group, Analysis]) -> str:
    """Changes within arms, side by side."""
    measure = words(next(iter(found.values())).question.measure)
    said = [
        f"{_level(analysis.pooled)} in {_GROUPS[group]} ({_counted(analysis.pooled)})"
        for group, analysis in found.items()
        if analysis.pooled is not None
    ]
    if not said:
        return f"No study of the base gives {measure} within an arm in numbers; nothing is pooled."
    what = "Responders" if measure == "responders" else f"Mean change of {measure}"
    return (
        f"{what}: {listing(said)}. Control arms change too: none of these numbers is an effect of cells, and none is "
        "pooled with a difference from a control."
    )


def of_dose(found: Dose) -> str:
    """Ten times as many cells."""
    tenfold = found.tenfold
    left = f" {found.left_out} with other products or an unknown dose are left out." if found.left_out else ""
    if tenfold is None:
        return f"Dose: {found.why}.{left}"
    return (
        f"Dose: {len(found.used)} estimates of grown cells; per tenfold dose the value is {tenfold.value:+.2g} (95 % "
        f"interval {tenfold.low:+.2g} to {tenfold.high:+.2g}). This compares studies with each other, and they differ "
        f"in more than dose.{left}"
    )


def of_network(found: NetworkAnalysis) -> str:
    """What the network can and cannot compare."""
    measure = words(found.measure)
    parts = [listing(sorted(map(treatment_name, part.network.treatments))) for part in found.parts]
    if not parts:
        return f"No trial of the base compares two treatments by {measure} at these visits; there is no network."
    if len(parts) == 1:
        start = f"The {measure} network is connected: {parts[0]}."
    else:
        start = (
            f"The {measure} network falls into {len(parts)} parts that no trial links: {'; '.join(parts)}. These "
            "trials cannot compare treatments of different parts."
        )
    single = sum(part.network.q_freedom == 0 for part in found.parts)
    if not single:
        return start
    where = "In it" if len(parts) == 1 else f"In {single} of them"
    return f"{start} {where} nothing was compared twice, so how far trials differ cannot be told."


def _effect(measure: str, pooled: Pooled) -> str:
    random, of = pooled.random, f"{_counted(pooled)}, {_people(pooled)} people"
    if pooled.scale == "points":
        return (
            f"{measure[0].upper()}{measure[1:]} fell by {_more(random.value)} with cells than with the control (95 % "
            f"interval {_more(random.low)} to {_more(random.high)}; {of})."
        )
    ratio = pooled.scale in _RATIOS
    low, mid, high = (math.exp(x) if ratio else x for x in (random.low, random.value, random.high))
    name = f"{_RATIOS[pooled.scale]} of responders" if ratio else f"standardised difference of {measure}"
    return f"Cells against the control: {name} {mid:.2f} (95 % interval {low:.2f} to {high:.2f}; {of})."


def _more(change: float) -> str:
    return f"{abs(change):.1f} points {'less' if change > 0 else 'more'}"


def _counted(pooled: Pooled) -> str:
    return f"{pooled.studies} {'study' if pooled.studies == 1 else 'studies'}"


def _people(pooled: Pooled) -> int:
    """People of all arms, those of an arm that stands in two differences once."""
    arms: dict[tuple[str, str], int] = {}
    for item in pooled.effects.items:
        if isinstance(item, Difference):
            arms[item.study, item.arm] = item.people or 0
            arms[item.study, item.control] = item.control_people or 0
    return sum(arms.values())


def _out_of_hundred(pooled: Pooled) -> str:
    """A risk ratio in people, at the responders of the control arms."""
    shares = {
        (i.study, i.control): (i.control_share, i.control_people or 1)
        for i in pooled.effects.items
        if isinstance(i, Difference) and i.control_share is not None
    }
    if pooled.scale != "log risk ratio" or not shares:
        return ""
    control = SCORE_CEILING * sum(share * n for share, n in shares.values()) / sum(n for _, n in shares.values())
    random = pooled.random
    mid, low, high = (min(SCORE_CEILING, control * math.exp(x)) for x in (random.value, random.low, random.high))
    return (
        f"Of 100 people {control:.0f} responded with the control; at this ratio it is {mid:.0f} ({low:.0f} to "
        f"{high:.0f}) with cells."
    )


def _further(pooled: Pooled) -> str:
    if pooled.prediction is None or pooled.scale != "points":
        return ""
    if pooled.studies == 2:
        common = pooled.common
        return (
            "Two studies hardly tell how far studies differ, hence the width; were the true effect the same in both, "
            f"the interval would be {_more(common.low)} to {_more(common.high)}."
        )
    low, high = pooled.prediction
    return f"A further study of this kind would be expected from {_more(low)} to {_more(high)}."


def _borrowed(pooled: Pooled) -> str:
    items = pooled.effects.items
    borrowed = sum(any("borrowed" in note for note in item.notes) for item in items)
    return f"The SD of {borrowed} of {len(items)} differences was not printed and is borrowed." if borrowed else ""


def _words_only(found: Analysis) -> str:
    """What studies without usable numbers found in words, lest their silence count as agreement."""
    said = {
        direction: sum(direction in out.in_words for out in found.left_out)
        for direction in ("better", "no difference", "worse")
    }
    told = [f"{count} '{direction}'" for direction, count in said.items() if count]
    if not told:
        return ""
    return f"Left out: {len(found.left_out)} controlled studies, some of which report in words: {listing(told)}."


def _level(pooled: Pooled) -> str:
    value = pooled.random.value
    if pooled.scale == "log odds":
        return f"{SCORE_CEILING / (1 + math.exp(-value)):.0f} of 100"
    return f"{value:.1f} points"
