"""Protocols as the files of trials say them: arms, visits, published differences, and what counted as a success."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from pulposus.calibration.without import shipped
from pulposus.errors import InputError
from pulposus.evidence.load import studies
from pulposus.evidence.schema import Contrast
from pulposus.trial.replicate import protocol, trials
from pulposus.trial.replicate.differences import Difference, favours
from pulposus.trial.replicate.notes import notes
from pulposus.trial.replicate.success import Said


def difference(key: str, measure: str, month: float) -> Difference:
    found = [one for one in protocol(key).differences if (one.measure, one.month) == (measure, month)]
    return next(one for one in found if one.scored)


def test_every_controlled_trial_of_the_calibration_is_run_again() -> None:
    assert set(trials()) == set(shipped())
    assert len(trials()) == 16
    for key in trials():
        trial = protocol(key)
        assert trial.numbers
        assert all(arm.people > 0 for arm in trial.arms)
        assert np.all(trial.months > 0)
        assert np.all(np.diff(trial.months) > 0)


def test_an_arm_is_what_its_file_says() -> None:
    trial = protocol("amirdelfan_2021")
    cells, saline = trial.arms[trial.place("mpc_6m")], trial.arms[trial.place("saline")]
    assert (cells.people, saline.people) == (30, 20)
    assert cells.product == ("expanded marrow cells", "hyaluronan")
    assert cells.cells
    assert not cells.relief
    assert saline.product == (None, None)
    assert not saline.cells
    assert cells.baseline[0] == 70.5
    assert trial.months.tolist() == [36]


def test_effects_come_from_the_library_or_from_a_prior() -> None:
    ablation = protocol("smart_2018").arms[0]
    assert [relief.pain for relief in ablation.relief] == ["bvn_ablation_pain"]
    assert ablation.unknown is None
    heated = protocol("desai_2016").arms[0]
    assert heated.unknown == "biacuplasty"
    assert not heated.relief
    assert protocol("peng_2010").unknown == ("methylene_blue",)


def test_an_arm_without_a_fair_control_is_not_run() -> None:
    trial = protocol("atluri_2022")
    assert [arm.key for arm in trial.arms] == ["care"]
    assert trial.differences == ()
    assert any("Not run" in note and "bmc" in note for note in notes(trial))


def test_published_differences_are_those_of_the_arms() -> None:
    assert difference("smart_2018", "odi", 3).published == pytest.approx(-20.5 + 15.2)
    assert difference("respine_2024", "responders", 12).published == pytest.approx(0.05)
    # Means at a visit: changes from the arms' own baselines.
    assert difference("brox_2010", "odi", 48).published == pytest.approx((29.7 - 44.1) - (27.0 - 43.4))
    # Per cent of the baseline of one arm beside points of the other.
    found = [one for one in protocol("amirdelfan_2021").differences if (one.arm, one.measure) == ("mpc_6m", "pain")]
    assert {one.control: one.published for one in found}["saline"] == pytest.approx(-32 + 0.24 * 70.5)


def test_a_difference_that_only_was_printed_is_taken_as_printed() -> None:
    one = difference("hellum_2011", "odi", 24)
    assert one.adjusted
    assert one.published == -8.4
    assert not difference("hellum_2011", "pain", 24).adjusted


def test_success_is_what_the_file_tells() -> None:
    assert difference("hellum_2011", "odi", 24).said == Said(True, "printed interval")
    assert difference("brox_2010", "pain", 48).said == Said(False, "printed interval")
    assert difference("predid_2017", "responders", 1).said == Said(True, "printed interval")
    assert difference("imbi_2019", "responders", 6).said == Said(False, "words")
    assert difference("noriega_2017", "pain", 12).said == Said(False, "words")
    assert difference("peng_2010", "pain", 24).said == Said(None, "")


def test_printed_counts_are_tested_where_nothing_else_tells() -> None:
    one = difference("smart_2018", "responders", 3)
    counts = np.array([[round(0.756 * 147), 147 - round(0.756 * 147)], [round(0.553 * 78), 78 - round(0.553 * 78)]])
    assert one.said == Said(bool(chi2_contingency(counts, correction=False).pvalue <= 0.05), "test of printed counts")
    assert one.said.success
    assert difference("respine_2024", "responders", 12).said == Said(False, "test of printed counts")


def test_an_interval_on_the_wrong_side_is_no_success() -> None:
    def of(measure: str, low: float, high: float) -> bool | None:
        given = {"arm": "a", "control": "b", "month": 1.0, "measure": measure, "read_in": "x"}
        one = Contrast.model_validate(given | {"difference": (low + high) / 2, "ci95": (low, high)})
        return Said.of_interval(one).success

    assert of("pain", -9.0, -1.0) is True
    assert of("pain", 1.0, 9.0) is False
    assert of("responders", 0.1, 0.3) is True
    assert of("responders", -0.1, 0.3) is False


def test_favour_is_fewer_points_or_more_responders() -> None:
    assert favours("pain", -1.0)
    assert not favours("odi", 1.0)
    assert favours("responders", 0.1)


def test_the_notes_say_whose_numbers_an_effect_rests_on() -> None:
    said = {key: " ".join(notes(protocol(key))) for key in ("desai_2016", "peng_2010", "vast_2021", "khot_2004")}
    assert "biacuplasty: no other trial informs it" in said["desai_2016"]
    assert "methylene blue: informed by imbi_2019." in said["peng_2010"]
    assert "other classes of cells only" in said["vast_2021"]
    assert "Size assumed: saline" in said["vast_2021"]
    assert "Modic change" in said["khot_2004"]
    assert all("peng_2010" not in note for note in notes(protocol("peng_2010")))


def test_other_studies_are_refused() -> None:
    single = next(study.key for study in studies() if study.design == "single arm")
    with pytest.raises(InputError, match="no controlled trial of the calibration"):
        protocol(single)
