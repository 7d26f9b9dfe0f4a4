"""From facts to findings: kinds, ranges from counts, and facts that nobody shows."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from scipy.stats import binomtest

from pulposus.errors import RunError
from pulposus.evidence.aftermath.read import FACT_TOPICS, record
from pulposus.evidence.aftermath.records import Amount, Ratio, Share, Time
from pulposus.evidence.aftermath.schema import Item
from pulposus.library import facts


def test_a_count_with_its_time_and_source() -> None:
    found = record(Item(fact="concentrate_surgery", what="had an operation"), "later_surgery")
    share = found.measure
    assert isinstance(share, Share)
    assert (share.events, share.of) == (6, 26)
    low, high = binomtest(6, 26).proportion_ci()
    assert (share.low, share.high) == pytest.approx((low, high))
    assert found.followed == Time(36, "months")
    assert found.source.key == "pettine_2017"


def test_kinds() -> None:
    printed = record(Item(fact="pooled_reoperation", what="had an operation"), "later_surgery").measure
    assert isinstance(printed, Share)
    assert printed.printed
    assert (printed.low, printed.high) == pytest.approx((0.009, 0.175))
    ratio = record(Item(fact="related_event", what="related events"), "any_harm").measure
    assert isinstance(ratio, Ratio)
    assert (ratio.value, ratio.low, ratio.high) == (3.05, 1.11, 8.4)
    stay = record(Item(fact="fusion_stay", what="in hospital"), "nights").measure
    assert isinstance(stay, Amount)
    assert (stay.value, stay.sd, stay.unit) == (3.6, 1.8, "days")
    bare = record(Item(fact="opioid_serious", what="had a serious event"), "serious_harm").measure
    assert isinstance(bare, Share)
    assert bare.low is None
    average = record(Item(fact="opioid_overdose", what="had an overdose"), "specific_harm").followed
    assert average == Time(42, "months", average=True)


def test_words_take_their_numbers_from_facts() -> None:
    item = Item(fact="punctured_discs", what="{punctured_discs} against {unpunctured_discs}", in_words=True)
    found = record(item, "long_term")
    assert found.what == "77 against 260"
    assert found.measure is None


def test_a_stem_without_facts_is_named() -> None:
    with pytest.raises(RunError, match="holds 0 measures under 'nobody'"):
        record(Item(fact="nobody", what="had nothing"), "any_harm")


def test_a_stem_of_another_file_is_not_found() -> None:
    with pytest.raises(RunError, match=r"harms.yaml' holds 0 measures under 'fusion_stay'"):
        record(Item(fact="fusion_stay", what="in hospital"), "any_harm")


@pytest.mark.parametrize("topic", FACT_TOPICS)
def test_no_range_of_a_count_is_typed(topic: str) -> None:
    library = facts(topic)
    for name, fact in library.items():
        if fact.spread_kind == "range":
            stem = re.sub(r"_(percent|ratio)$", "", name)
            assert stem != name, f"{name} has a range and is neither a pooled percentage nor a ratio"
            assert f"{stem}_of" not in library
        of = f"{name.removesuffix('_events')}_of"
        if name.endswith("_events") and of in library:
            assert fact.value <= library[of].value
            assert (fact.spread_kind, library[of].spread_kind) == ("none", "none")


@pytest.mark.parametrize("topic", FACT_TOPICS)
def test_every_fact_is_shown_by_a_treatment(topic: str) -> None:
    folder = files("pulposus.evidence") / "aftermath" / "treatments"
    text = " ".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    stems = set(re.findall(r"fact: (\w+)", text)) | set(re.findall(r"\{(\w+)\}", text))
    kinds = r"_(events|of|percent|ratio|nights|days|weeks|per_100_years|per_1000_years|followed_\w+)$"
    unused = {n for n in facts(topic) if n not in stems and re.sub(kinds, "", n) not in stems}
    assert unused == set()
