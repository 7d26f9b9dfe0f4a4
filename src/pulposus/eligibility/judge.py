"""One person beside the criteria of one trial, in three values: met, not met, unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pulposus.eligibility import words
from pulposus.eligibility.answers import Answer, Answers
from pulposus.eligibility.load import questions
from pulposus.eligibility.schema import Criteria, Criterion

Verdict = Literal["eligible", "not eligible", "unknown"]
State = bool | None
"""True: the criterion is met; False: it is not; None: what it asks is not known."""
STATES: dict[State, str] = {True: "met", False: "not met", None: "unknown"}


@dataclass(frozen=True)
class Finding:
    """One criterion beside what is known. ``missing`` holds the keys of the questions that would settle it."""

    criterion: Criterion
    state: State
    found: str
    expected: str
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the criterion is about, inside a sentence."""
        return questions()[self.criterion.field].words


@dataclass(frozen=True)
class Judgement:
    """One trial for one person. Being eligible means: all criteria that were read are met, and no limit is unread."""

    criteria: Criteria
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def failed(self) -> tuple[Finding, ...]:
        """Criteria that are not met."""
        return tuple(finding for finding in self.findings if finding.state is False)

    @property
    def undecided(self) -> tuple[Finding, ...]:
        """Criteria that nobody can judge from what is known."""
        return tuple(finding for finding in self.findings if finding.state is None)

    @property
    def met(self) -> int:
        """How many criteria are met."""
        return sum(finding.state is True for finding in self.findings)

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of the questions that are open, each once."""
        return tuple(dict.fromkeys(key for finding in self.undecided for key in finding.missing))

    @property
    def verdict(self) -> Verdict:
        """Not eligible where a criterion is not met; unknown where one is open or a limit of the trial was not read."""
        if self.failed:
            return "not eligible"
        return "unknown" if self.undecided or self.criteria.unread else "eligible"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, one sentence part each: what was found and expected, what is missing, what was not read."""
        if self.failed:
            return tuple(f"{one.name}: found {one.found}, expected {one.expected}" for one in self.failed)
        asked = tuple(words.missing(questions()[key]) for key in self.missing)
        return asked + tuple(f"not read: {limit}" for limit in self.criteria.unread)


def holds(criterion: Criterion, answer: Answer) -> State:
    """Whether one answer meets a rule, alternatives aside; None for no answer."""
    if answer is None:
        return None
    value = criterion.value
    if criterion.rule in ("must_be", "must_not"):
        return answer is (criterion.rule == "must_be")
    if criterion.rule == "one_of":
        return answer in value  # type: ignore[operator]
    number = float(answer)
    if isinstance(value, tuple):
        return float(value[0]) <= number <= float(value[1])
    limit = float(value)  # type: ignore[arg-type]
    if criterion.rule == "at_least":
        return number >= limit
    if criterion.rule == "at_most":
        return number <= limit
    return number > limit if criterion.rule == "above" else number < limit


def both(states: Iterable[State]) -> State:
    """And in three values: one False is False, else one unknown is unknown."""
    found = tuple(states)
    return False if False in found else None if None in found else True


def either(states: Iterable[State]) -> State:
    """Or in three values: one True is True, else one unknown is unknown."""
    found = tuple(states)
    return True if True in found else None if None in found else False


def finding(criterion: Criterion, answers: Answers) -> Finding:
    """One criterion beside the answers: over all discs where it is about a disc."""
    alternatives = (criterion, *criterion.unless)
    places = len(answers.discs) if any(questions()[one.field].about == "disc" for one in alternatives) else 1
    states, missing = [], []
    for place in range(places):
        here = [_at(answers, one.field, place) for one in alternatives]
        state = either(holds(one, answer) for one, answer in zip(alternatives, here, strict=True))
        states.append(state)
        if state is None:
            missing += [one.field for one, answer in zip(alternatives, here, strict=True) if answer is None]
    return Finding(
        criterion=criterion,
        state=both(states),
        found=_found(criterion.field, answers),
        expected=words.expected(criterion),
        missing=tuple(dict.fromkeys(missing)),
    )


def _at(answers: Answers, key: str, place: int) -> Answer:
    found = answers.found(key)
    return found[place] if questions()[key].about == "disc" else found[0]


def _found(key: str, answers: Answers) -> str:
    """What was answered; with the level before it where there are several discs."""
    question = questions()[key]
    shown = [words.shown(question, answer) for answer in answers.found(key)]
    if len(shown) < 2 or key == "level":
        return ", ".join(shown)
    return ", ".join(f"{level or 'a disc'} {text}" for level, text in zip(answers.levels, shown, strict=True))


def judge(criteria: Criteria, answers: Answers) -> Judgement:
    """One set of criteria for one person."""
    found = tuple(finding(criterion, answers) for criterion in criteria.excluding)
    warned = (finding(criterion, answers) for criterion in criteria.criteria if criterion.effect == "warn")
    return Judgement(criteria, found, tuple(one for one in warned if one.state is False))
