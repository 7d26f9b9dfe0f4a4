"""Controlled trials of one question: each group of people once, by its numbers where it has some, else by its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast, get_args

from pulposus.claims.rules.effect import Direction, Interval, Trial, direction
from pulposus.claims.schema import Effect
from pulposus.claims.views import RATIOS, counted_as_responders, seen
from pulposus.evidence.meta.controlled import differences
from pulposus.evidence.meta.families import families, first_with
from pulposus.evidence.meta.gathered import Comparator, Question, Target, Visit
from pulposus.evidence.meta.kinds import Difference, Differences
from pulposus.evidence.meta.pool import Pooled, pool
from pulposus.evidence.schema import Finding, Measure, Study

LESS_IS_BETTER: frozenset[Measure] = frozenset(
    {"pain", "odi", "pfirrmann", "modified_pfirrmann", "surgery", "second_injection"}
)
GOOD = ("A", "B")
"""Grades of quality whose trials count first."""
HEARSAY = ("news", "company")
"""Texts in which a result is read that nobody has reviewed."""
_POINTS: tuple[Direction, ...] = get_args(Direction)


@dataclass(frozen=True)
class Found:
    """One trial with what it says: differences from its control, or a finding in words; ``trial`` is its vote."""

    study: Study
    trial: Trial
    differences: tuple[Difference, ...] = ()
    words: Finding | None = None
    benefit: Interval | None = None


@dataclass(frozen=True)
class Trials:
    """All trials of a question, and those with numbers pooled; ``silent`` are those that report nothing on it."""

    found: tuple[Found, ...]
    pooled: Pooled | None
    silent: tuple[Study, ...]
    ratio: bool
    sign: float
    """What turns a difference into a benefit: -1 where less is better."""

    @property
    def benefit(self) -> Interval | None:
        """The pooled benefit."""
        return None if self.pooled is None else _benefit(self.pooled, self.sign)


def read(studies: Sequence[Study], asked: Effect, visit: Visit) -> Trials:
    """Everything that controlled trials say of a question."""
    view = seen(studies, asked)
    ratio, sign = asked.measure in RATIOS, -1.0 if asked.measure in LESS_IS_BETTER else 1.0
    numbers = _numbers(view, studies, asked, visit)
    by_study: dict[str, list[Difference]] = {}
    for item in numbers.items:
        assert isinstance(item, Difference)
        by_study.setdefault(item.study, []).append(item)
    found, silent = [], []
    for family in families(view):
        told = next((s for s in family if s.key in by_study), None)
        if told is not None:
            found.append(_by_numbers(told, by_study[told.key], numbers, asked, sign))
            continue
        spoken = first_with(family, lambda study: _by_words(study, asked, visit))
        if spoken is None:
            silent.append(family[0])
        else:
            found.append(spoken)
    return Trials(tuple(found), pool(numbers) if len(numbers) else None, tuple(silent), ratio, sign)


def _numbers(view: Sequence[Study], studies: Sequence[Study], asked: Effect, visit: Visit) -> Differences:
    """Differences at the visit wanted.

    An SD that was not printed is lent by all controlled studies, also those that are not asked, and by no other: a
    study without a control must not make an interval narrower.
    """
    ratio = asked.measure in RATIOS
    keys = {study.key for study in view}
    lenders = [study for study in studies if study.controlled and study.key not in keys]
    others = [] if ratio else [study.model_copy(update={"design": "single arm"}) for study in lenders]
    base = counted_as_responders(view, asked.measure) if ratio and asked.measure != "responders" else list(view)
    # The meta-analysis reads any score as it reads pain.
    measure = cast(Target, "responders" if ratio else asked.measure)
    question = Question(measure, against=get_args(Comparator), visit=visit, classes=_classes(view))
    return differences([*base, *others], question).effects


def _classes(view: Sequence[Study]) -> frozenset[str]:
    return frozenset(a.product.product_class for s in view for a in s.arms if a.role == "treatment" and a.product)


def _benefit(pooled: Pooled, sign: float) -> Interval:
    random = pooled.random
    low, high = sorted((sign * random.low, sign * random.high))
    return Interval(sign * random.value, low, high)


def _by_numbers(study: Study, items: list[Difference], numbers: Differences, asked: Effect, sign: float) -> Found:
    own = _benefit(pool(Differences(tuple(items), numbers.scale)), sign)
    trial = Trial(direction(own), True, _is_good(study, read_in(study, items, asked.measure)))
    return Found(study, trial, tuple(items), benefit=own)


def read_in(study: Study, items: Sequence[Difference], measure: Measure) -> set[str]:
    """Where the numbers of the arms that are compared stand, as keys of the study's sources."""
    arms = {name for item in items for name in (item.arm, item.control)}
    in_arms = {o.read_in for a in study.arms if a.key in arms for o in a.outcomes if o.measure == measure}
    return in_arms or {c.read_in for c in study.contrasts if c.measure == measure}


def _is_good(study: Study, places: set[str]) -> bool:
    """Whether a study is of grade A or B and what it says was read in more than news."""
    kinds = {study.sources[place][0] for place in places if place in study.sources}
    return study.quality.grade in GOOD and not (kinds and kinds <= set(HEARSAY))


def _by_words(study: Study, asked: Effect, visit: Visit) -> Found | None:
    """What a study that may be counted says in words of the arms against its control; the least favourable counts."""
    if study.use == "context" or asked.against_product is not None:
        return None
    arms = {arm.key for arm in study.arms if arm.role == "treatment"}
    said = [
        f
        for f in study.findings
        if f.measure == asked.measure and f.direction in _POINTS and (f.arm is None or f.arm in arms) and _in(f, visit)
    ]
    if not said:
        return None
    worst = min(said, key=lambda f: _POINTS.index(cast(Direction, f.direction)))
    trial = Trial(cast(Direction, worst.direction), False, _is_good(study, {worst.read_in}))
    return Found(study, trial, words=worst)


def _in(finding: Finding, visit: Visit) -> bool:
    return finding.month is None or visit[1] <= finding.month <= visit[2]
