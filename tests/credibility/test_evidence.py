"""The eight kinds of evidence of the guidance, filled by rule."""

from __future__ import annotations

import made_results as made

from pulposus.credibility import Results, assess_all
from pulposus.credibility.evidence import Category, kinds
from pulposus.credibility.honesty import Honesty


def found(results: Results, honesty: Honesty | None = None) -> dict[str, Category]:
    return {each.kind.key: each for each in assess_all(results, honesty).categories}


def test_there_are_eight_in_the_order_of_the_guidance() -> None:
    assert [kind.key for kind in kinds()] == [
        "code_verification", "calibration", "bench", "in_vivo", "population", "emergent", "plausibility", "calculation",
    ]  # fmt: skip


def test_each_row_goes_where_its_role_and_subject_say() -> None:
    made_up = found(made.results())
    assert made_up["calibration"].found == ("1 of 1 fitted comparisons agree",)
    assert made_up["bench"].found[0] == "1 of 1 predictions agree"  # VT4, specimens
    assert made_up["in_vivo"].found[0] == "3 of 3 predictions agree"  # BV3 people, BV5 rabbits, BV7 people
    assert "T17" in made_up["emergent"].found[1]
    assert not made_up["population"].shown  # ten and twelve people are no population
    assert found(made.results(), made.honesty())["population"].shown


def test_a_failure_is_named() -> None:
    bad = made.results(validation=(made.validated("BC1", made.row("BC1", "dead", passed=False, role="calibrated on")),))
    assert found(bad)["calibration"].found == ("0 of 1 fitted comparisons agree; misses: BC1 dead",)
    failing = made.results(verification=(made.verified("V1", passed=False),))
    assert "failing: V1" in found(failing)["code_verification"].found[0]


def test_nothing_given_is_nothing_shown() -> None:
    empty = Results(software=made.SOFTWARE)
    assert {key for key, each in found(empty).items() if each.shown} == {"plausibility"}
