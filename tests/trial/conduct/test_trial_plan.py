"""Plans that cannot be: what a designer can do about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pulposus.errors import InputError
from pulposus.trial.conduct.plan import plan
from pulposus.trial.design import Design


def test_a_table_that_is_too_small_is_not_raised_but_added_to(
    make_design: Callable[..., Design], tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_text("pain_0_100\n60\n70\n20\n", "utf-8")
    rule = {"field": "pain_0_100", "rule": "at_least", "value": 40}
    design = make_design(population={"table": str(table), "rules": [rule]})
    with pytest.raises(InputError) as caught:
        plan(design, 2 / 3)
    assert str(caught.value) == (
        "The largest trial of the design needs 100 people and population.table has 2 who may enrol; add people to it, "
        "widen population.rules or population.criteria, or lower patients or explore.patients."
    )
