"""A study as a whole: arms, control, sources, differences, people."""

from __future__ import annotations

from typing import Any

import pytest

from pulposus.evidence.check_design import design_problems
from pulposus.evidence.schema import Study

CONTRAST = {"arm": "cells", "control": "saline", "month": 12, "measure": "odi", "difference": -2.0, "read_in": "table"}


def problems(study: Study) -> list[tuple[str, str]]:
    return [(problem.level, problem.sentence) for problem in design_problems(study)]


def test_the_example_has_none(spoil: Any) -> None:
    assert problems(spoil()) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("arms", 1, "role"), "treatment", "found no control arm, expected one in a randomised study"),
        (("arms", 0, "role"), "control", "found no treatment arm"),
        (("design",), "single arm", "found a control and a treatment arm"),
        (("design",), "meta-analysis", "found calibrate for a meta-analysis"),
        (("arms", 1, "key"), "cells", "found the key 'cells' 2 times"),
        (("arms", 0, "n_assumed"), 30, "found n_assumed without a note"),
        (("arms", 0, "outcomes", 0, "read_in"), "memory", "found read_in 'memory', expected one of abstract, table"),
        (("findings", 0, "read_in"), "memory", "found read_in 'memory', expected a key of sources"),
        (("findings", 0, "arm"), "sham", "found arm 'sham', expected one of cells, saline"),
        (("sources", "abstract"), ["news", "https://example.org"], "found use calibrate for a number read in news"),
        (("sources", "abstract"), ["company", "https://example.org"], "for a number read in company"),
        (("sources", "table"), ["review table", "a shelf"], "found 'a shelf', expected a URL or a DOI"),
        (("contrasts", 0), {**CONTRAST, "arm": "plasma"}, "found arm 'plasma', expected one of cells, saline"),
        (("contrasts", 0), {**CONTRAST, "arm": "saline"}, "found an arm against itself"),
        (("contrasts", 0), {**CONTRAST, "ci95": [-1.0, 3.0]}, "expected the difference within it"),
        (("contrasts", 0), {**CONTRAST, "ci95": [3.0, -5.0]}, "expected the difference within it"),
        (("contrasts", 0), {**CONTRAST, "difference": -120.0}, "expected -100 to 100"),
        (("contrasts", 0), {**CONTRAST, "unit": "share"}, "expected -1 to 1"),
        (("contrasts", 0), {**CONTRAST, "unit": "odds ratio"}, "found a ratio of -2, expected more than 0"),
        (("population", "age_y"), 4.1, "found 4.1, expected 18 to 90"),
        (("population", "female_share"), 45.0, "found 45, expected 0 to 1"),
        (("population", "duration_months"), 1800.0, "found 1800, expected 3 to 720"),
        (("population", "pain_0_100"), -6.0, "found -6, expected 0 to 100"),
    ],
)
def test_what_does_not_hold_together_is_refused(spoil: Any, path: tuple[Any, ...], value: Any, said: str) -> None:
    refused = [sentence for level, sentence in problems(spoil(path, value)) if level == "refused"]
    assert any(said in sentence for sentence in refused), refused


def test_a_single_arm_has_an_arm_and_no_difference(spoil: Any) -> None:
    alone = spoil(("design",), "single arm", ("arms", 1), ..., ("contrasts",), [])
    assert problems(alone) == []
    assert any("found none, expected one" in said for _, said in problems(alone.model_copy(update={"arms": ()})))
    compared = spoil(("design",), "single arm", ("arms", 1), ...)
    assert any("a difference in a single arm study" in said for _, said in problems(compared))


def test_an_empty_study_is_refused(spoil: Any) -> None:
    nothing = [(("arms", 0, "outcomes"), []), (("arms", 0, "events"), []), (("arms", 1, "outcomes"), [])]
    nothing += [(("contrasts",), []), (("findings",), [])]
    empty = spoil(*(part for change in nothing for part in change))
    assert (
        "refused",
        "arms: found no number and no finding, expected at least one; add what was measured.",
    ) in problems(empty)


def test_what_somebody_should_look_at_is_a_doubt(spoil: Any) -> None:
    unread = spoil(("sources", "letter"), ["primary text", "https://example.org/letter"])
    assert problems(unread) == [
        ("doubt", "sources.letter: found no number that was read there, expected one; remove it or use it.")
    ]
    lost = spoil(("reference", "doi"), ...)
    assert [level for level, _ in problems(lost)] == ["doubt"]


def test_a_meta_analysis_needs_no_arms(spoil: Any) -> None:
    changes = [(("design",), "meta-analysis"), (("use",), "context"), (("arms",), []), (("findings", 0, "arm"), ...)]
    changes += [(("sources",), {"table": ["primary text", "10.1000/r"]}), (("findings", 0, "read_in"), "table")]
    review = spoil(*(part for change in changes for part in change))
    assert problems(review) == []
