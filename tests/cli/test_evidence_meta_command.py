"""``pulposus evidence meta``: tables, a sentence at the end, JSON, files, and one sentence for bad input."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from pulposus.cli.evidence_meta import meta
from pulposus.errors import InputError

Call = Callable[..., str]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Call:
    """Run the command in this process and give what it wrote."""
    app = typer.Typer()
    app.command("meta")(meta)
    app.callback()(lambda: None)

    def run(*arguments: object) -> str:
        capfd.readouterr()
        app(["meta", *map(str, arguments)], standalone_mode=False)
        return capfd.readouterr().out

    return run


def test_the_answer_and_what_was_assumed_are_said(call: Call) -> None:
    out = call()
    for words in ("Noriega 2017", "VAST 2021", "random effects", "borrowed", "Left out:", "respine_2024"):
        assert words in out
    last = out.strip().splitlines()
    assert "with cells than with the control" in out
    assert last[-1].startswith("Across studies, not within them")


def test_json_holds_the_same_numbers(call: Call) -> None:
    found = json.loads(call("--by", "class", "--json"))
    main = found["analyses"]["main"]
    values = {one["study"]: one["value"] for one in main["pooled"]["estimates"]}
    assert values["noriega_2017"] == pytest.approx(-5.0)
    assert values["vast_2021"] == pytest.approx(-3.5)
    assert main["pooled"]["random"]["low"] < main["pooled"]["random"]["value"] < main["pooled"]["random"]["high"]
    assert set(main["groups"]["pooled"]) == {one["product"]["product_class"] for one in main["pooled"]["estimates"]}
    assert "control" in main["meaning"]


def test_changes_within_arms_are_never_with_differences(call: Call) -> None:
    found = json.loads(call("--uncontrolled", "--json"))
    assert found["kind"] == "changes within an arm"
    assert set(found["analyses"]) == {"cohorts", "treated arms", "control arms"}
    assert "is pooled with a difference" in found["meaning"]
    controlled = json.loads(call("--json"))
    cohorts = {one["study"] for one in found["analyses"]["cohorts"]["pooled"]["estimates"]}
    assert cohorts.isdisjoint(one["study"] for one in controlled["analyses"]["main"]["pooled"]["estimates"])


def test_network_names_its_parts(call: Call) -> None:
    out = call("--network", "--measure", "odi")
    assert "The ODI network" in out
    assert "P-score" in out
    found = json.loads(call("--network", "--measure", "odi", "--json"))
    part = next(p for p in found["parts"] if "bvn_ablation" in p["treatments"])
    cell = next(c for c in part["league"] if (c["treatment"], c["control"]) == ("bvn_ablation", "natural"))
    assert cell["value"] == pytest.approx(-22.7)
    near, far = (json.loads(call("--network", *more, "--json")) for more in ((), ("--any-visit",)))
    assert len(far["left_out"]) < len(near["left_out"])


@pytest.mark.parametrize(
    "options",
    [("--measure", "responders"), ("--measure", "odi"), ("--by", "dose", "--uncontrolled"), ("--scale", "smd"),
     ("--measure", "responders", "--scale", "odds-ratio"), ("--measure", "responders", "--uncontrolled")],
)  # fmt: skip
def test_every_kind_speaks(call: Call, options: tuple[str, ...]) -> None:
    assert call(*options).strip().endswith("no advice.")
    assert json.loads(call(*options, "--json"))["analyses"]


def test_a_folder_holds_numbers_and_figures(call: Call, tmp_path: Path) -> None:
    call("--out", tmp_path / "run", "--by", "class")
    written = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"meta.json", "meta.csv", "run.json", "forest_main.svg", "forest_main_narrow.svg"} <= written
    rows = list(csv.DictReader((tmp_path / "run" / "meta.csv").read_text(encoding="utf-8").splitlines()))
    assert {"main", "any_visit"} <= {row["analysis"] for row in rows}
    assert all(float(row["standard_error"]) > 0 for row in rows)
    call("--out", tmp_path / "net", "--network")
    assert {"network.svg", "league.html"} <= {path.name for path in (tmp_path / "net").iterdir()}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--measure", "mood"), "--measure: found 'mood', expected pain, odi or responders."),
        (("--by", "colour"), "--by: found 'colour', expected class, carrier or dose."),
        (("--scale", "risk-ratio"), "--scale: found 'risk-ratio', expected points or smd."),
        (("--network", "--uncontrolled"), "--network: found with --uncontrolled"),
        (("--network", "--by", "class"), "--network: found with --by"),
        (("--network", "--measure", "responders"), "--network: found with responders"),
        (("--uncontrolled", "--scale", "smd"), "--uncontrolled: found with --scale"),
        (("--any-visit",), "--any-visit: found without --network"),
    ],
)
def test_options_that_do_not_fit_are_refused_in_a_sentence(call: Call, options: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words.replace("?", "\\?")):
        call(*options)
