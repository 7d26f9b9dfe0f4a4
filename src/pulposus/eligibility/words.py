"""Questions, answers and criteria as words a reader can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulposus.eligibility.load import questions

if TYPE_CHECKING:
    from pulposus.eligibility.answers import Answer
    from pulposus.eligibility.schema import Criterion, Question

NOT_ANSWERED = "not answered"
_BEFORE = {"at_least": "at least ", "at_most": "at most ", "above": "above ", "below": "below "}


def shown(question: Question, answer: Answer) -> str:
    """An answer with its unit: "45 years", "yes", "not answered"."""
    if answer is None:
        return NOT_ANSWERED
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, str):
        return answer
    return _with_unit(f"{answer:g}", question)


def expected(criterion: Criterion) -> str:
    """What a criterion expects: "18 to 60 years", "no", "L4/5 or L5/S1"; with what else would do."""
    question = questions()[criterion.field]
    value = criterion.value
    if criterion.rule in ("must_be", "must_not"):
        text = "yes" if criterion.rule == "must_be" else "no"
    elif criterion.rule == "one_of":
        *most, last = (str(item) for item in value)  # type: ignore[union-attr]
        text = f"{', '.join(most)} or {last}" if most else last
    elif isinstance(value, tuple):
        text = _with_unit(f"{value[0]:g} to {value[1]:g}", question)
    else:
        text = _BEFORE[criterion.rule] + _with_unit(f"{value:g}", question)
    for other in criterion.unless:
        text += f", or {questions()[other.field].words}: {expected(other)}"
    return text


def missing(question: Question) -> str:
    """Why a question is open: "not answered: age", or what the question says for itself."""
    return question.when_missing or f"{NOT_ANSWERED}: {question.words}"


def _with_unit(number: str, question: Question) -> str:
    """The unit after its number; before it where it is a grade or a type, without the ends of the scale."""
    unit = question.unit
    name, of, scale = unit.partition(" of ")
    if number == "1":
        unit = name.removesuffix("s") + of + scale
    return f"{name} {number}" if name.endswith(("grade", "type")) else f"{number} {unit}"
