"""Which trials of the base form a network."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from pulposus.evidence.load import studies
from pulposus.evidence.meta.network.gather import trials


def test_the_longest_visit_of_most_arms_is_taken(build: SimpleNamespace) -> None:
    pain = build.pain
    study = build.study(
        "s",
        build.arm("cells", "bm_msc", [pain(6, -20, sd=20), pain(12, -30, sd=20), pain(24, -90, sd=20)],
                  product=build.CELLS),
        build.arm("sham", "sham", [pain(6, -10, sd=20), pain(12, -15, sd=20)]),
        build.arm("usual", "natural", [pain(6, 0, sd=20)], setting="natural course"),
    )  # fmt: skip
    (block,) = trials([study], "pain").blocks
    assert block.treatments == ("bm_msc", "sham", "natural")
    assert block.differences == (10, 20)
    assert block.notes[0] == "month 6"
    (late,) = trials([study], "pain", (12.0, 12.0, math.inf)).blocks
    assert late.treatments == ("bm_msc", "sham")
    assert late.differences == (15,)


def test_two_doses_are_one_node(build: SimpleNamespace) -> None:
    arms = [build.arm(key, "bm_msc", [build.pain(12, change, sd=20)], product=build.CELLS) for key, change in
            (("low", -20), ("high", -40))]  # fmt: skip
    study = build.study("s", *arms, build.arm("sham", "sham", [build.pain(12, -15, sd=20)]))
    (block,) = trials([study], "pain").blocks
    assert (block.treatments, block.differences, block.people) == (("bm_msc", "sham"), (15,), (60, 30))


def test_cohorts_pooled_reviews_and_the_same_people_stay_out(build: SimpleNamespace) -> None:
    def twin(key: str, **more: object) -> object:
        return build.study(
            key, build.arm("cells", "bm_msc", [build.pain(12, -30, sd=20)], product=build.CELLS),
            build.arm("sham", "sham", [build.pain(12, -15, sd=20)]), **more,
        )  # fmt: skip

    base = [twin("a"), twin("b", same_people_as="a"), twin("c", design="single arm"), twin("d", design="meta-analysis")]
    assert [block.study for block in trials(base, "pain").blocks] == ["a"]


def test_what_is_left_out_says_why(build: SimpleNamespace) -> None:
    silent = build.study("silent", build.arm("cells", "bm_msc", product=build.CELLS), build.arm("sham", "sham"))
    kept = build.study("kept", build.arm("cells", "bm_msc", product=build.CELLS), use="check")
    assert [(out.study, out.why) for out in trials([silent, kept], "odi").left_out] == [
        ("kept", "the base keeps it for 'check' only"),
        ("silent", "no ODI in numbers that compares two treatments"),
    ]


def test_the_base_has_published_differences() -> None:
    """VAST -34.0 against -30.5; Intracept ODI -25.1 (SD 17.4, 61 people) against -2.4 (14.3, 72) at six months."""
    pain = {block.study: block for block in trials(studies(), "pain").blocks}
    assert dict(zip(pain["vast_2021"].treatments[1:], pain["vast_2021"].differences, strict=True)) == pytest.approx(
        {"saline": 3.5}
    )
    odi = {block.study: block for block in trials(studies(), "odi").blocks}["intracept_2021"]
    assert odi.treatments == ("bvn_ablation", "natural")
    assert odi.differences == pytest.approx((22.7,))
    assert odi.sampling[0][0] == pytest.approx(17.4**2 / 61 + 14.3**2 / 72)
