"""The library's 24 treatments: every topic is answered, what is borrowed says so, published numbers stand there."""

from __future__ import annotations

import pytest

from pulposus.errors import RunError
from pulposus.evidence.aftermath.load import file, of_library
from pulposus.evidence.aftermath.records import TOPICS, Share
from pulposus.treatment import load, names


@pytest.mark.parametrize("key", names())
def test_every_topic_is_answered_in_one_way(key: str) -> None:
    found = of_library(key)
    assert tuple(answer.topic for answer in found.answers) == TOPICS
    for answer in found.answers:
        assert [bool(answer.records), bool(answer.unknown), bool(answer.nothing)].count(True) == 1
        assert all(sentence.endswith(".") for sentence in (*answer.unknown, *answer.nothing))


def test_published_counts_stand_where_they_belong() -> None:
    expected = {
        ("bm_expanded", "serious_harm"): (2, 136),
        ("prp", "serious_harm"): (1, 49),
        ("saline", "infection"): (12, 4891),
        ("bm_concentrate", "later_surgery"): (6, 26),
        ("bvn_ablation", "serious_harm"): (0, 66),
        ("bm_msc_hyaluronan", "infection"): (1, 60),
        ("discectomy", "later_surgery"): (74, 810),
    }
    for (key, topic), count in expected.items():
        head = of_library(key).answer(topic).head  # type: ignore[arg-type]
        assert head is not None
        assert isinstance(head.measure, Share)
        assert (head.measure.events, head.measure.of) == count


@pytest.mark.parametrize("key", ["bm_msc_fibrin", "bm_msc_hydrogel", "bm_msc_scaffold", "bm_msc_prp"])
def test_products_that_nobody_counted_say_so_at_every_number(key: str) -> None:
    for topic in ("any_harm", "serious_harm", "infection", "later_surgery"):
        records = of_library(key).answer(topic).records  # type: ignore[arg-type]
        assert records
        assert all(record.borrowed and "none with" in record.borrowed for record in records)


def test_return_to_work_after_an_injection_into_a_disc_is_unknown() -> None:
    for key in names():
        if load(key).needle_into_disc:
            assert of_library(key).answer("work").unknown, key


def test_advice_of_clinics_is_marked() -> None:
    for key in names():
        for answer in of_library(key).answers:
            for record in answer.records:
                assert record.advice == ("_advice_" in record.source.key or record.source.key.startswith("clinic_"))


def test_a_treatment_without_a_file_is_named() -> None:
    with pytest.raises(RunError, match="'acupuncture' has no file of recovery and harms"):
        file("acupuncture")
