"""Scaling to a common month: a closed form, a published course, and the refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulposus.evidence.aftermath import aftermath, by_month
from pulposus.evidence.aftermath.records import Record, Share, Time

PETTINE = aftermath("bm_concentrate").answer("later_surgery").records


def share(record: Record) -> Share:
    assert isinstance(record.measure, Share)
    return record.measure


def test_a_constant_rate() -> None:
    at = by_month(PETTINE[0], 12)
    assert at.scaled
    assert at.share is not None
    assert at.share.share == pytest.approx(1 - (20 / 26) ** (1 / 3))
    assert "Scaled from 36 months" in at.why
    assert at.share.events is None


def test_two_halves_make_the_whole() -> None:
    half = by_month(PETTINE[0], 18).share
    assert half is not None
    assert 1 - (1 - half.share) ** 2 == pytest.approx(share(PETTINE[0]).share)


def test_against_what_the_same_people_showed_earlier() -> None:
    # Six of 26 by month 36; the same paper's people: five by month 24, two by month 12.
    for earlier in PETTINE[1:3]:
        assert earlier.followed is not None
        scaled = by_month(PETTINE[0], earlier.followed.months).share
        counted = share(earlier)
        assert scaled is not None
        assert counted.low is not None
        assert counted.high is not None
        assert counted.low < scaled.share < counted.high


def test_at_its_own_time_it_is_as_counted() -> None:
    at = by_month(PETTINE[0], 36)
    assert at.share is PETTINE[0].measure
    assert not at.scaled


@pytest.mark.parametrize(
    ("record", "month", "why"),
    [
        (PETTINE[0], 48, "36 months only"),
        (replace(PETTINE[0], followed=None), 12, "gives no time"),
        (replace(PETTINE[0], followed=Time(36, "months", average=True)), 12, "different times"),
        (aftermath("exercise").answer("serious_harm").records[0], 12, "not a share"),
    ],
)
def test_it_never_goes_beyond_what_was_followed(record: Record, month: float, why: str) -> None:
    at = by_month(record, month)
    assert at.share is None
    assert why in at.why
