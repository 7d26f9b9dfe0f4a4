"""The whole check of one person: red flags first, and only then the trials and the project's own rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pulposus.eligibility.answers import Answers
from pulposus.eligibility.flags import FlagCheck, check_flags
from pulposus.eligibility.judge import Judgement, judge
from pulposus.eligibility.load import consensus, questions, trials
from pulposus.eligibility.schema import Question

NOT_APPROVAL = (
    "A trial that is listed in a registry is not approved by that, and neither is its treatment. The criteria were "
    "read in copies of registry entries and in papers, not at the trial; only its own staff can say who may enter."
)


@dataclass(frozen=True)
class Eligibility:
    """One person beside all trials. Where a red flag is raised there is nothing but the flag."""

    flags: FlagCheck
    trials: tuple[Judgement, ...]
    consensus: Judgement | None

    @property
    def stopped(self) -> bool:
        """Whether a red flag stopped the check."""
        return bool(self.flags.raised)

    def ask_next(self) -> tuple[tuple[Question, int], ...]:
        """Open questions with the number of trials that wait for them, most first; a settled trial does not wait."""
        waiting = [judgement for judgement in self.trials if judgement.verdict == "unknown"]
        counts = Counter(key for judgement in waiting for key in judgement.missing)
        in_order = [(question, counts[key]) for key, question in questions().items() if key in counts]
        return tuple(sorted(in_order, key=lambda pair: -pair[1]))


def check(answers: Answers) -> Eligibility:
    """Red flags, then every trial and the project's own rule; nothing after a raised flag."""
    flags = check_flags(answers)
    if flags.raised:
        return Eligibility(flags, (), None)
    return Eligibility(flags, tuple(judge(criteria, answers) for criteria in trials()), judge(consensus(), answers))
