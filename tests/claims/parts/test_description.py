"""What is done, what trials examine, how people began."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from made_up import trial

from pulposus.claims import Base
from pulposus.claims.parts.description import of_practice, of_screening, of_start
from pulposus.claims.schema import Practice, Product, Screening, Start

Make = Callable[..., Base]


def test_studies_of_a_practice_are_counted_once_per_people(only_studies: Make) -> None:
    part = Practice(kind="practice", name="own cells", asks="it is done so", product=Product(donor="own"))
    own = [trial(key, product={"donor": "own"}, design="single arm") for key in ("one", "two")]
    base = only_studies(*own, trial("again", product={"donor": "own"}, same_people_as="one"), trial("donors"))
    found = of_practice(part, base)
    assert (found.verdict, found.finding) == ("supported", "2 of 3 studies did it so")
    assert {record.key for record in found.records} == {"one", "two"}


def test_trials_that_ask_about_the_disc(base: Base) -> None:
    found = of_screening(Screening(kind="screening", name="a part", asks="it is so"), base)
    assert found.verdict == "supported"
    assert len(found.records) == found.numbers[0].value
    nobody = replace(base, criteria=())
    assert of_screening(Screening(kind="screening", name="a part", asks="it is so"), nobody).verdict == "untested"


def test_how_people_began_has_the_interval_of_the_mean(base: Base) -> None:
    """MRC: 46.5 with an SD of 14.6 in 176 people; Brox: 44.1 with 10.7 in 61."""
    part = Start(kind="start", name="a part", asks="it is so", measure="odi", treatment="fusion", at_least="severe_odi")
    found = of_start(part, base)
    told = {number.what: number for number in found.numbers}
    mrc = told["disability (ODI) before, MRC 2005"]
    assert mrc.low == pytest.approx(46.5 - 1.96 * 14.6 / 176**0.5)
    assert found.verdict == "supported"


def test_a_higher_limit_is_not_reached(with_facts: Make) -> None:
    part = Start(kind="start", name="a part", asks="it is so", measure="odi", treatment="fusion", at_least="severe_odi")
    assert of_start(part, with_facts("claims", severe_odi={"value": 44})).verdict == "mixed"
    assert of_start(part, with_facts("claims", severe_odi={"value": 61})).verdict == "not supported"
