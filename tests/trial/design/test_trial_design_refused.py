"""What a designer gets wrong: one sentence with line, field, what was found, what is expected and what to do."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.trial.design import load, parse
from pulposus.trial.design.names import MOST_LISTED, closest, unknown

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
TEXT = (EXAMPLES / "trial_phase2b.yaml").read_text(encoding="utf-8")
DATA: dict[str, Any] = yaml.safe_load(TEXT)
ADAPTIVE: dict[str, Any] = yaml.safe_load((EXAMPLES / "trial_adaptive.yaml").read_text(encoding="utf-8"))


def changed(place: str, to: Any, data: dict[str, Any] = DATA) -> dict[str, Any]:
    """The design with one value changed; ``to=...`` (Ellipsis) removes it, a mapping that is not there is made."""
    found = copy.deepcopy(data)
    inner: Any = found
    *way, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    for part in way:
        inner = inner.setdefault(part, {}) if isinstance(inner, dict) else inner[part]
    if to is ...:
        del inner[last]
    else:
        inner[last] = to
    return found


def refusal(data: Any, folder: Path | None = None) -> str:
    with pytest.raises(InputError) as caught:
        parse(data if isinstance(data, str) else written(data), folder=folder)
    return str(caught.value)


class Plain(yaml.SafeDumper):
    """YAML without aliases for what stands twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def written(data: Any) -> str:
    text: str = yaml.dump(data, Dumper=Plain, sort_keys=False)
    return text


def sentence_of(text: str) -> str | None:
    """The sentence with which a text is refused, None where it is a design."""
    try:
        assert len(parse(text).fingerprint) == 64
    except InputError as error:
        return str(error)
    return None


def arms(count: int) -> list[dict[str, Any]]:
    return [{"key": "saline", "treatment": "saline"}] + [
        {"key": f"cells_{dose}", "treatment": "bm_msc", "dose_1e6": dose} for dose in range(1, count)
    ]


A, B = "pain_12/cells_6", "pain_12/cells_18"
CROSSOVER = {"month": 12, "to": "cells_6"}
GRAPH = {"multiplicity": "graph", "weights": [0.5, 0.5], "transitions": [[0, 1], [1, 0]]}
LOOKS = {"information": [0.5, 1]}
RULE = {"field": "pain_0_100", "rule": "at_least", "value": 40}
MANY = [round(0.5 * n, 1) for n in range(1, 40)]

# Place of the change, new value, field that the sentence names, what it says of it.
REFUSED: list[tuple[str, Any, str, tuple[str, ...]]] = [
    # numbers
    ("patients", 3, "patients", ("found 3", "from 4 to 1000000")),
    ("patients", 300.5, "patients", ("300.5", "a whole number")),
    ("patients", True, "patients", ("True", "a whole number")),
    ("patients", "many", "patients", ("'many'", "a whole number")),
    ("patients", float("nan"), "patients", ("nan",)),
    ("patients", 10**400, "patients", ("more than 40 digits",)),
    ("patients", ..., "patients", ("found nothing", "add it")),
    ("patients", 5, "patients", ("found 5", "2 people in each arm", "'cells_18'", "raise it")),
    ("patients", 7, "patients", ("at least 8", "mixed model of 4 visits")),
    ("enrolled_per_month", 0, "enrolled_per_month", ("above 0",)),
    ("seed", -1, "seed", ("-1", "from 0")),
    ("size.replicates", 1, "size.replicates", ("found 1", "from 2")),
    ("size.cohort", 1_000_000, "size.cohort", ("found 1000000", "rows of courses", "fit in memory", "lower it to")),
    ("size.cohort", 250, "size.cohort", ("found 250", "the 300 people of the largest trial", "raise it")),
    ("explore.patients", [5000], "size.cohort", ("found 4000", "the 5000 people", "explore.patients")),
    ("size.discs", 5, "size.discs", ("found 5", "from 16")),
    ("name", "", "name", ("0 letters", "3 to 120")),
    ("name", "Trial \x07 bell", "name", ("cannot be printed",)),
    ("pulposus_trial", 2, "pulposus_trial", ("found 2", "expected 1")),
    ("pulposus_trial", ..., "pulposus_trial", ("found nothing",)),
    # arms
    ("arms", arms(1), "arms", ("found 1", "at least one more")),
    ("arms", [], "arms", ("found 0",)),
    ("arms", "saline", "arms", ("'saline'", "a list")),
    ("arms", arms(14), "arms", ("found 14", "at most 12", "every person has a course under each")),
    ("arms.1.key", "saline", "arms", ("'saline' twice", "rename one")),
    ("arms.1.key", "Cells 6", "arms.1.key", ("'Cells 6'", "small letters")),
    ("arms.1.treatment", "bm_mcs", "arms.1.treatment", ("'bm_mcs'", "did you mean 'bm_msc'")),
    ("arms.1.treatment", "my_cells.yaml", "arms.1.treatment", ("my_cells.yaml", "check the path")),
    ("arms.1.treatment", "my\0cells.yaml", "arms.1.treatment", ("cannot be a path",)),
    ("arms.1.dose_1e6", 5000, "arms.1.dose_1e6", ("5000 million", "give 0.1 to 1000")),
    ("arms.1.dose_1e6", -6, "arms.1.dose_1e6", ("-6 million",)),
    ("arms.0.dose_1e6", 6, "arms.0.dose_1e6", ("gives no cells", "remove dose_1e6")),
    ("arms.1.volume_mL", 50, "arms.1.volume_mL", ("found 50", "0.1 to 10 mL")),
    ("arms.1.volume_mL", 0, "arms.1.volume_mL", ("found 0", "0.1 to 10 mL")),
    ("arms.1.with", ["saline"], "arms.1.with", ("inject the same disc 2 times",)),
    ("arms.1.with", ["exercise", "exercise"], "arms.1.with", ("'exercise' twice",)),
    ("arms.1.with", ["exercize"], "arms.1.with.0", ("did you mean 'exercise'",)),
    ("arms.1.share", -1, "arms.1.share", ("found -1", "from 0 to 20")),
    ("arms.1.share", 0, "arms.1.share", ("without people", "remove the arm")),
    ("arms.1.share", 0.333, "arms", ("blocks of 2333 people", "whole numbers")),
    ("arms", [arm | {"share": 0} for arm in arms(3)], "arms", ("sum to 0", "no arm has people")),
    ("arms.1.dose", 6, "arms.1.dose", ("unknown field", "did you mean 'dose_1e6'")),
    ("control", "salin", "control", ("'salin'", "did you mean 'saline'")),
    ("control", "zzz", "control", ("saline, cells_6, cells_18", "name one")),
    ("block", 7, "block", ("found 7", "a multiple of 3")),
    ("block", 102, "block", ("found 102", "to 100")),
    ("blinding", "blind", "blinding", ("'blind'", "double blind")),
    ("arms.0", {"key": "saline", "treatment": "exercise"}, "blinding", ("'saline'", "write open label")),
    ("arms.0", {"key": "saline", "treatment": "placebo_pill"}, "blinding", ("a needle", "'saline' with a pill")),
    # visits
    ("visits_months", [3, 1, 12], "visits_months", ("out of order (3, 1, 12)", "sort them")),
    ("visits_months", [1, 3, 3, 12], "visits_months", ("out of order",)),
    ("visits_months", [0, 12], "visits_months", ("above 0",)),
    ("visits_months", [], "visits_months", ("no visit",)),
    ("visits_months", [6, 500], "visits_months", ("found 500", "at most 120")),
    ("visits_months", MANY, "visits_months", ("found 39", "at most 30")),
    ("visits_months", [3, "soon"], "visits_months.1", ("'soon'", "a number")),
    # endpoints
    ("endpoints.0.month", 9, "endpoints.0.month", ("month 9", "no arm is measured", "1, 3, 6, 12, 24")),
    ("endpoints.0.month", ..., "endpoints.0.month", ("found nothing", "the month of a visit")),
    ("endpoints.0.measure", "height_mm", "endpoints.0.measure", ("height_mm", "pain or odi")),
    ("endpoints.0.measure", "pian", "endpoints.0.measure", ("'pian'", "did you mean 'pain'")),
    ("endpoints.0.kind", "chagne", "endpoints.0.kind", ("did you mean 'change'",)),
    ("endpoints.0.analysis", "cox", "endpoints.0.analysis", ("cox", "mmrm or ancova")),
    ("endpoints.0.definition", {"pain": {"points": 20}}, "endpoints.0.definition", ("belongs to a responder",)),
    ("endpoints.2.definition", ..., "endpoints.2.definition", ("no definition",)),
    ("endpoints.2.definition", {"pain": {}}, "endpoints.2.definition.pain", ("everybody reaches",)),
    ("endpoints.2.definition.pain.percent", 150, "endpoints.2.definition.pain.percent", ("found 150", "to 100")),
    ("endpoints.2.definition.pain.percent", -50, "endpoints.2.definition.pain.percent", ("found -50",)),
    ("endpoints.2.measure", "pain", "endpoints.2.measure", ("read from its definition",)),
    ("endpoints.2.without", ["rescue"], "endpoints.2.without", ("belong to a composite",)),
    ("endpoints.3.without", ["crossover"], "endpoints.3.without", ("crossover", "leaves it out")),
    ("endpoints.3.without", ["rescue", "rescue"], "endpoints.3.without", ("'rescue' twice",)),
    ("endpoints.5.month", 12, "endpoints.5.month", ("to the last visit", "remove it")),
    ("endpoints.1.key", "pain_12", "endpoints", ("'pain_12' twice",)),
    ("endpoints", [DATA["endpoints"][0] | {"key": f"pain_{n}"} for n in range(21)], "endpoints", ("21", "at most 20")),
    ("endpoints", [], "endpoints", ("found none",)),
    ("primary", [], "primary", ("no primary endpoint",)),
    ("primary", ["pain_21"], "primary.0", ("'pain_21'", "did you mean 'pain_12'")),
    ("primary", ["pain_12", "pain_12"], "primary", ("'pain_12' twice",)),
    ("primary", "pain_12", "primary", ("'pain_12'", "a list")),
    ("events.reoperation", None, "endpoints.3.without", ("reoperation", "leaves it out")),
    # events
    ("events.drop_out.share", 1.2, "events.drop_out.share", ("found 1.2", "below 1", "0.2 for 20 %")),
    ("events.drop_out.share", "120 %", "events.drop_out.share", ("'120 %'", "0.2 for 20 %")),
    ("events.drop_out.share", -0.1, "events.drop_out.share", ("-0.1",)),
    ("events.drop_out.mechanism", "mnar", "events.drop_out.mechanism", ("'mnar'", "unseen")),
    ("events.drop_out.hazard_ratio_per_sd", 0, "events.drop_out.hazard_ratio_per_sd", ("above 0",)),
    ("events.drop_out.arms", {"cell_6": 0.2}, "events.drop_out.arms.cell_6", ("did you mean 'cells_6'",)),
    ("events.drop_out.arms", {"cells_6": 2}, "events.drop_out.arms.cells_6", ("found 2", "below 1")),
    ("events.rescue.strategy", "policy", "events.rescue.strategy", ("'policy'", "treatment policy")),
    ("events.crossover", CROSSOVER | {"to": "saline"}, "events.crossover.to", ("control arm itself", "cells_6")),
    ("events.crossover", CROSSOVER | {"to": "cells_8"}, "events.crossover.to", ("did you mean 'cells_18'",)),
    ("events.crossover", CROSSOVER | {"month": 24}, "events.crossover.month", ("month 24", "before the last")),
    ("events.crossover", CROSSOVER | {"month": 5}, "events.crossover.month", ("month 5", "1, 3, 6, 12")),
    ("events.crossover", CROSSOVER | {"share": 1.1}, "events.crossover.share", ("found 1.1", "from 0 to 1")),
    ("events.sensitivity", ["mar", "mar"], "events.sensitivity", ("'mar' twice",)),
    ("events.sensitivity", ["locf"], "events.sensitivity.0", ("'locf'", "jump to reference")),
    ("events.imputations", 1, "events.imputations", ("found 1", "from 2")),
    ("events.relapse", {}, "events.relapse", ("unknown field",)),
    ("events.rescue.treatment", "opiod", "events.rescue.treatment", ("did you mean 'opioid'",)),
    ("events.rescue.treatment", "bm_msc", "events.rescue.treatment", ("trials measured", "epidural_steroid")),
    ("events.reoperation.treatment", "opioid", "events.reoperation.treatment", ("'opioid'", "fusion")),
    # testing
    ("testing.alpha", 0, "testing.alpha", ("above 0 to below 1",)),
    ("testing.alpha", 5, "testing.alpha", ("found 5",)),
    ("testing.hypotheses", [A, A], "testing.hypotheses", (f"'{A}' twice",)),
    ("testing.hypotheses", ["pain_12/cells_16"], "testing.hypotheses.0", (f"did you mean '{A}'",)),
    ("testing.hypotheses", ["pain_12/saline"], "testing.hypotheses.0", ("endpoint/arm",)),
    ("testing", {"multiplicity": "fixed sequence"}, "testing.hypotheses", ("no order",)),
    ("testing", {"multiplicity": "hoechberg"}, "testing.multiplicity", ("did you mean 'hochberg'",)),
    ("testing", GRAPH | {"multiplicity": "holm"}, "testing.weights", ("takes none",)),
    ("testing", GRAPH | {"weights": [1]}, "testing.weights", ("found 1", "each of pain_12/cells_6")),
    ("testing", GRAPH | {"weights": [0.8, 0.5]}, "testing.weights", ("no graph", "sums to 1.3")),
    ("testing", GRAPH | {"transitions": [[0, 1]]}, "testing.transitions", ("no square",)),
    ("testing", GRAPH | {"transitions": [[0.5, 0.5], [1, 0]]}, "testing.transitions", ("to itself",)),
    ("testing", GRAPH | {"transitions": [[0, 1.5], [1, 0]]}, "testing.transitions", ("outside 0 to 1",)),
    ("looks", LOOKS | {"alpha": 0.06}, "looks.alpha", ("0.06", "spends more", "0.05")),
    ("looks", {"information": [1]}, "looks.information", ("found [1]", "rise to 1")),
    ("looks", {"information": [0.7, 0.5, 1]}, "looks.information", ("[0.7, 0.5, 1]",)),
    ("looks", {"information": [0.5, 0.9]}, "looks.information", ("rise to 1",)),
    ("looks", {"information": [0.01, 1]}, "looks.information", ("3 people", "look later")),
    ("looks", {"information": [*(n / 12 for n in range(1, 12)), 1]}, "looks.information", ("found 12", "at most 10")),
    ("looks", LOOKS | {"spending": "hsd"}, "looks.parameter", ("found nothing", "hsd", "add it")),
    ("looks", LOOKS | {"spending": "power", "parameter": -1}, "looks.parameter", ("found -1", "power")),
    ("looks", LOOKS | {"parameter": 2}, "looks.parameter", ("has no parameter",)),
    ("looks", LOOKS | {"futility": {"beta": 1.5}}, "looks.futility.beta", ("found 1.5", "below 1")),
    ("looks", LOOKS | {"futility": {"under": "design"}}, "looks.futility.under", ("no chance_below",)),
    (
        "looks",
        LOOKS | {"futility": {"spending": "pocock", "chance_below": 0.2}},
        "looks.futility.chance_below",
        ("expected one rule",),
    ),
    ("looks", LOOKS | {"futility": {"spending": "hsd"}}, "looks.futility.parameter", ("found nothing",)),
    ("adaptation", {"drop_doses": {}}, "adaptation", ("no looks",)),
    ("adaptation", {}, "adaptation", ("nothing to change",)),
    # what else is explored, and from whom
    ("explore.selection.field", "level", "explore.selection.field", ("'level'", "a question with a number")),
    ("explore.selection.field", "pain", "explore.selection.field", ("'pain'", "a question of the criteria")),
    ("explore.selection.rule", "between", "explore.selection.rule", ("'between'", "at_least")),
    ("explore.selection.values", [60, 40], "explore.selection.values", ("[60, 40]", "that rise")),
    ("explore.selection.values", [], "explore.selection.values", ("an empty list",)),
    ("explore.selection.values", list(range(13)), "explore.selection.values", ("found 13", "at most 12")),
    ("explore.doses.arm", "cells_81", "explore.doses.arm", ("did you mean 'cells_18'",)),
    ("explore.doses.arm", "saline", "explore.doses.arm", ("gives no cells",)),
    ("explore.doses.doses_1e6", [6, 6], "explore.doses.doses_1e6", ("[6, 6]", "that rise")),
    ("explore.doses.doses_1e6", [6, 6000], "explore.doses.doses_1e6.1", ("6000 million", "0.1 to 1000")),
    ("explore.patients", [4, 300], "explore.patients.0", ("found 4", "raise it")),
    ("explore.subgroups", [{"key": "a", "rules": []}], "explore.subgroups.0.rules", ("an empty list",)),
    ("explore.subgroups", 2 * [{"key": "a", "rules": [RULE]}], "explore.subgroups", ("'a' twice",)),
    ("population.criteria", "mesoblast", "population.criteria", ("'mesoblast'", "did you mean 'mesoblast_phase")),
    ("population.table", "people.csv", "population.table", ("'people.csv'", "no file")),
    ("population.treated_levels", 2, "population.treated_levels", ("found 2", "one disc of each person")),
    ("population.rules", [RULE, RULE], "population.rules.1", ("twice",)),
    ("population.rules.0.field", "pain", "population.rules.0.field", ("did you mean 'pain_0_100', ", "docs/case.md")),
    ("population.rules.0.field", "zzz", "population.rules.0.field", ("docs/case.md tells of; name one of these",)),
    ("without_trial", "mesoblast", "without_trial", ("45 that docs/trial", "did you mean 'mesoblast_phase3'")),
    ("population.rules.0.field", "pain_0_10", "population.rules.0.field", ("did you mean 'pain_0_100'",)),
    ("population.rules.0.rule", "must_be", "population.rules.0.rule", ("at_least", "is a number")),
    ("population.rules.0.value", ..., "population.rules.0.value", ("found nothing", "one number")),
    ("population.rules.0.value", [40, 60], "population.rules.0.value", ("[40.0, 60.0]", "one number")),
    ("population.rules.0.value", True, "population.rules.0.value", ("True", "a number")),
    ("population.rules.2.value", [4, 3], "population.rules.2.value", ("[4.0, 3.0]", "the low one first")),
    ("population.rules.2.value", [3, 4, 5], "population.rules.2.value", ("a list of 3",)),
    ("without_trial", "mesoblast_phase_3", "without_trial", ("did you mean 'mesoblast_phase3'",)),
    ("patiens", 3, "patiens", ("unknown field", "did you mean 'patients'")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "to", "field", "said"), REFUSED, ids=[f"{one[0]}-{n}" for n, one in enumerate(REFUSED)]
)
def test_what_is_refused(place: str, to: Any, field: str, said: tuple[str, ...], tmp_path: Path) -> None:
    sentence = refusal(changed(place, to), tmp_path)
    assert re.match(rf"design\.yaml, line \d+: {re.escape(field)}", sentence), sentence
    for part in said:
        assert part in sentence, sentence
    assert_one_sentence(sentence)


def assert_one_sentence(text: str) -> None:
    assert text.splitlines() == [text]
    assert text.endswith((".", "?"))
    assert re.search(r"; |: remove|did you mean", text), text
    for word in ("Input should", "Value error", "Traceback", "ctx", "pydantic"):
        assert word not in text


@pytest.mark.parametrize(
    ("place", "to", "said"),
    [
        ("adaptation.drop_doses.keep", 3, "fewer than the 3 active arms"),
        ("adaptation.drop_doses.keep", 0, "from 1"),
        ("adaptation.people.largest", 1, "above 1 to 4"),
        ("adaptation.people.largest", 5, "above 1 to 4"),
        ("adaptation.people", {"method": "blinded"}, "expected the difference in points"),
        ("adaptation.people.effect_points", 5, "the effect that is seen"),
        ("adaptation.people.power", 90, "below 1"),
        ("looks.futility.parameter", ..., "the parameter of hsd spending"),
        ("endpoints.1.analysis", "ancova", "write mmrm, or another strategy for rescue"),
        ("endpoints.1.month", 1, "found the first visit"),
        ("looks.information", [0.4, 0.7, 1], "found 3 looks, expected two"),
        ("explore.patients", [200, 400], "run at the size that is planned"),
        ("testing.succeed", "all", "only 1 can be shown once doses are dropped"),
        ("size.cohort", 500, "found 500, expected at least the 600 people of the largest trial"),
        ("primary", ["pain_12", "odi_12"], "the hypothesis 'odi_12/cells_2'; keep one primary endpoint"),
        ("primary", ["responder_12"], "analyses by imputation, which are made of a change alone"),
        ("testing.multiplicity", "fixed sequence", "no order"),
    ],
)
def test_what_is_refused_of_an_adaptive_trial(place: str, to: Any, said: str) -> None:
    sentence = refusal(changed(place, to, ADAPTIVE))
    assert said in sentence
    assert_one_sentence(sentence)


def test_blinded_reestimation_needs_a_primary_change() -> None:
    people = {"method": "blinded", "effect_points": 5}
    data = changed("adaptation.people", people, changed("events.sensitivity", [], ADAPTIVE))
    parse(yaml.safe_dump(data))
    assert "of kind responder, expected a change" in refusal(changed("primary", ["responder_12"], data))


def test_looks_share_alpha_equally_so_an_order_of_hypotheses_is_refused() -> None:
    ordered = {"multiplicity": "fixed sequence", "hypotheses": [B, A]}
    data = changed("testing", ordered)
    parse(written(data))
    sentence = refusal(changed("looks", LOOKS, data))
    assert "share alpha equally between arms" in sentence
    assert_one_sentence(sentence)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(TEXT.replace("dose_1e6: 18}", "dose_1e6: 18000}"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(file)
    line = 1 + TEXT[: TEXT.index("dose_1e6: 18}")].count("\n")
    assert str(caught.value).startswith(f"mine.yaml, line {line}: arms.2.dose_1e6: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found nothing in the file"),
        ("- a\n- b\n", "expected a mapping with the fields"),
        ("just words", "expected a mapping"),
        (TEXT + "seed: 3\n", "the key 'seed' twice"),
        (TEXT.replace("seed: 26", "seed: &a 26\nblock: *a"), "an alias"),
        (TEXT.replace("seed: 26", "seed: !!python/object:os.system {}"), "cannot be read as YAML"),
        (TEXT.replace("seed: 26", "seed: [26"), "cannot be read as YAML"),
        (TEXT.replace("seed: 26", "seed: " + 30 * "["), "more than 20 nested levels"),
        (TEXT.replace("seed: 26", f"explore: {{patients: [{'9, ' * 6000}9]}}"), "more than 5000 values"),
        (TEXT.replace("primary: [pain_12]", "primary: [pain_12]\n1: 2"), "found 1, expected"),
    ],
    ids=range(10),
)
def test_yaml_that_says_something_else_is_refused(text: str, said: str) -> None:
    sentence = refusal(text)
    assert said in sentence
    assert "docs/trial_design.md" in sentence or "design.yaml, line" in sentence
    assert sentence.splitlines() == [sentence]


def test_a_table_is_found_from_the_folder_of_the_design_and_needs_its_ending(tmp_path: Path) -> None:
    (tmp_path / "people.xlsx").write_bytes(b"")
    assert "ends in .csv or .parquet" in refusal(changed("population.table", "people.xlsx"), tmp_path)
    (tmp_path / "people.csv").write_bytes(b"age_y\n45\n")
    text = yaml.safe_dump(changed("population.table", "people.csv"))
    found = parse(text, folder=tmp_path)
    assert found.population.table == tmp_path / "people.csv"
    few = yaml.safe_load(text) | {"size": {"cohort": 100}}  # the table has as many people as it has
    assert parse(written(few), folder=tmp_path).size.cohort == 100


def test_an_own_treatment_that_is_none_is_refused_with_its_own_sentence(tmp_path: Path) -> None:
    (tmp_path / "cells.yaml").write_text("key: mine\n", encoding="utf-8")
    sentence = refusal(changed("arms.1.treatment", "cells.yaml"), tmp_path)
    assert "arms.1.treatment: Treatment file 'cells.yaml', name: Field required" in sentence


# --- random damage ------------------------------------------------------------------------------------------

ODD: list[Any] = [
    None, True, False, -1, 0, 1, 0.5, 1e308, float("nan"), float("-inf"), 10**30, "", "x", "1e5", "\0", "é\u2028",
    "saline", "pain_12", [], [1], [[]], {}, {"a": 1}, {1: 2}, [None, "x"], {"share": 2}, "a.yaml", "../..",
    "~root/x.yml",
]  # fmt: skip


def places(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in the data, inner ones after outer ones."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [before] * bool(before) + [place for key, inner in parts for place in places(inner, (*before, key))]


@settings(max_examples=150)
@given(st.data())
def test_damaged_designs_are_read_or_refused_in_one_sentence(data: st.DataObject) -> None:
    found = copy.deepcopy(data.draw(st.sampled_from([DATA, ADAPTIVE])))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(places(found)))
        inner: Any = found
        for part in way:
            inner = inner[part]
        what = data.draw(st.sampled_from(["replace", "remove", "rename", "twice"]))
        if what == "replace" or isinstance(inner, str):
            inner[last] = data.draw(st.sampled_from(ODD))
        elif what == "remove":
            del inner[last]
        elif isinstance(inner, dict):
            inner[data.draw(st.sampled_from(["x", "key", "month", 3, True]))] = inner.pop(last)
        else:
            inner.append(copy.deepcopy(inner[last]))
    sentence = sentence_of(written(found))
    assert sentence is None or (sentence.splitlines() == [sentence] and sentence.endswith((".", "?")))


@settings(max_examples=150)
@given(st.integers(0, len(TEXT) - 1), st.integers(0, 30), st.text(max_size=8))
def test_text_cut_anywhere_is_read_or_refused_in_one_sentence(at: int, length: int, instead: str) -> None:
    sentence = sentence_of(TEXT[:at] + instead + TEXT[at + length :])
    assert sentence is None or sentence.splitlines() == [sentence]


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("pain", "'pain_0_100', 'leg_pain' or 'facet_pain'"),  # begins with it, then holds it
        ("PAIN_0", "'pain_0_100'"),
        ("pian_0_100", "'pain_0_100'"),  # a slip
        ("leg", "'leg_pain'"),
        ("ai", ""),  # stands in most names
        ("xyz", ""),
    ],
)
def test_names_that_were_likely_meant_are_offered(found: str, meant: str) -> None:
    names = ["age_y", "leg_pain", "pain_0_100", "facet_pain"]
    assert closest(found, names) == meant


def test_many_names_are_not_listed() -> None:
    names = [f"name_{number:02}" for number in range(MOST_LISTED + 1)]
    few, many = unknown("x", names[:-1]), unknown("x", names, page="docs/names.md")
    assert all(name in few for name in names[:-1])
    assert many == "found 'x', expected one of the 13 that docs/names.md tells of; name one of these"
