"""The credibility page and its short section: well-formed, self-contained, no promise, every miss by name."""

from __future__ import annotations

import re

import pytest
from test_report_page import Reader, words

from pulposus.credibility import assess_all, shipped
from pulposus.credibility.comparator import told_by_left_out
from pulposus.credibility.honesty import Group, Honesty
from pulposus.report.credibility import page, render, short
from pulposus.report.credibility_views import NOT_SHOWN, left_out
from pulposus.report.environment import environment
from pulposus.report.words import PROMISES

SHOWN = Honesty(
    groups=(
        Group(
            what="arms of controlled trials",
            coverage={0.5: (20, 40), 0.8: (20, 40), 0.9: (36, 40)},
            crps={"pain": {"model": 1.0, "grand mean": 2.0}, "odi": {"model": 2.0, "grand mean": 1.0}},
        ),
    ),
    studies=20, controlled=8, arms=30, people=1900, months=24.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> str:
    return render(assess_all(shipped()))


def section(honesty: Honesty | None = None) -> str:
    return environment().get_template("credibility_short.html.j2").render(credibility=short(honesty))


def test_the_page_is_well_formed_and_loads_nothing(whole: str) -> None:
    reader = Reader(whole)
    assert reader.faults == []
    assert reader.open == []
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = {a["href"][1:] for a in reader.all("a") if a["href"].startswith("#")}
    assert inner <= set(ids)
    assert not {"script", "link", "iframe", "img", "form"} & {tag for tag, _ in reader.tags}
    assert not re.search(r"@import|url\(", whole.split("</style>")[0])


def test_it_promises_nothing_and_says_whom_it_is_not_for(whole: str) -> None:
    assert PROMISES.search(words(whole)) is None
    assert "For research only" in words(whole)
    assert "does not choose a treatment" in words(whole)


def test_every_factor_and_every_miss_stands_there(whole: str) -> None:
    text = words(whole)
    found = assess_all(shipped())
    for assessment in found.assessments:
        for finding in assessment.findings:
            assert text.count(finding.factor.name) > len(found.assessments)
    for row in shipped().rows:
        if not row.passed and row.case not in told_by_left_out():
            assert f"{row.case} {row.name}" in text
    assert NOT_SHOWN in text


def test_the_matrix_shows_level_and_goal(whole: str) -> None:
    for view in page(assess_all(shipped())).contexts:
        for factor in view.factors:
            assert re.search(
                rf'href="#{factor.key}"><span class="tag (given|flagged)">{factor.level} / {factor.goal}<', whole
            )


def test_a_page_of_the_same_results_is_the_same_text(whole: str) -> None:
    assert render(assess_all(shipped())) == whole


def test_the_short_section_is_well_formed_and_names_what_is_short() -> None:
    for text in (section(), section(SHOWN)):
        reader = Reader(text)
        assert reader.faults == []
        assert reader.open == []
        assert PROMISES.search(words(text)) is None
    view = short(None)
    assert view.met + len(view.short_of) == view.whole == 13
    assert all(each.name in words(section()) for each in view.short_of)
    assert all(miss.name in words(section()) for miss in view.misses)


def test_left_out_studies_are_told_or_told_to_be_missing() -> None:
    assert left_out(None) == (NOT_SHOWN,)
    first, coverage, pain, odi = left_out(SHOWN)
    assert "20 studies (8 controlled, 30 arms, 1,900 people)" in first
    assert "80 % intervals held 20 of 40 numbers, which does not agree with 80 %" in coverage
    assert coverage.startswith(
        "Arms of controlled trials: 50 % intervals held 20 of 40 numbers, which agrees with 50 %"
    )
    assert "pain: closer than every baseline" in pain
    assert "disability (ODI): not closer than grand mean" in odi
    assert "left-out arms of controlled trials: 80 % intervals hold 20 of 40 numbers" in section(SHOWN)
