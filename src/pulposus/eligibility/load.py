"""Read the questions, the trials, the project's own rule and the red flags from their YAML files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pulposus.eligibility.schema import Criteria, Criterion, Question, Questions, RedFlags
from pulposus.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

M = TypeVar("M", bound=BaseModel)
_HERE = "pulposus.eligibility"
_NUMERIC = ("at_least", "at_most", "above", "below", "between")


def _read(path: Traversable, model: type[M]) -> M:
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RunError(f"Eligibility file '{path.name}', {place}: {first['msg']}; correct that entry.") from None
    except yaml.YAMLError:
        raise RunError(f"Eligibility file '{path.name}' cannot be read as YAML; correct it.") from None


@cache
def _all_questions() -> Questions:
    return _read(files(_HERE) / "questions.yaml", Questions)


@cache
def questions() -> Mapping[str, Question]:
    """All questions by key, in the order of the file."""
    return MappingProxyType({question.key: question for question in _all_questions().questions})


def implied() -> tuple[tuple[str, str], ...]:
    """Pairs (narrow, wide) of questions: yes to the narrow is yes to the wide, no to the wide is no to the narrow."""
    return _all_questions().implied


def read_criteria(path: Traversable) -> Criteria:
    """One file of criteria, each of which asks a question that exists in its unit.

    Raises:
        RunError: naming the file and the field that does not fit.
    """
    found = _read(path, Criteria)
    for criterion in found.criteria:
        for one in (criterion, *criterion.unless):
            fault = _fault(one)
            if fault:
                raise RunError(f"Eligibility file '{path.name}', {one.field}: {fault}.")
    return found


def _fault(criterion: Criterion) -> str | None:
    """What is wrong with a criterion beside the questions, None for nothing."""
    question = questions().get(criterion.field)
    if question is None:
        return f"found an unknown field, expected one of {', '.join(questions())}; correct it or add the question"
    if criterion.unit != question.unit:
        return f"found the unit '{criterion.unit}', expected '{question.unit}' as the question has it; convert it"
    fits = {
        "number": criterion.rule in _NUMERIC,
        "yes or no": criterion.rule in ("must_be", "must_not"),
        "choice": criterion.rule == "one_of" and set(criterion.value or ()) <= set(question.options),  # type: ignore[arg-type]
    }[question.kind]
    return None if fits else f"found the rule '{criterion.rule}' on a question of kind '{question.kind}'; take another"


@cache
def trials() -> tuple[Criteria, ...]:
    """Criteria of all trials, by key. A new trial is a new file in the folder ``trials``.

    Raises:
        RunError: when a file does not hold what it must.
    """
    folder = files(_HERE) / "trials"
    found = [read_criteria(path) for path in folder.iterdir() if path.name.endswith(".yaml")]
    return tuple(sorted(found, key=lambda criteria: criteria.key))


@cache
def consensus() -> Criteria:
    """The project's own rule, a judgement made from the trials."""
    return read_criteria(files(_HERE) / "consensus.yaml")


@cache
def red_flags() -> RedFlags:
    """Signs that need a doctor before anything else.

    Raises:
        RunError: when a flag asks a question that does not exist, or a rate cites a source that is not listed.
    """
    found = _read(files(_HERE) / "red_flags.yaml", RedFlags)
    known = {source.key for source in found.sources}
    for flag in found.flags:
        if not set(flag.also) <= set(questions()):
            raise RunError(f"Eligibility file 'red_flags.yaml', {flag.key}: 'also' names no question; correct it.")
    if not {rate.source for rate in found.base_rates} <= known:
        raise RunError("Eligibility file 'red_flags.yaml', base_rates: a source is not listed; add it.")
    return found
