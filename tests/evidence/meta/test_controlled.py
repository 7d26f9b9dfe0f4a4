"""Which arms are compared, at which visit, and with what uncertainty."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pulposus.evidence.load import studies
from pulposus.evidence.meta.controlled import differences
from pulposus.evidence.meta.gathered import BLINDABLE, Question, comparator
from pulposus.evidence.meta.kinds import Differences
from pulposus.evidence.schema import Study


def trial(
    build: SimpleNamespace, key: str = "t", arm_pain: float = -30, control_pain: float = -20, **more: object
) -> Study:
    return build.study(
        key,
        build.arm("cells", "bm_msc", [build.pain(12, arm_pain, sd=24)], product=build.CELLS, n=36),
        build.arm("sham", "sham", [build.pain(12, control_pain, sd=20)], n=25),
        **more,
    )


def test_a_trial_gives_its_difference(build: SimpleNamespace) -> None:
    found = differences([trial(build)], Question("pain"))
    (one,) = found.effects.items
    assert isinstance(found.effects, Differences)
    assert one.value == -10
    assert one.variance == pytest.approx(24**2 / 36 + 20**2 / 25)
    assert (one.study, one.people, one.month, one.notes) == ("t", 36, 12, ())
    assert one.name == "T: cells against sham"


def test_a_cohort_without_a_control_gives_none(build: SimpleNamespace) -> None:
    cohort = build.study(
        "c", build.arm("cells", "bm_msc", [build.pain(12, -60, sd=20)], product=build.CELLS), design="single arm"
    )
    assert len(differences([cohort], Question("pain")).effects) == 0
    both = differences([trial(build), cohort], Question("pain"))
    assert both.effects.items == differences([trial(build)], Question("pain")).effects.items


def test_the_same_people_are_counted_once(build: SimpleNamespace) -> None:
    found = differences([trial(build), trial(build, "u", -50, same_people_as="t")], Question("pain"))
    assert [one.study for one in found.effects.items] == ["t"]


def test_usual_care_is_not_pooled_with_sham(build: SimpleNamespace) -> None:
    care = build.study(
        "care",
        build.arm("cells", "bm_msc", [build.pain(12, -40, sd=20)], product=build.CELLS),
        build.arm("usual", "natural", [build.pain(12, 5, sd=20)], setting="natural course"),
    )
    assert [one.study for one in differences([care, trial(build)], Question("pain")).effects.items] == ["t"]
    asked = Question("pain", against=("natural course",))
    assert [one.value for one in differences([care, trial(build)], asked).effects.items] == [-45]


def test_two_doses_share_their_control(build: SimpleNamespace) -> None:
    two = build.study(
        "two",
        build.arm("low", "bm_msc", [build.pain(12, -22, sd=24)], product=build.CELLS, n=36),
        build.arm("high", "bm_msc", [build.pain(12, -32, sd=24)], product=build.CELLS, n=36),
        build.arm("sham", "sham", [build.pain(12, -20, sd=20)], n=25),
    )
    effects = differences([two], Question("pain")).effects
    assert list(effects.values) == [-2, -12]
    assert effects.sampling[0, 1] == pytest.approx(20**2 / 25)
    assert effects.between[0, 1] == 0.5


def test_an_arm_is_compared_in_its_own_setting(build: SimpleNamespace) -> None:
    both = build.study(
        "both",
        build.arm("cells", "bm_msc", [build.pain(12, -30, sd=20)], product=build.CELLS, setting="intradiscal saline"),
        build.arm("saline", "saline", [build.pain(12, -25, sd=20)], setting="intradiscal saline"),
        build.arm("sham", "sham", [build.pain(12, -10, sd=20)]),
    )
    assert [one.control for one in differences([both], Question("pain")).effects.items] == ["saline"]


def test_a_missing_sd_is_borrowed_and_said(build: SimpleNamespace) -> None:
    bare = build.study(
        "bare",
        build.arm("cells", "bm_msc", [build.pain(12, -30)], product=build.CELLS),
        build.arm("sham", "sham", [build.pain(12, -20)]),
    )
    assert differences([bare], Question("pain")).left_out[0].why.startswith("no change of pain in points")
    found = differences([bare, trial(build)], Question("pain")).effects
    lent = next(one for one in found.items if one.study == "bare")
    assert any("borrowed from 2 other arms" in note for note in lent.notes)


def test_scores_stand_in_where_no_change_can_be_told(build: SimpleNamespace) -> None:
    def score(mean: float) -> dict[str, object]:
        return {"month": 12, "measure": "pain", "statistic": "mean", "value": mean, "sd": 20}

    found = differences(
        [build.study("s", build.arm("cells", "bm_msc", [score(35)], product=build.CELLS),
                     build.arm("sham", "sham", [score(45)]))], Question("pain")
    ).effects  # fmt: skip
    assert (found.items[0].value, found.items[0].notes) == (-10, ("scores at the visit, not changes",))


def test_a_printed_difference_is_the_last_resort(build: SimpleNamespace) -> None:
    contrast = {"arm": "cells", "control": "sham", "month": 12, "measure": "pain", "difference": -4,
                "ci95": [-11.839856, 3.839856], "read_in": "paper"}  # fmt: skip
    printed = build.study(
        "p", build.arm("cells", "bm_msc", product=build.CELLS), build.arm("sham", "sham"), contrasts=[contrast]
    )
    one = differences([printed], Question("pain")).effects.items[0]
    assert (one.value, one.notes) == (-4, ("difference as printed",))
    assert one.variance == pytest.approx(16, rel=1e-5)


def test_standard_deviations_are_a_scale_of_their_own(build: SimpleNamespace) -> None:
    effects = differences([trial(build)], Question("pain", "SMD")).effects
    assert effects.scale == "SMD"
    assert effects.items[0].value == pytest.approx(-10 / 22.4, rel=0.03)


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        (([], []), "no pain in numbers from month 3 to 18"),
        (([(24, -30)], [(24, -20)]), "no pain in numbers from month 3 to 18"),
        (([(12, -30)], []), "pain in numbers of one arm only"),
        (([(12, -30)], [(6, -20)]), "pain in numbers of one arm only"),
    ],
)
def test_what_is_left_out_says_why(build: SimpleNamespace, numbers: tuple[list, list], why: str) -> None:  # type: ignore[type-arg]
    ours, theirs = ([build.pain(month, change, sd=20) for month, change in arm] for arm in numbers)
    lacking = build.study(
        "s", build.arm("cells", "bm_msc", ours, product=build.CELLS), build.arm("sham", "sham", theirs)
    )
    assert [out.why for out in differences([lacking], Question("pain")).left_out] == [why]


def test_the_base_gives_the_published_differences() -> None:
    """Noriega -20 against -15, VAST -34.0 against -30.5; only from studies with a control, against sham or saline."""
    found = {one.study: one for one in differences(studies(), Question("pain")).effects.items}
    assert found["noriega_2017"].value == pytest.approx(-5.0)
    assert found["vast_2021"].value == pytest.approx(-3.5)
    for study in studies():
        if study.key in found:
            assert study.controlled
            assert comparator(study.arm(found[study.key].control)) in BLINDABLE
