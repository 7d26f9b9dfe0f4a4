"""The finished page: well-formed, self-contained, named for those who do not see, and without promises."""

from __future__ import annotations

import base64
import itertools
import re
from html.parser import HTMLParser

import fake

import pulposus
from pulposus.report.words import PROMISES

VOID = {"meta", "img", "br", "link", "hr", "input", "source"}


class Reader(HTMLParser):
    """Tags in order, unbalanced tags, and the visible text outside style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.text: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and data.strip():
            self.text.append((self.open[-1] if self.open else "", data.strip()))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def words(page: str) -> str:
    return " ".join(text for _, text in Reader(page).text)


def test_tags_are_balanced_and_ids_unique(page: str) -> None:
    reader = Reader(page)
    assert reader.faults == []
    assert reader.open == []
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_balance_check_can_fail() -> None:
    assert Reader("<p><b>x</p></b>").faults


def test_links_inside_the_page_lead_somewhere(page: str) -> None:
    reader = Reader(page)
    ids = {attributes["id"] for _, attributes in reader.tags if "id" in attributes}
    inner = [a["href"][1:] for a in reader.all("a") if a["href"].startswith("#")]
    assert len(inner) >= 8
    assert set(inner) <= ids


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    reader = Reader(page)
    assert not {"script", "link", "iframe", "object", "embed", "form", "base"} & {tag for tag, _ in reader.tags}
    for tag, attributes in reader.tags:
        for name, value in attributes.items():
            if name in ("src", "srcset", "poster", "background", "data"):
                assert value.startswith("data:image/"), (tag, name)
            if name.startswith("on"):
                raise AssertionError(f"{tag} has an event handler")
    assert not re.search(r"@import|url\(", page.split("</style>")[0])


def test_pictures_load_nothing_either(page: str) -> None:
    sources = [a["src"] for a in Reader(page).all("img") if "svg" in a["src"][:30]]
    assert len(sources) > 10
    for source in sources:
        svg = base64.b64decode(source.split(",", 1)[1]).decode()
        assert "<script" not in svg
        # Namespaces are names; anything that is fetched stands in href or url().
        fetched = re.findall(r'(?:href|src)="([^"]*)"|url\(([^)]*)\)', svg)
        assert all((a or b).startswith(("#", "data:image/png;base64,")) for a, b in fetched)


def test_every_picture_says_what_it_shows(page: str) -> None:
    for image in Reader(page).all("img"):
        assert len(image["alt"]) > 25
        assert int(image["width"]) > 0
        assert int(image["height"]) > 0


def test_headings_do_not_skip_a_level(page: str) -> None:
    reader = Reader(page)
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert reader.all("html")[0]["lang"].startswith("en")
    assert reader.all("a")[0]["href"] == "#main"


def test_table_headers_have_scope_and_tables_captions(page: str) -> None:
    reader = Reader(page)
    assert all(th["scope"] in ("row", "col", "rowgroup", "colgroup") for th in reader.all("th"))
    assert len(reader.all("caption")) == len(reader.all("table")) >= 8
    assert all(td["colspan"] for td in reader.all("th") if td["scope"] in ("rowgroup", "colgroup"))


def test_research_only_stands_before_everything_else(page: str) -> None:
    text = words(page)
    assert text.index(pulposus.RESEARCH_ONLY) < text.index("See a doctor") < text.index("In short")


def test_the_page_promises_nothing(page: str) -> None:
    own = words(page).split("Sources of the numbers")[0]
    assert PROMISES.findall(own) == []
    alternatives = " ".join(image["alt"] for image in Reader(page).all("img"))
    assert PROMISES.findall(alternatives) == []


def test_the_promise_check_can_fail() -> None:
    assert PROMISES.search("It regenerates the disc.")
    assert PROMISES.search("a proven to work cure")
    assert not PROMISES.search("no regenerative product; secure, accurate, healthy")


def test_comparators_beside_every_treatment(one_disc: str, many: str) -> None:
    for page, arms in ((one_disc, fake.ARMS), (many, fake.MANY)):
        pain = [i["alt"] for i in Reader(page).all("img") if i["alt"].startswith("Pain under")]
        assert len(pain) == len(arms)
        adds = sum(arm[-1] != 0 for arm in arms.values())
        assert sum("Its control arm (" in alt for alt in pain) == adds
        assert "no patient can observe" in words(page)
    assert "Natural course, sham injection and saline in the disc stand beside every treatment" in words(one_disc)
    assert "Natural course, sham injection, placebo pill and saline into the disc stand beside" in words(many)


def test_no_name_and_no_identifier_reaches_the_page(three_discs: str) -> None:
    hidden = ("Zaphod", "Beeblebrox", "4711", "1981", "Slartibartfast", "PatientName")
    pictures = b"".join(
        base64.b64decode(image["src"].split(",", 1)[1]) for image in Reader(three_discs).all("img")
    ).decode("latin-1")
    for word in hidden:
        assert word not in three_discs
        assert word not in pictures


def test_given_and_assumed_are_marked(one_disc: str) -> None:
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td>[^<]+</td><td><span class="tag (\w+)">', one_disc))
    assert rows["Age"] == "given"
    assert rows["Back pain now"] == rows["Disability now (ODI)"] == rows["Pain for"] == "assumed"


def test_failures_are_shown_and_escaped(one_disc: str, three_discs: str) -> None:
    assert "2 of 64 draws &lt;left out&gt;" in three_discs
    assert "Draws that did not finish" not in one_disc
    assert "All draws of this run finished" in one_disc


def test_several_discs_in_one_page(three_discs: str) -> None:
    for level in ("L3/4", "L5/S1"):
        assert f"Disc {level}, not treated</h2>" in three_discs
    assert "Disc L4/5</h2>" in three_discs
    assert three_discs.count("Pfirrmann grade, as chances") == 3


def test_image_with_attribution_or_no_image(one_disc: str, three_discs: str) -> None:
    assert 'id="image"' not in one_disc
    assert "#image" not in one_disc
    assert "Mid-sagittal slice with named discs." in three_discs
    caption = three_discs.split('class="mri"')[1].split("</figcaption>")[0]
    assert "CC BY 4.0" in caption
    assert "CC BY 4.0" in one_disc


def test_page_is_small(page: str) -> None:
    assert len(page.encode()) < 3_000_000


def test_sources_are_listed_with_address(one_disc: str) -> None:
    section = one_disc.split('id="sources"')[1]
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/15167342/"' in section
    assert 'href="https://doi.org/10.2519/jospt.2020.9971"' in section
    assert "12 of 4,891 people" in one_disc


def test_seed_and_draws_say_how_to_repeat(one_disc: str) -> None:
    assert "--seed 3" in one_disc
    assert "--draws 64" in one_disc
    assert pulposus.__version__ in one_disc


def test_notes_of_measures_stand_once_and_are_linked(one_disc: str) -> None:
    assert one_disc.count("outside the imaged slab") == 1
    note = re.search(r"Width, side to side</th>.*?#disc-l4-5-note-(\d)", one_disc)
    assert note is not None
    assert re.search(rf'id="disc-l4-5-note-{note[1]}">outside the imaged slab</li>', one_disc)
