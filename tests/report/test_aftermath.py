"""The part on recovery and harms: equal detail, one denominator, unknown as unknown, sources that lead somewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import fake
import jinja2
import pytest

from pulposus.evidence.aftermath import TOPICS, aftermath
from pulposus.evidence.aftermath.union import NOT_STUDIED
from pulposus.forecasting.result import Forecast
from pulposus.report.aftermath import COLUMNS, AftermathView, found, used_sources, view
from pulposus.report.aftermath_words import NOTHING, OF, TITLES, UNKNOWN, line, lines, out_of
from pulposus.report.words import PROMISES
from pulposus.treatment import load, names

ALL = {key: (load(key).name, load(key).what, load(key).group, load(key).context, 10, 0) for key in names()}


def shown(forecast: Forecast) -> AftermathView:
    every = found(forecast)
    return view(forecast, every, {source.key: place for place, source in enumerate(used_sources(every), start=1)})


def rendered(seen: AftermathView) -> str:
    folder = files("pulposus.report") / "template"
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("aftermath.html.j2").render(aftermath=seen)


class Reader(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@pytest.fixture(scope="module")
def whole() -> AftermathView:
    return shown(fake.forecast(arms=ALL))


@pytest.fixture(scope="module")
def page(whole: AftermathView) -> str:
    return rendered(whole)


def rows(seen: AftermathView) -> dict[str, object]:
    return {row.key: row for block in seen.blocks for row in block.rows}


def test_every_treatment_has_the_same_columns_and_the_same_topics(whole: AftermathView) -> None:
    assert set(rows(whole)) == set(names())
    for block in whole.blocks:
        for row in block.rows:
            assert [cell.heading for cell in row.cells] == [TITLES[topic] for topic in COLUMNS]
            assert [title for title, _ in row.lists] == [TITLES[topic] for topic in TOPICS]
            assert all(entries for _, entries in row.lists)


def test_every_place_holds_a_number_a_reason_or_an_unknown(whole: AftermathView) -> None:
    places = [cell.first for block in whole.blocks for row in block.rows for cell in row.cells]
    assert len(places) == whole.asked == len(names()) * len(COLUMNS)
    for place in places:
        assert place.word == (place.large in (UNKNOWN, NOTHING))
        assert place.word or (place.ref and place.who)
    assert whole.unknown == sum(place.large == UNKNOWN for place in places) > 30


def test_unknown_is_printed_with_its_sentence(page: str) -> None:
    text = " ".join(Reader(page).words)
    assert "No published distribution of the return to work after an injection into a disc was found." in text
    assert re.search(r"Of 120 places in these tables \d+ are unknown and \d+ hold only what clinics tell people", text)
    assert "unknown is not zero" in text


def test_one_denominator_for_all(whole: AftermathView) -> None:
    head = aftermath("bm_expanded").answer("serious_harm").head
    assert head is not None
    said = line(head, {head.source.key: 7})
    assert (said.large, said.small, said.counted, said.ref) == ("15", "1.8 to 52", "2 of 136 people", "7")
    infection = aftermath("saline").answer("infection").head
    assert infection is not None
    assert line(infection, {}).large == "2.5"
    assert whole.small_study_up_to == "308"  # 1 - 0.025 ** 0.1


@pytest.mark.parametrize(("share", "text"), [(0, "0"), (0.00047, "0.5"), (0.002, "2"), (0.0294, "29"), (1, str(OF))])
def test_out_of(share: float, text: str) -> None:
    assert out_of(share) == text


def test_a_rate_is_put_on_the_same_denominator() -> None:
    rates = lines(aftermath("opioid").answer("specific_harm"), {})
    overdose = next(entry for entry in rates if "a year" in entry.what)
    assert overdose.large == "18"  # 1.8 of 100 people a year
    assert "of 1000 people a year" in overdose.what


def test_other_denominators_are_named() -> None:
    head = lines(aftermath("epidural_steroid").answer("serious_harm"), {})[0]
    assert (head.large, head.small) == ("0", "0 to 0.9")
    assert head.what == "of 1000 injections were followed by a major complication within 10 days"


def test_times_stand_in_the_unit_of_the_source() -> None:
    duty = lines(aftermath("discectomy").answer("light_activity"), {})[0]
    assert duty.what.endswith("after 8 weeks")
    later = lines(aftermath("natural").answer("later_surgery"), {})
    assert later[0].what.endswith("over 5.2 years, on average")
    assert later[1].what.endswith("within 8 years")


def test_a_later_operation_is_scaled_only_where_it_can_be(whole: AftermathView) -> None:
    last = {key: row.cells[-1].on_horizon for key, row in rows(whole).items()}  # type: ignore[attr-defined]
    assert last["bm_concentrate"] == "By month 24 at a constant rate: 160"  # 1 - (20 / 26) ** (24 / 36)
    assert last["fusion"] == ""  # counted at month 24
    assert last["bm_expanded"] == ""  # no time given
    assert last["natural"] == ""  # an average time


def test_numbers_lead_to_the_list_of_sources(whole: AftermathView, page: str) -> None:
    links = [a for tag, a in Reader(page).tags if tag == "a" and a.get("class") == "ref"]
    every = found(fake.forecast(arms=ALL))
    places = {f"#ref-{source.key}" for source in used_sources(every)}
    assert {a["href"] for a in links} == places
    assert all(a["aria-label"] for a in links)
    assert whole.month == "24"


def test_cards_of_a_phone_say_which_column_it_is(page: str) -> None:
    labels = re.findall(r'<span class="lab">([^<]+)</span>', page)
    assert len(labels) == len(names()) * len(COLUMNS)
    assert set(labels) == {TITLES[topic] for topic in COLUMNS}


def test_tables_are_named_and_headers_have_a_scope(page: str) -> None:
    tags = Reader(page).tags
    assert sum(tag == "table" for tag, _ in tags) == sum(tag == "caption" for tag, _ in tags) == 10
    assert all(a.get("scope") in ("row", "col", "rowgroup") for tag, a in tags if tag == "th")
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))


def test_it_promises_nothing(page: str) -> None:
    assert PROMISES.findall(" ".join(Reader(page).words)) == []


def test_advice_is_marked_as_no_outcome(page: str, whole: AftermathView) -> None:
    advised = [c for b in whole.blocks for r in b.rows for c in r.cells if c.first.advice]
    assert len(advised) == whole.advised > 10
    assert page.count("advice of clinics, no outcome") >= len(advised)


def test_a_stranger_is_unknown_throughout() -> None:
    arms = {"natural": ALL["natural"], "mine": ("Mine", "Something.", "injection", "sham", 10, 0)}
    mine = rows(shown(fake.forecast(arms=arms)))["mine"]
    assert all(cell.first.large == UNKNOWN for cell in mine.cells)  # type: ignore[attr-defined]


def test_what_is_given_stands_in_for_a_key() -> None:
    forecast = fake.forecast(arms={"mine": ("Mine", "Something.", "injection", "sham", 10, 0)})
    known = {"mine": replace(aftermath("prp"), key="mine")}
    assert found(forecast, known)["mine"] is known["mine"]


def test_a_combination_shows_the_worst_part_and_what_is_unknown() -> None:
    arms = {"bm_msc_and_exercise": ("Both", "Both.", "cells", "intradiscal saline", 10, 0)}
    seen = shown(fake.forecast(arms=arms))
    row = seen.blocks[0].rows[0]
    assert row.notes == (NOT_STUDIED,)
    work = row.cells[COLUMNS.index("work")]
    assert work.first.what.startswith("Exercise and rehabilitation:")
    assert [entry.what.split(":")[0] for entry in work.also] == ["Marrow-derived cells in saline"]
    text = " ".join(Reader(rendered(seen)).words)
    assert "Unknown for Marrow-derived cells in saline" in text
    assert "Nobody has counted recovery or harms of this combination" in text
