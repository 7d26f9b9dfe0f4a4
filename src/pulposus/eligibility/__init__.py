"""Who may enter a trial: red flags first, then the criteria of registered trials as data, in three values."""

from pulposus.eligibility.answers import Answers
from pulposus.eligibility.check import Eligibility, check
from pulposus.eligibility.judge import Judgement, judge
from pulposus.eligibility.load import consensus, questions, red_flags, trials
from pulposus.eligibility.people import People
from pulposus.eligibility.screen import Selection, screen

__all__ = [
    "Answers",
    "Eligibility",
    "Judgement",
    "People",
    "Selection",
    "check",
    "consensus",
    "judge",
    "questions",
    "red_flags",
    "screen",
    "trials",
]
