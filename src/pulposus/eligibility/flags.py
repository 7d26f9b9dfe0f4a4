"""Red flags: which are raised, which were not asked, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.eligibility.answers import Answers
from pulposus.eligibility.load import red_flags
from pulposus.eligibility.schema import RedFlag
from pulposus.listing import listing


@dataclass(frozen=True)
class FlagCheck:
    """``raised`` flags stop everything; ``unanswered`` ones are to be asked before anything else is believed."""

    raised: tuple[RedFlag, ...]
    unanswered: tuple[RedFlag, ...]

    @property
    def sentence(self) -> str:
        """What to do; empty where no flag is raised."""
        if not self.raised:
            return ""
        urgency = "at_once" if any(flag.urgency == "at_once" for flag in self.raised) else "soon"
        signs = listing([flag.words for flag in self.raised])
        return f"Red flag: {signs}. {red_flags().what_to_do[urgency]}"  # type: ignore[index]


def check_flags(answers: Answers) -> FlagCheck:
    """A flag is raised by its own yes or by a yes to a question that says the same."""
    raised, unanswered = [], []
    for flag in red_flags().flags:
        own = answers.red_flags.get(flag.key)
        if own or any(answers.person.get(key) is True for key in flag.also):
            raised.append(flag)
        elif own is None:
            unanswered.append(flag)
    return FlagCheck(tuple(raised), tuple(unanswered))
