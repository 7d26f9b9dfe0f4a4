"""The section on what people are told: every statement, verdict as word and sign, sources that lead somewhere."""

from __future__ import annotations

import re
from importlib.resources import files

import jinja2
import pytest
from test_report_page import Reader, words

from pulposus.claims import Judgement, judge_all
from pulposus.report.claims import BADGES, ClaimsView, used_sources, view
from pulposus.report.words import PROMISES


@pytest.fixture(scope="module")
def found() -> tuple[Judgement, ...]:
    return judge_all()


@pytest.fixture(scope="module")
def shown(found: tuple[Judgement, ...]) -> ClaimsView:
    return view(found, {source.key: place for place, source in enumerate(used_sources(found), start=1)})


@pytest.fixture(scope="module")
def page(shown: ClaimsView) -> str:
    folder = files("pulposus.report") / "template"
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("claims.html.j2").render(claims=shown)


def test_it_is_well_formed_and_promises_nothing(page: str) -> None:
    reader = Reader(page)
    assert (reader.faults, reader.open) == ([], [])
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all(th["scope"] in ("row", "col") for th in reader.all("th"))
    assert len(reader.all("caption")) == len(reader.all("table")) == 25
    assert PROMISES.findall(words(page)) == []


def test_every_statement_has_its_group_badge_and_sentence(
    shown: ClaimsView, page: str, found: tuple[Judgement, ...]
) -> None:
    assert [block.title for block in shown.blocks] == [
        "The disc", "Today's treatments", "What is done", "How it is said to work", "What it is said to do",
        "What is promised",
    ]  # fmt: skip
    rows = {row.id: row for block in shown.blocks for row in block.rows}
    assert set(rows) == {one.claim.id for one in found}
    text = words(page)
    for one in found:
        assert f"{one.claim.id}. {one.claim.statement} {BADGES[one.verdict][0]} {one.verdict} {one.sentence}" in text


def test_a_badge_is_a_word_and_a_sign_and_not_only_a_colour(page: str) -> None:
    assert len({sign for sign, _ in BADGES.values()}) == len({look for _, look in BADGES.values()}) == len(BADGES)
    badges = re.findall(r'<span class="tag ([\w-]+)"><span aria-hidden="true">(.)</span> ([\w ]+)</span>', page)
    assert len(badges) > 25
    assert {(word, sign, look) for look, sign, word in badges} == {(w, s, k) for w, (s, k) in BADGES.items()}


def test_counts_add_up(shown: ClaimsView) -> None:
    assert sum(count for _, count in shown.counts) == shown.total == 25


def test_every_number_stands_there_with_its_kind(shown: ClaimsView, page: str) -> None:
    text = words(page)
    assert "−3.72 points of 100" in text
    assert "(without a control)" in text
    assert "assumed, not measured" in text
    lines = [line for b in shown.blocks for r in b.rows for p in r.parts for line in p.lines]
    assert all(line.number and line.kind for line in lines)


def test_sources_lead_to_the_list_and_to_where_they_were_read(
    shown: ClaimsView, page: str, found: tuple[Judgement, ...]
) -> None:
    sources = [source for block in shown.blocks for row in block.rows for source in row.sources]
    assert {source.anchor for source in sources if source.ref} == {f"ref-{s.key}" for s in used_sources(found)}
    assert all(source.ref or not source.address.startswith("http") for source in sources)
    links = {a["href"] for a in Reader(page).all("a")}
    assert {link for link in links if not link.startswith(("http", "#ref-"))} == set()
    assert "https://doi.org/10.1002/jsp2.70086" in links  # DREAM was read under a bare DOI


def test_without_a_list_of_sources_there_is_no_dead_link(found: tuple[Judgement, ...]) -> None:
    rows = [row for block in view(found).blocks for row in block.rows]
    assert not any(source.ref for row in rows for source in row.sources)


def test_trials_that_report_nothing_are_named_and_not_listed(shown: ClaimsView) -> None:
    (row,) = [row for block in shown.blocks for row in block.rows if row.id == "S1"]
    assert "Gornet 2024" in row.silent
    assert "Gornet 2024" not in {source.name for source in row.sources}
