"""The page and the schema of the design say what is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from pulposus.evidence.schema import Definition, Threshold
from pulposus.trial.design import Design, parse, testing
from pulposus.trial.design import limits as most
from pulposus.trial.design.arms import Arm
from pulposus.trial.design.design import Size
from pulposus.trial.design.endpoints import ANALYSES, OF_KIND, Endpoint
from pulposus.trial.design.events import Crossover, DropOut, Events, Reoperation, Rescue
from pulposus.trial.design.explore import Doses, Explore, Selection, Subgroup
from pulposus.trial.design.people import RULES_OF, InclusionRule, PopulationInput
from pulposus.trial.design.schema import schema_text
from pulposus.trial.design.testing import Adaptation, Dropping, Futility, Looks, Reestimation

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "trial_design.md").read_text(encoding="utf-8")
TABLES: dict[str, type[BaseModel]] = {
    "## Fields": Design,
    "### population": PopulationInput,
    "A rule, here and in subgroups:": InclusionRule,
    "### arms": Arm,
    "### endpoints": Endpoint,
    "### events": Events,
    "| Field of drop_out ": DropOut,
    "| Field of rescue ": Rescue,
    "| Field of crossover ": Crossover,
    "| Field of reoperation ": Reoperation,
    "### testing": testing.Testing,
    "### looks": Looks,
    "| Field of futility ": Futility,
    "### adaptation": Adaptation,
    "| Field of people ": Reestimation,
    "### size": Size,
    "### explore": Explore,
}
IN_WORDS = (Definition, Threshold, Dropping, Subgroup, Doses, Selection)


def rows(heading: str) -> list[list[str]]:
    """Cells of the table that follows a heading, or that begins with it."""
    at = PAGE.index(f"\n{heading}") + 1
    table = re.search(r"(?:^\|.*\n)+", PAGE[at:], re.MULTILINE)
    assert table is not None
    return [[cell.strip() for cell in row.strip("|").split(" |")] for row in table[0].splitlines()[2:]]


def names(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


@pytest.mark.parametrize("heading", TABLES)
def test_tables_of_the_page_have_every_field_and_its_default(heading: str) -> None:
    model = TABLES[heading]
    listed = rows(heading)
    assert [row[0].strip("`") for row in listed] == names(model)
    for (name, info), row in zip(model.model_fields.items(), listed, strict=True):
        assert info.is_required() == (row[1] == "needed"), name
        if isinstance(info.default, (int, float, str)) and info.default != "" and not isinstance(info.default, bool):
            assert row[1] == (f"{info.default:g}" if isinstance(info.default, (int, float)) else info.default), name


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and all that it holds."""
    yield model
    for info in model.model_fields.values():
        yield from (found for part in parts(info.annotation) for found in models(part))


def parts(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from parts(inner)


def test_every_block_of_a_design_is_on_the_page() -> None:
    assert set(models(Design)) == {*TABLES.values(), *IN_WORDS}
    assert [name for model in IN_WORDS for name in names(model) if f"`{name}" not in PAGE] == []


def test_words_that_may_be_written_are_on_the_page() -> None:
    text = json.dumps(json.loads(schema_text()))
    words = {word for group in re.findall(r'"enum": (\[[^\]]*\])', text) for word in json.loads(group)}
    words |= {word for table in (OF_KIND, ANALYSES, RULES_OF) for group in table.values() for word in group}
    assert len(words) > 50
    assert [word for word in sorted(words) if not re.search(rf"`(\w+: )?{re.escape(word)}`", PAGE)] == []


def test_limits_of_the_page_are_those_of_the_code() -> None:
    said = " ".join(PAGE.split())
    assert (
        f"more than {most.MOST_ARMS} arms, {most.MOST_VISITS} visits, {most.MOST_ENDPOINTS} endpoints, "
        f"{most.MOST_HYPOTHESES} hypotheses, {most.MOST_LOOKS} looks, {most.MOST_RULES} rules, "
        f"{most.MOST_SUBGROUPS} subgroups, {most.MOST_DOSES} doses or limits, or {most.MOST_ROWS // 10**6} million rows"
    ) in said
    assert most.MOST_DOSES == most.MOST_VALUES
    assert f"blocks of more than {most.MOST_BLOCK}," in said


def test_the_example_of_the_page_is_a_design() -> None:
    block = re.search(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert block is not None
    assert parse(block[1]).patients == 200
    with pytest.raises(ValueError, match="found month 9, at which no arm is measured") as caught:
        parse(block[1].replace("measure: pain, month: 12", "measure: pain, month: 9"))
    shown = re.search(r"^design\.yaml, line .*?\.$", PAGE, re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert str(caught.value) == " ".join(shown[0].split())


def test_the_json_schema_in_the_documentation_is_current() -> None:
    file = ROOT / "docs" / "trial_design.schema.json"
    assert file.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m pulposus.trial.design.schema docs/trial_design.schema.json"
    )


def test_the_json_schema_accepts_the_examples_and_refuses_what_the_reader_refuses() -> None:
    schema = json.loads(schema_text())
    check = jsonschema.Draft202012Validator(schema)
    examples = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "examples").glob("trial_*.yaml")]
    assert len(examples) >= 3
    for data in examples:
        assert list(check.iter_errors(data)) == []
        for change in ({"patients": 3}, {"patiens": 3}, {"enrolled_per_month": 0}, {"testing": {"alpha": 1}}):
            assert len(list(check.iter_errors(data | change))) == 1, change
