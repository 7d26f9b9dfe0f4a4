"""Which rules people are selected by: those of a registered trial, a design's own, or both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from pydantic import ValidationError

from pulposus.eligibility import questions, trials
from pulposus.eligibility.schema import Criteria, Criterion, Question
from pulposus.errors import InputError
from pulposus.library.schema import Source
from pulposus.listing import listing

FITS = {
    "number": ("at_least", "at_most", "above", "below", "between"),
    "yes or no": ("must_be", "must_not"),
    "choice": ("one_of",),
}
OWN = Source(
    key="own_rules",
    citation="Rules of the design itself",
    kind="analyst prior",
    why="Whoever designs the trial chooses whom it takes.",
)


def criteria_of(trial: str | None = None, own: Sequence[Mapping[str, object]] = ()) -> Criteria:
    """The criteria of a trial of ``pulposus.eligibility.trials()`` by its key, with rules of one's own after them.

    A rule of one's own is what a criterion of a trial file is: ``field``, ``rule``, ``value``; unit and words may be
    left out.

    Raises:
        InputError: neither trial nor rules, an unknown trial, or a rule that does not fit its question.
    """
    rules = tuple(_rule(number, each) for number, each in enumerate(own, start=1))
    if trial is None:
        if not rules:
            raise InputError("Selection has neither a trial nor a rule; name a trial or give one rule.")
        return Criteria(
            key="own_rules", kind="trial", name="own rules", product="the design", sources=(OWN,), criteria=rules
        )
    known = {criteria.key: criteria for criteria in trials()}
    if trial not in known:
        near = get_close_matches(trial, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {listing(list(known))}."
        raise InputError(f"There is no trial '{trial}' to take criteria from; {hint}")
    found = known[trial]
    sources = (*found.sources, OWN) if rules else found.sources
    return found.model_copy(update={"criteria": (*found.criteria, *rules), "sources": sources})


def _rule(number: int, given: Mapping[str, object]) -> Criterion:
    where = f"Inclusion rule {number}"
    question = _question(where, given.get("field"))
    ready = {"words": question.words, "unit": question.unit, "source": OWN.key, **given}
    try:
        found = Criterion.model_validate(ready)
    except ValidationError as error:
        first = error.errors()[0]
        said = str(first["msg"]).removeprefix("Value error, ").removeprefix(f"{question.key}: ")
        place = ".".join(str(part) for part in first["loc"] if part != "function-wrap")
        raise InputError(f"{where} ({question.key}{f', {place}' if place else ''}): {said}; correct it.") from None
    for one in (found, *found.unless):
        asked = _question(where, one.field)
        if one.rule not in FITS[asked.kind]:
            raise InputError(
                f"{where}: found the rule '{one.rule}' on {asked.key}; give {listing(list(FITS[asked.kind]))} there."
            )
        if one.unit != asked.unit:
            raise InputError(f"{where}: found {asked.key} in '{one.unit}'; give it in '{asked.unit}'.")
        options = one.value if isinstance(one.value, tuple) and one.rule == "one_of" else ()
        wrong = [str(option) for option in options if option not in asked.options]
        if wrong:
            raise InputError(f"{where}: found '{wrong[0]}' for {asked.key}; give one of {', '.join(asked.options)}.")
    return found


def _question(where: str, field: object) -> Question:
    known = questions()
    if isinstance(field, str) and field in known:
        return known[field]
    near = get_close_matches(str(field), known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "the fields are those of eligibility questions."
    raise InputError(f"{where}: found the field '{field}', which nobody asks; {hint}")
