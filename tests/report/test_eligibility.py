"""The section about entering a trial: well-formed, red flags first, no promise, every trial with its reason."""

from __future__ import annotations

from importlib.resources import files

import jinja2
import pytest
from test_report_page import Reader, words

from pulposus.eligibility import Answers, check, red_flags, trials
from pulposus.eligibility.check import NOT_APPROVAL
from pulposus.report.eligibility import view
from pulposus.report.words import PROMISES

NO_FLAG = {flag.key: False for flag in red_flags().flags}
PERSON = {"age_y": 65, "pain_0_100": 60, "odi_0_100": 45, "bmi_kg_m2": 36}


def section(answers: Answers) -> str:
    """The partial alone, rendered as the report renders it."""
    folder = files("pulposus.report") / "template"
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("eligibility.html.j2").render(eligibility=view(check(answers)))


PAGES = {
    "stopped": Answers(PERSON, red_flags={**NO_FLAG, "weight_loss": True}),
    "asked": Answers(PERSON, ({"level": "L4/5"}, {"level": "L5/S1"}), NO_FLAG),
    "half asked": Answers(PERSON, red_flags={"trauma": False}),
    "not asked": Answers(),
}


@pytest.mark.parametrize("answers", PAGES.values(), ids=PAGES)
def test_the_section_is_well_formed_and_promises_nothing(answers: Answers) -> None:
    page = section(answers)
    reader = Reader(page)
    assert (reader.faults, reader.open) == ([], [])
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = {a["href"][1:] for a in reader.all("a") if a["href"].startswith("#")}
    assert inner - set(ids) <= {"doctor"}  # the section of the page that lists the signs
    assert all(th["scope"] in ("row", "col") for th in reader.all("th"))
    assert len(reader.all("caption")) == len(reader.all("table"))
    assert PROMISES.findall(words(page)) == []


def test_a_raised_flag_leaves_nothing_else_on_the_page() -> None:
    page = words(section(PAGES["stopped"]))
    assert "weight loss without trying" in page
    assert red_flags().what_to_do["soon"] in page
    assert [one.name for one in trials() if one.name in page] == []
    assert NOT_APPROVAL not in page
    assert "of 10,000" not in page


def test_every_trial_has_verdict_reason_status_and_source() -> None:
    page = section(PAGES["asked"])
    text = words(page)
    addresses = {a["href"] for a in Reader(page).all("a")}
    for criteria in trials():
        assert criteria.name in text
        assert {criterion.words for criterion in criteria.criteria if criterion.words not in text} == set()
        if criteria.registry:
            assert f"https://clinicaltrials.gov/study/{criteria.registry}" in addresses
    assert "age: found 65 years, expected 18 to 60 years" in text
    assert text.count("Status of the trial:") == len(trials())
    assert "Of 14 trials, this person meets all criteria that were read in 0 and fails" in text


def test_listing_is_no_approval_and_the_own_rule_is_called_a_judgement() -> None:
    text = words(section(PAGES["asked"]))
    assert NOT_APPROVAL in text
    assert "The project's own rule, which is a judgement" in text
    assert "no trial used it as it stands" in text


def test_flags_that_are_open_come_before_the_trials() -> None:
    some, none = (words(section(PAGES[name])) for name in ("half asked", "not asked"))
    assert "These were not answered:" in some
    assert "a history of cancer" in some
    assert "a strong blow" not in some
    assert "None of them was answered" in none
    for text in (some, none):
        assert text.index("First ask about") < text.index("Of 14 trials")


def test_verdicts_of_the_view_are_those_of_the_check() -> None:
    found = check(PAGES["asked"])
    shown = view(found)
    assert [(row.key, row.verdict) for row in shown.rows] == [(one.criteria.key, one.verdict) for one in found.trials]
    assert {row.look for row in shown.rows} <= {"given", "flagged", "not-covered"}
    assert shown.own_rule is not None
    warned = [line for line in shown.own_rule.lines if line.state == "warning"]
    assert [line.found for line in warned] == ["36 kg/m2"]
