"""Reports of the same people speak once."""

from __future__ import annotations

from types import SimpleNamespace

from pulposus.evidence.load import studies
from pulposus.evidence.meta.families import families, first_with


def test_later_reports_stand_behind_the_first(build: SimpleNamespace) -> None:
    later, first, other = (build.study("a", same_people_as="z"), build.study("z"), build.study("m"))
    assert [[s.key for s in family] for family in families([later, first, other])] == [["m"], ["z", "a"]]


def test_the_first_that_has_something_is_heard(build: SimpleNamespace) -> None:
    family = (build.study("z"), build.study("a", same_people_as="z"), build.study("b", same_people_as="z"))
    assert first_with(family, lambda s: s.key if s.key != "z" else None) == "a"
    assert first_with(family, lambda _: None) is None


def test_no_people_of_the_base_stand_in_two_families() -> None:
    heads = [family[0] for family in families(studies())]
    assert all(head.same_people_as is None for head in heads)
    assert sum(len(family) for family in families(studies())) == len(studies())
