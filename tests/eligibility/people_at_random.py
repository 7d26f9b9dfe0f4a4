"""Random answers for the tests: any mixture of answered and open questions that does not contradict itself."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pulposus.eligibility import Answers, questions
from pulposus.eligibility.schema import Question
from pulposus.errors import InputError

# Around the limits of the criteria, so that both sides of each and the limits themselves come up.
NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 18, 30, 35, 40, 50, 60, 75, 80, 90, 100]


def answer(question: Question) -> st.SearchStrategy[Any]:
    """One given answer to a question."""
    if question.kind == "number":
        return st.sampled_from(NUMBERS)
    return st.booleans() if question.kind == "yes or no" else st.sampled_from(question.options)


def block(about: str, *, open_too: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Answers about the person or one disc; None where not answered."""
    given = {key: answer(question) for key, question in questions().items() if question.about == about}
    return st.fixed_dictionaries({key: st.one_of(st.none(), one) if open_too else one for key, one in given.items()})


def fits(person: dict[str, Any], discs: list[dict[str, Any]]) -> bool:
    """Whether the answers do not contradict each other."""
    try:
        Answers(person, tuple(discs))
    except InputError:
        return False
    return True


PEOPLE = st.tuples(block("person"), st.lists(block("disc"), min_size=1, max_size=2)).filter(lambda pair: fits(*pair))
