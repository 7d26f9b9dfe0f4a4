"""Parts stand side by side: the worst first, nothing summed, nothing lost, unknown kept."""

from __future__ import annotations

from pulposus.evidence.aftermath.load import of_library
from pulposus.evidence.aftermath.records import TOPICS, Share
from pulposus.evidence.aftermath.union import severity, union

PARTS = (of_library("exercise"), of_library("bm_concentrate"), of_library("discectomy"))
BOTH = union("all", "All", PARTS)


def test_nothing_is_lost_and_nothing_is_summed() -> None:
    for topic in TOPICS:
        inside = [record.measure for part in PARTS for record in part.answer(topic).records]
        outside = [record.measure for record in BOTH.answer(topic).records]
        assert sorted(map(str, inside)) == sorted(map(str, outside))


def test_the_worst_share_stands_first_and_names_its_part() -> None:
    heads = [part.answer("later_surgery").head for part in PARTS]
    shares = [head.measure.share for head in heads if head and isinstance(head.measure, Share)]
    first = BOTH.answer("later_surgery").head
    assert first is not None
    assert isinstance(first.measure, Share)
    assert first.measure.share == max(shares)
    assert first.part == "Exercise and rehabilitation"


def test_the_worst_recovery_is_the_smallest_share_back() -> None:
    pair = union("pair", "Pair", (of_library("discectomy"), of_library("fusion")))
    first = pair.answer("work").head
    assert first is not None
    assert first.part == "Fusion"
    assert isinstance(first.measure, Share)
    assert first.measure.share == 0.66


def test_unknown_of_one_part_stays_beside_the_numbers_of_another() -> None:
    work = BOTH.answer("work")
    assert work.records
    assert [sentence.split(":")[0] for sentence in work.unknown] == ["Marrow concentrate"]


def test_what_does_not_arise_is_said_only_where_it_arises_for_no_part() -> None:
    assert BOTH.answer("infection").nothing == ()
    tablets = union("tablets", "Tablets", (of_library("nsaid"), of_library("placebo_pill")))
    assert len(tablets.answer("infection").nothing) == 2


def test_a_share_stands_before_an_amount_and_an_amount_before_a_ratio() -> None:
    share = of_library("fusion").answer("serious_harm").records[0]
    amount = of_library("fusion").answer("nights").records[0]
    ratio = of_library("exercise").answer("serious_harm").records[0]
    order = sorted([ratio, amount, share], key=lambda r: severity(r, "serious_harm"), reverse=True)
    assert order == [share, amount, ratio]
