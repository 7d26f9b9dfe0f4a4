"""The design of a trial: what it accepts, what it says, and that a kept design is the design."""

from __future__ import annotations

import copy
import json
import pickle
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.treatment import load as load_treatment
from pulposus.trial.design import Design, folder_files, folder_text, keep, load, parse
from pulposus.trial.design.allocation import people_of, smallest_block

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("trial_*.yaml"))
PHASE_2B = next(path for path in EXAMPLES if path.name == "trial_phase2b.yaml")
ALL = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def data_of(path: Path = PHASE_2B) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def design(**changes: Any) -> Design:
    return parse(json.dumps(data_of() | changes))


@ALL
def test_a_kept_design_is_the_design(path: Path) -> None:
    found = load(path)
    for text in (found.canonical(), folder_text(found)):
        again = parse(text)
        assert again == found
        assert again.fingerprint == found.fingerprint


def test_examples_show_what_designs_can_do() -> None:
    adaptive = load(next(path for path in EXAMPLES if "adaptive" in path.name))
    assert adaptive.adaptation is not None
    assert adaptive.adaptation.drop_doses is not None
    assert adaptive.adaptation.people is not None
    assert adaptive.events.crossover is not None
    assert adaptive.looks is not None
    assert adaptive.looks.futility is not None
    assert sum(rule.enrichment for rule in adaptive.population.rules) == 3
    assert len(adaptive.active) == 3


def test_the_small_example_differs_from_the_large_one_by_its_size_alone() -> None:
    small, large = data_of(PHASE_2B.with_name("trial_small.yaml")), data_of()
    assert small["explore"].pop("patients") == [60, 90, 180]
    assert {key for key in small if small[key] != large[key]} == {"name", "size", "patients"}


# --- the fingerprint ----------------------------------------------------------------------------------------


def shuffled(value: Any, order: random.Random) -> Any:
    """The same with the fields of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: shuffled(value[key], order) for key in keys}
    return [shuffled(item, order) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(5))
def test_order_comments_and_way_of_writing_do_not_change_the_fingerprint(seed: int) -> None:
    text = yaml.safe_dump(shuffled(data_of(), random.Random(seed)), sort_keys=False, default_flow_style=seed % 2 == 0)
    text = "# another comment\n" + text.replace("patients: 300", "patients: 300.0").replace("seed: 26", "seed: 2.6e1")
    assert parse(text).fingerprint == load(PHASE_2B).fingerprint


def test_defaults_may_be_written_out() -> None:
    assert design(block=0, without_trial=None).fingerprint == load(PHASE_2B).fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 27},
        {"patients": 301},
        {"size": {"replicates": 999, "cohort": 4000}},
        {"visits_months": [1, 3, 6, 12, 23.5, 24]},
        {"blinding": "open label"},
        {"name": "Another name"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_other_number_is_another_design(change: dict[str, Any]) -> None:
    assert design(**change).fingerprint != load(PHASE_2B).fingerprint


# --- the user's own files -----------------------------------------------------------------------------------

OWN = load_treatment("bm_msc").model_dump(exclude_none=True, exclude_defaults=True)


def own_folder(folder: Path, table: str = "age_y,female\n45,1\n") -> Path:
    """A design with its own treatment, its own programme beside it and its own table."""
    folder.mkdir(parents=True)
    (folder / "my_cells.yaml").write_text(yaml.safe_dump(OWN | {"name": "My cells"}), encoding="utf-8")
    exercise = load_treatment("exercise").model_dump(exclude_none=True, exclude_defaults=True)
    (folder / "my_programme.yml").write_text(yaml.safe_dump(exercise), encoding="utf-8")
    (folder / "people.csv").write_text(table, encoding="utf-8")
    found = data_of()
    found["arms"][1] |= {"treatment": "my_cells.yaml", "with": ["my_programme.yml"]}
    found["population"]["table"] = "people.csv"
    path = folder / "design.yaml"
    path.write_text(yaml.safe_dump(found), encoding="utf-8")
    return path


def test_own_files_count_by_what_they_hold_and_not_by_where_they_lie(tmp_path: Path) -> None:
    here, there = load(own_folder(tmp_path / "a")), load(own_folder(tmp_path / "b" / "c"))
    assert here.fingerprint == there.fingerprint
    assert str(tmp_path) not in here.canonical() + folder_text(here)
    assert here.arm("cells_6").what().name == "My cells with exercise and rehabilitation"
    other = load(own_folder(tmp_path / "d", table="age_y,female\n46,1\n"))
    assert other.fingerprint != here.fingerprint
    (tmp_path / "b" / "c" / "my_cells.yaml").write_text(yaml.safe_dump(OWN | {"name": "Others"}), encoding="utf-8")
    assert load(tmp_path / "b" / "c" / "design.yaml").fingerprint != here.fingerprint


def test_a_kept_design_with_own_files_runs_without_the_originals(tmp_path: Path) -> None:
    found = load(own_folder(tmp_path / "mine"))
    kept = tmp_path / "run"
    kept.mkdir()
    path = keep(found, kept)
    assert {str(file.relative_to(kept)) for file in kept.rglob("*") if file.is_file()} == set(folder_files(found))
    assert keep(found, kept) == path  # a run that goes on
    for file in (tmp_path / "mine").iterdir():
        file.unlink()
    again = load(kept.rename(tmp_path / "moved") / path.name)
    assert again.fingerprint == found.fingerprint
    assert again.arm("cells_6").what() == found.arm("cells_6").what()
    assert folder_text(again) == folder_text(found)


def test_treatments_are_those_of_the_time_when_the_design_was_read_also_in_another_process(tmp_path: Path) -> None:
    found = load(own_folder(tmp_path / "mine"))
    (tmp_path / "mine" / "my_cells.yaml").write_text("nothing", encoding="utf-8")
    sent = pickle.loads(pickle.dumps(found))
    assert sent.arm("cells_6").what().name == "My cells with exercise and rehabilitation"
    assert sent.fingerprint == found.fingerprint
    assert sent.arm("cells_6").at_dose(12).dose_1e6 == 12
    assert sent.arm("cells_6").at_dose(12).name == sent.arm("cells_6").what().name


def test_keeping_refuses_another_design_and_a_table_that_changed(tmp_path: Path) -> None:
    found = load(own_folder(tmp_path / "mine"))
    kept = tmp_path / "run"
    kept.mkdir()
    (tmp_path / "mine" / "people.csv").write_text("age_y\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"people\.csv' changed while the design was in use"):
        keep(found, kept)
    assert not (kept / "design.yaml").exists()
    keep(load(PHASE_2B), kept)
    before = (kept / "design.yaml").read_text(encoding="utf-8")
    with pytest.raises(InputError, match="holds the run of another design"):
        keep(design(seed=1), kept)
    assert (kept / "design.yaml").read_text(encoding="utf-8") == before


# --- what follows from a design -----------------------------------------------------------------------------


def test_people_of_arms_and_blocks() -> None:
    assert people_of([1, 1, 2], 400) == (100, 100, 200)
    assert people_of([1, 1, 1], 100) == (34, 33, 33)
    assert [smallest_block(shares) for shares in ([1, 1], [2, 2, 4], [1, 1.5], [0.1, 0.3])] == [2, 4, 5, 4]
    found = design(block=9)
    assert (found.smallest_block, found.block_people, design().block_people) == (3, 9, 6)


@given(st.lists(st.integers(1, 20), min_size=2, max_size=12), st.integers(0, 5000))
def test_shares_are_kept_to_the_person(shares: list[int], patients: int) -> None:
    people = people_of(shares, patients)
    assert sum(people) == patients
    exact = [patients * share / sum(shares) for share in shares]
    assert all(abs(one - wanted) < 1 for one, wanted in zip(people, exact, strict=True))


def test_sizes_leave_out_those_that_cannot_be_analysed() -> None:
    assert design(patients=20).sizes == (10, 15, 20, 30, 40)  # 5 people are too few for a model of 4 visits in 3 arms
    assert design(explore={"patients": [500, 100]}).sizes == (100, 300, 500)
    assert design(size={"cohort": 400}).sizes == (75, 150, 225, 300)
    assert load(PHASE_2B.with_name("trial_adaptive.yaml")).sizes == (400,)
    assert load(PHASE_2B.with_name("trial_adaptive.yaml")).largest == 600
    assert (design().largest, design(explore={"patients": [100]}).largest) == (600, 300)


def test_hypotheses_stand_in_their_order() -> None:
    assert design(primary=["pain_12", "odi_12"]).hypotheses() == (
        "pain_12/cells_6", "pain_12/cells_18", "odi_12/cells_6", "odi_12/cells_18",
    )  # fmt: skip


# --- random designs -----------------------------------------------------------------------------------------

KEYS = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), min_size=2, max_size=5, unique=True)
NUMBERS = st.floats(1e-6, 0.9999)


@st.composite
def designs(draw: st.DrawFn) -> dict[str, Any]:
    """A design that fits, of any kind."""
    arms = draw(KEYS)
    doses = draw(st.lists(st.floats(0.1, 1000), min_size=len(arms), max_size=len(arms)))
    months = sorted(draw(st.sets(st.floats(0.5, 120), min_size=2, max_size=6)))
    at = st.sampled_from(months)
    looks = draw(st.none() | st.lists(st.floats(0.3, 0.9), min_size=1, max_size=3, unique=True))
    family = draw(st.sampled_from([("obrien-fleming", None), ("pocock", None), ("hsd", -4.0), ("power", 3)]))
    points = draw(st.floats(1, 99))
    endpoints = [
        {"key": "a", "kind": "change", "measure": draw(st.sampled_from(["pain", "odi"])), "month": draw(at)},
        {"key": "b", "kind": "mri", "measure": "t2_ms", "month": draw(at)},
        {
            "key": "c",
            "kind": "responder",
            "month": draw(at),
            "definition": {"pain": {"points": points}},
        },
        {"key": "d", "kind": "time", "measure": "reoperation"},
    ]
    found: dict[str, Any] = {
        "pulposus_trial": 1,
        "name": draw(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=3, max_size=30)),
        "patients": draw(st.integers(200, 3000)),
        "arms": [{"key": arms[0], "treatment": "saline"}]
        + [{"key": key, "treatment": "bm_msc", "dose_1e6": dose} for key, dose in zip(arms[1:], doses, strict=False)],
        "control": arms[0],
        "visits_months": months,
        "endpoints": endpoints,
        "primary": draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=1 if looks else 4, unique=True)),
        "events": {
            "drop_out": {"share": draw(NUMBERS), "arms": {draw(st.sampled_from(arms)): draw(NUMBERS)}},
            "reoperation": {"share_per_year": draw(NUMBERS)},
        },
        "testing": {"alpha": draw(NUMBERS), "multiplicity": draw(st.sampled_from(["none", "holm", "hommel"]))},
        "enrolled_per_month": draw(st.floats(0.001, 100)),
        "population": {"rules": [{"field": "pain_0_100", "rule": "at_least", "value": draw(st.floats(-1e-7, 1e8))}]},
        "seed": draw(st.integers(0, 2**31)),
    }
    if looks:
        found["looks"] = {"information": [*sorted(looks), 1], "spending": family[0], "parameter": family[1]}
    return found


@settings(max_examples=40)
@given(designs())
def test_designs_that_fit_are_read_and_keep_their_fingerprint(data: dict[str, Any]) -> None:
    found = Design.model_validate(copy.deepcopy(data))
    for text in (found.canonical(), folder_text(found), yaml.safe_dump(data), json.dumps(data, ensure_ascii=False)):
        assert parse(text).fingerprint == found.fingerprint
