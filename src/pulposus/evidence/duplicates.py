"""Whether the people of a study are in the base already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pulposus.evidence.problem import Problem, doubt, refused
from pulposus.evidence.schema import Study


def duplicate_problems(study: Study, others: Sequence[Study]) -> Iterator[Problem]:
    """Reports of the same people that do not say so, and wrong statements that they are the same."""
    others = [other for other in others if other.key != study.key]
    yield from _link_problems(study, others)
    for other in others:
        if _first(study) == _first(other):
            continue
        shared = _shared_names(study, other)
        if shared:
            yield refused(
                "same_people_as", f"found nothing, expected '{_first(other)}', as '{other.key}' has the same "
                f"{' and '.join(shared)}; add it, or remove the file"
            )  # fmt: skip
            continue
        same, mine = _shared_numbers(study, other)
        if same > 1 and 2 * same >= mine:
            yield doubt(
                "same_people_as", f"found nothing, while {same} of {mine} numbers, of as many people, stand in "
                f"'{other.key}' as well; name it if the people are the same"
            )  # fmt: skip


def _link_problems(study: Study, others: Sequence[Study]) -> Iterator[Problem]:
    named = study.same_people_as
    if named is None:
        return
    first = next((other for other in others if other.key == named), None)
    if named == study.key:
        yield refused("same_people_as", "found the study itself, expected the first report; remove it")
    elif first is None:
        yield refused("same_people_as", f"found '{named}', expected the key of another study; correct the key")
    elif first.same_people_as is not None:
        yield refused(
            "same_people_as",
            f"found '{named}', which is a later report itself, expected '{first.same_people_as}'; name that",
        )


def _first(study: Study) -> str:
    return study.same_people_as or study.key


def _shared_names(study: Study, other: Study) -> list[str]:
    """Identifiers that two studies have in common."""
    mine, its = study.reference, other.reference
    found = []
    if mine.doi is not None and its.doi is not None and mine.doi.lower() == its.doi.lower():
        found.append(f"doi {mine.doi}")
    if mine.pmid is not None and mine.pmid == its.pmid:
        found.append(f"pmid {mine.pmid}")
    common = {name.upper() for name in study.registry} & {name.upper() for name in other.registry}
    return [*found, *(f"registry number {name}" for name in sorted(common))]


def _shared_numbers(study: Study, other: Study) -> tuple[int, int]:
    """How many numbers of ``study`` stand in the other as well with the same people in the arm, and of how many."""
    mine, its = _numbers(study), _numbers(other)
    return (mine & its).total(), mine.total()


def _numbers(study: Study) -> Counter[tuple[object, ...]]:
    return Counter(
        (arm.people, outcome.month, outcome.measure, outcome.statistic, outcome.value)
        for arm in study.arms
        for outcome in arm.outcomes
        if arm.people is not None
    )
