"""The report of virtual trials: whole, self-contained, the same bytes for the same run, and true to its tables."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.compute as pc
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "trial" / "answers"))

import made_up_trial

from pulposus.errors import InputError
from pulposus.report.figures.forest import NARROW, WIDE
from pulposus.report.trial import write_trial_report
from pulposus.report.trial.arm_looks import arm_looks, short_arm
from pulposus.report.trial.course_figure import pictures
from pulposus.report.trial.design_rows import design_rows
from pulposus.report.trial.group_figures import forest_figure
from pulposus.report.trial.page import build
from pulposus.report.trial.power_figure import comparison_figure
from pulposus.report.trial.rows import Row, Words, draw
from pulposus.report.trial.write import render
from pulposus.report.words import PROMISES
from pulposus.trial.answers.answer import answer
from pulposus.trial.design import parse

VOID = {"meta", "img", "br", "link", "hr", "input"}


class Reader(HTMLParser):
    """What a browser would find: tags that do not close, ids, links, pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.pictures: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag == "img":
            self.pictures.append(given)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run with its report."""
    path = tmp_path_factory.mktemp("run")
    made_up_trial.write_folder(path)
    write_trial_report(path)
    return path


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return (folder / "trial_report.html").read_text(encoding="utf-8")


def test_the_page_is_whole_and_needs_nothing_else(text: str) -> None:
    found = read(text)
    assert found.open == found.wrong == []
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert all(picture["src"].startswith("data:image/svg+xml") for picture in found.pictures)
    assert all(len(picture["alt"]) > 40 for picture in found.pictures)
    assert not re.findall(r"<(?:script|link|iframe)|src=\"http|url\(", text)
    assert len(text.encode()) < 3_000_000


def test_every_section_of_the_brief_is_there(text: str) -> None:
    wanted = ["short", "design", "people", "size", "courses", "whom", "control", "promises", "between", "error",
              "unknown", "sources", "again"]  # fmt: skip
    assert [one for one in read(text).ids if one in wanted] == wanted
    for words in ("Trials of 100 that succeed", "Expected gain by subgroup", "What each inclusion rule adds",
                  "Without operation, by visit", "False claims without an effect",
                  "Intervals that hold the truth"):  # fmt: skip
        assert words in text or words in made_of(text)


def made_of(text: str) -> str:
    """The texts of all pictures."""
    from base64 import b64decode
    from urllib.parse import unquote

    parts = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text)
    if parts:
        return " ".join(b64decode(part).decode() for part in parts)
    return unquote(text)


def test_the_numbers_are_those_of_the_answers(text: str) -> None:
    found = answer(made_up_trial.design(), made_up_trial.connected(made_up_trial.tables_of()))
    assert f"{found.decision.headline}." in text
    planned = found.trial_curves[0].at(300)
    assert planned is not None
    assert f"{100 * planned.value:.0f} ({100 * planned.low:.0f} to {100 * planned.high:.0f})" in text
    assert "fingerprint of the run <code>abababababababab</code>" in text
    assert "seed 26" in text


def test_it_promises_nothing_and_names_no_place_of_a_machine(text: str) -> None:
    own = re.sub(r"(?s)<section id=\"sources\".*?</section>|data:image[^\"]*", "", text)
    assert PROMISES.findall(own) == []
    assert not re.findall(r"/(?:home|tmp|work|root)/", own)


def test_the_same_run_gives_the_same_bytes(folder: Path, text: str) -> None:
    write_trial_report(folder)
    assert (folder / "trial_report.html").read_text(encoding="utf-8") == text
    assert [path.name for path in folder.glob(".report-*")] == []


def test_looks_and_dropped_arms_have_their_tables(tmp_path: Path) -> None:
    made_up_trial.write_folder(tmp_path, looks=True)
    text = write_trial_report(tmp_path).path.read_text(encoding="utf-8")
    assert "Where trials stop, of 100" in text
    assert "keeps Donor marrow cells, 18 million, of 100 that go on" in text
    assert read(text).wrong == []


def test_a_run_that_was_asked_for_little_has_a_page_too() -> None:
    design = made_up_trial.design()
    explore = design.explore.model_copy(update={"doses": None, "selection": None})
    design = design.model_copy(update={"explore": explore})
    rows = made_up_trial.tables_of(trials=4)
    rows["replicates"] = rows["replicates"].filter(pc.field("scenario") == "assurance")
    rows["groups"] = rows["groups"].filter(pc.field("kind") == "all")
    rows["screening"] = rows["screening"].filter(pc.field("rule") == "")
    for kind in ("sensitivity", "emulator", "event_free"):
        del rows[kind]
    text = render(build(design, answer(design, made_up_trial.connected(rows)), {}))
    for words in ("No rule turns anybody away", "asks for no subgroup", "Too few trials were simulated",
                  "the rate of false claims is not known", "were solved in full"):  # fmt: skip
        assert words in text
    assert read(text).wrong == []


def test_an_emulator_outside_its_error_is_said_aloud() -> None:
    import pyarrow as pa

    rows = made_up_trial.tables_of(trials=20)
    place = rows["emulator"].column_names.index("outside")
    rows["emulator"] = rows["emulator"].set_column(place, "outside", pa.array([False, False, False, True]))
    design = made_up_trial.design()
    text = render(build(design, answer(design, made_up_trial.connected(rows)), {}))
    assert "It lies outside what was stated: run again with more discs" in text
    assert "It lies outside its stated error" in text


def test_words_of_a_user_cannot_become_part_of_the_page() -> None:
    design = made_up_trial.design()
    hostile = design.model_copy(update={"name": "<script>alert(1)</script>", "question": 'a "quoted" <b>question</b>'})
    text = render(build(hostile, answer(design, made_up_trial.connected(made_up_trial.tables_of(trials=8))), {}))
    assert "<script" not in text
    assert "<b>question" not in text


def test_the_design_in_words_holds_what_decides_the_trial() -> None:
    rows = dict(design_rows(made_up_trial.design(looks=True)))
    assert rows["Visits"] == "Months 1, 3, 6, 12 and 24"
    assert "100 Saline into the disc (control)" in rows["Arms"]
    assert "Pfirrmann grade between 3 and 4 (enrichment)" in rows["People"]
    assert "several comparisons by closed testing of the arms, Dunnett's test in each stage" in rows["Test"]
    assert rows["Looks"].startswith("At 50 % and 100 % of the people, O'Brien-Fleming spending")
    # O'Brien and Fleming's spending at one half and one, one-sided 0.025 (gsDesign: 2.9626, 1.9686).
    assert rows["Bounds"].startswith("With 150 people shown from z 2.963 on (one-sided p at most 0.00153), futile at z")
    assert "at the end shown from z 1.969 on (one-sided p at most 0.0245); combined over" in rows["Bounds"]
    assert rows["Adaptation"] == "The best active arm goes on after the first look"
    assert "seed 26" in rows["Computed"]


def test_the_correction_is_the_one_that_the_trial_carries_out() -> None:
    """Of looks the level of each comparison is that of the bounds themselves, ``bounds_of``."""
    from scipy.stats import norm

    from pulposus.trial.conduct.looks import bounds_of

    plain = made_up_trial.design()
    assert "by Hochberg:" in dict(design_rows(plain))["Test"]
    adaptive = made_up_trial.design(looks=True)
    only_looks = adaptive.model_copy(update={"adaptation": None})
    none = only_looks.testing.model_copy(update={"multiplicity": "none"})
    for design, words, alpha in (
        (only_looks, "alpha shared equally between them", 0.025 / 2),
        (only_looks.model_copy(update={"testing": none}), "no correction, each with all of alpha", 0.025),
    ):
        said = dict(design_rows(design))["Test"]
        assert words in said
        assert "Hochberg" not in said
        assert norm.sf(bounds_of(design).upper[-1]) == pytest.approx(alpha, rel=0.05)
        answers = answer(design, made_up_trial.connected(made_up_trial.tables_of(looks=True, trials=40)))
        drawn = comparison_figure(answers, design)
        assert drawn is not None
        assert f"({words})" in drawn.caption
    assert "both stages combined by the inverse normal method" in dict(design_rows(adaptive))["Test"]
    single = adaptive.testing.model_copy(update={"hypotheses": ("pain_12/cells_6",)})
    said = dict(design_rows(adaptive.model_copy(update={"testing": single})))["Test"]
    assert "closed testing of the arms" in said  # also of the arm that is not tested
    assert "several comparisons" not in said


def test_degrees_of_freedom_are_told_where_a_mixed_model_has_them() -> None:
    design = made_up_trial.design()
    assert "Kenward-Roger" in dict(design_rows(design))["Test"]
    others = tuple(one.model_copy(update={"analysis": "ancova"}) if one.kind == "change" else one
                   for one in design.endpoints)  # fmt: skip
    assert "Kenward-Roger" not in dict(design_rows(design.model_copy(update={"endpoints": others})))["Test"]


def timed_page() -> str:
    """A report whose primary endpoint is the time to an operation, which 20 to 50 of 100 controls have."""
    design, rows = made_up_trial.timed()
    return render(build(design, answer(design, made_up_trial.connected(rows)), {}))


def test_a_time_to_an_event_has_words_of_its_own() -> None:
    text = timed_page()
    assert "For a time to an event no expected gain of groups is computed." in text
    assert "asks for no subgroup" not in text
    assert "Of 100 people of the control arm 25 have the event (operation)" in text
    assert "estimated log hazard ratio" in made_of(text)
    assert "The control arm alone improves" not in text
    assert "improvement of the control arm" not in text + made_of(text)
    assert read(text).wrong == []


def test_a_subgroup_that_nobody_is_in_is_named() -> None:
    asked = made_up_trial.text() .replace("explore:\n", "explore:\n  subgroups:\n    - {key: very_old, rules: [{field: "
                                         "age_y, rule: at_least, value: 90}]}\n")  # fmt: skip
    design, rows = parse(asked), made_up_trial.tables_of(trials=40)
    answers = answer(design, made_up_trial.connected(rows))
    drawn = forest_figure(answers, design)
    assert drawn is not None
    assert re.search(r"very_old \(age .*90.*\): nobody \(or fewer than 20 people of the cohort\)\.", drawn.caption)
    assert "rounded to 1 point;" in drawn.caption
    rows["groups"] = rows["groups"].filter(pc.field("kind") == "all")
    explore = design.explore.model_copy(update={"doses": None, "selection": None})
    design = design.model_copy(update={"explore": explore})
    text = render(build(design, answer(design, made_up_trial.connected(rows)), {}))
    assert re.search(r"<p>very_old .*: nobody", text)
    assert "asks for no subgroup" not in text
    ask_nothing = forest_figure(answers, made_up_trial.design())
    assert ask_nothing is not None
    assert "nobody" not in ask_nothing.caption


def test_no_band_is_drawn_where_worlds_cannot_be_told_apart() -> None:
    """One person in each world; then a band that is known over the last four of six months alone."""
    import numpy as np
    import pyarrow as pa

    design, rows = made_up_trial.design(), made_up_trial.tables_of(trials=40)
    rows["courses"] = pa.table(made_up_trial.courses(np.random.default_rng(4), n=200))
    answers = answer(design, made_up_trial.connected(rows))
    for _, panels in pictures(answers, design):
        assert "(too few people to tell worlds apart)" in panels[0].alternative
        assert not re.search(r"over worlds|nan", panels[0].alternative + panels[1].alternative)
        assert "too few people to tell worlds apart" in made_of(panels[0].source)
        assert "nan" not in made_of(panels[0].source)
    first = answers.courses[0]
    low, high = first.mean - 1, first.mean + 1
    low[:2], high[:2] = np.nan, np.nan
    known = replace(first, worlds_low=low, worlds_high=high)
    partly = replace(answers, courses=(known, *answers.courses[1:]))
    drawn = pictures(partly, design)[0][1][0]
    assert "over worlds" in drawn.alternative
    bands = re.findall(r'<path d="M([^"]*)Z"[^>]*fill-opacity', made_of(drawn.source))
    assert [len(band.split("L")) for band in bands] == [8]  # four months there and back


def test_a_folder_without_a_whole_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no whole run of a trial"):
        write_trial_report(tmp_path)
    made_up_trial.write_folder(tmp_path)
    (tmp_path / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="holds no whole run of a trial"):
        write_trial_report(tmp_path)
    (tmp_path / "run.json").write_text(json.dumps({"program": "pulposus"}), encoding="utf-8")
    for path in (tmp_path / "pieces" / "events").iterdir():
        path.unlink()
    with pytest.raises(InputError, match="no table 'events'"):
        write_trial_report(tmp_path)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_rows_lie_where_their_values_are(width: float) -> None:
    """The middle of an interval lies between its ends and on the right side of the reference."""
    svg = draw([Row("a", -2, -1, 1), Row("b", 1, 2, 3)], Words("t", "l", "r", "x"), width).decode()
    circles = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)]
    reference = float(re.findall(r'<line x1="([\d.]+)"[^>]*stroke="#1b2733" stroke-width="1.1"', svg)[0])
    assert circles[0] < reference < circles[1]
    assert 0 < circles[0] < circles[1] < width


def test_short_names_tell_arms_apart() -> None:
    arms = {"a": "Saline into the disc", "b": "Marrow cells, 6 million", "c": "Marrow cells, 18 million", "d": "Cells"}
    assert [short_arm(key, arms, "a", 14) for key in arms] == ["control", "6 million", "18 million", "Cells"]
    alike = {"b": "Marrow cells alone, 6 million", "c": "Fat cells, 6 million"}
    assert [short_arm(key, alike, "a", 14) for key in alike] == ["Marrow cells …", "Fat cells, 6 …"]


def test_each_arm_has_a_look_of_its_own() -> None:
    design = made_up_trial.design()
    looks = arm_looks(design)
    assert set(looks) == set(design.arm_keys)
    assert len({(look.colour, look.dash, look.mark) for look in looks.values()}) == len(looks)
