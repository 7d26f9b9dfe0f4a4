"""False claims, coverage, the control's response, sensitivity, looks, and courses against known truths."""

from __future__ import annotations

import made_up_trial
import numpy as np
import pytest
import statsmodels.api as sm

from pulposus.errors import InputError
from pulposus.trial.answers.answer import Answers, answer
from pulposus.trial.answers.control_response import control_response
from pulposus.trial.answers.courses import WIDE, courses
from pulposus.trial.answers.emulated import worst_points
from pulposus.trial.answers.false_claims import FalseClaims
from pulposus.trial.answers.share import Share
from pulposus.trial.answers.side_by_side import MAIN
from pulposus.trial.answers.tables import Tables

DESIGN = made_up_trial.design()


def test_false_claims_are_those_of_trials_without_an_effect(tables: Tables, answers: Answers) -> None:
    whole, *single = answers.false_claims
    assert whole.nominal == 0.025
    assert [one.nominal for one in single] == [0.05, 0.05]
    by_hand = tables.read(
        "SELECT avg((p_value <= 0.05)::INT) AS share FROM replicates WHERE scenario = 'null' AND arm = 'cells_6' "
        "AND endpoint = 'pain_12'"
    )
    assert single[0].share.value == pytest.approx(float(by_hand["share"][0]))
    assert all(one.kept for one in answers.false_claims)


@pytest.mark.parametrize(
    ("count", "arm", "verdict", "kept"),
    [(50, "a", "holds", True), (90, "a", "above", False), (20, "a", "below", False), (20, "", "below", True)],
)
def test_a_level_is_a_ceiling_for_the_trial_and_a_promise_for_a_comparison(
    count: int, arm: str, verdict: str, kept: bool
) -> None:
    found = FalseClaims("", "", arm, 0.05, Share.counted(count, 1000))
    assert (found.verdict, found.kept) == (verdict, kept)


def test_intervals_hold_the_truth_as_often_as_promised(answers: Answers) -> None:
    """The made-up estimates are normal about the truth with the stated standard error."""
    assert {one.scenario for one in answers.coverage} == {"fixed", "null"}  # in all worlds no truth is told
    for one in answers.coverage:
        assert one.nominal == 0.95
        assert one.share.of == 400
        assert one.share.value == pytest.approx(0.95, abs=0.035)
        assert one.se_ratio == pytest.approx(1, abs=0.12)
        assert abs(one.bias) < 4 * one.bias_se


def test_curves_without_an_event_are_the_exponentials_behind_them(answers: Answers) -> None:
    found = {one.arm: one for one in answers.event_free}
    assert list(found) == ["saline", "cells_6", "cells_18"]
    for arm, ratio in (("saline", 1.0), ("cells_18", 0.5)):
        one = found[arm]
        assert one.months.tolist() == [0, 1, 3, 6, 12, 24]
        expected = np.exp(-0.004 * ratio * one.months)
        np.testing.assert_allclose(one.middle, expected, atol=0.02)
        half = 1.645 * np.sqrt(expected * (1 - expected) / 100)
        np.testing.assert_allclose(one.high[2:] - one.low[2:], 2 * half[2:], rtol=0.45, atol=0.011)
        assert one.at_risk[0] == 100
    assert found["saline"].middle[-1] < found["cells_18"].low[-1] + 0.05


def test_slope_on_the_controls_response_is_that_of_robust_least_squares(tables: Tables) -> None:
    found = control_response(tables, DESIGN, "cells_18")
    assert found is not None
    model = sm.OLS(found.success.astype(float), sm.add_constant(found.improvement)).fit(cov_type="HC0")
    assert found.slope == pytest.approx(10 * model.params[1])
    assert found.slope_se == pytest.approx(10 * model.bse[1])
    assert sum(third.success.of for third in found.thirds) == 400
    assert sum(third.success.count for third in found.thirds) == found.success.sum()
    assert found.thirds[0].high <= found.thirds[1].low
    assert np.mean(found.improvement) == pytest.approx(-made_up_trial.CONTROL_CHANGE, abs=1)
    assert control_response(tables, DESIGN, "nobody") is None


def test_sensitivity_stands_beside_the_main_analysis_of_the_same_trials(answers: Answers) -> None:
    found = {(one.arm, one.method): one for one in answers.side_by_side}
    main, weaker = found["cells_18", MAIN], found["cells_18", "jump to reference"]
    assert main.found.of == weaker.found.of == 400
    assert weaker.estimate == pytest.approx(0.85 * main.estimate)
    assert found["cells_18", "mar"].estimate == pytest.approx(main.estimate)
    assert [one.method for one in answers.side_by_side[:3]] == [MAIN, "mar", "jump to reference"]


def test_trials_end_somewhere_and_keep_some_arm(with_looks: Answers) -> None:
    for one in with_looks.lengths:
        assert sum(look.success.count + look.none.count for look in one.looks) == one.trials
        assert sum(share.count for _, share in one.kept) == one.trials  # one of two arms is dropped in each
        early = one.looks[0]
        stopped = early.success.count + early.none.count
        assert one.people[0] == pytest.approx(300 - 150 * stopped / one.trials)
    assert len(with_looks.false_claims) == 1  # no single comparison has a fixed level
    assert [one.sizes for one in with_looks.trial_curves] == [(300,)] * 3
    assert "Doubling" not in " ".join(with_looks.decision.sentences)


def test_spread_of_worlds_is_told_without_the_error_of_few_people(tables: Tables) -> None:
    """Six people in each of 200 worlds: their means spread by 5 between worlds and by 15 / sqrt(6) through chance."""
    last = next(one for one in courses(tables, DESIGN) if (one.score, one.arm) == ("pain_0_100", "saline"))
    half = (last.worlds_high[-1] - last.worlds_low[-1]) / 2
    assert half / WIDE == pytest.approx(5.0, abs=1.2)
    assert half / WIDE < np.hypot(5, 15 / np.sqrt(6)) - 0.8
    people = (last.people_high[-1] - last.people_low[-1]) / 2
    assert people == pytest.approx(WIDE * 15 * np.sqrt(5 / 6), rel=0.08)
    assert last.mean[0] == pytest.approx(50, abs=1.5)


def test_gains_over_visits_are_those_of_the_same_people(answers: Answers) -> None:
    found = next(one for one in answers.gaps if (one.score, one.arm) == ("pain_0_100", "cells_18"))
    assert found.mean[0] == 0
    assert found.mean[-1] == pytest.approx(5, abs=0.6)
    assert (found.high[-1] - found.mean[-1]) / WIDE == pytest.approx(2.5, abs=0.4)


def test_people_screening_and_events_are_counted(answers: Answers) -> None:
    assert (answers.screening.candidates, answers.screening.eligible) == (4000, 1000)
    assert answers.screening.per_enrolled == 4
    first = answers.screening.rules[0]
    assert (first.words, first.removed, first.alone) == (made_up_trial.RULES[0][0], 2410, 1610)
    base = answers.baseline
    assert base.study == "amirdelfan_2021"
    pain = next(one for one in base.numbers if one.column == "pain_0_100")
    assert pain.published == 70.5
    assert pain.mean == pytest.approx(65, abs=1)
    assert all(sum(share for _, share in one.shares) == pytest.approx(1) for one in base.classes)
    dropped = dict(answers.happened[0].shares)["dropped_out"]
    assert answers.happened[0].arm == "saline"
    assert dropped[0] == pytest.approx(0.1, abs=0.01)
    assert dropped[1] < dropped[0] < dropped[2]


def test_the_decision_says_what_size_cannot_do(answers: Answers) -> None:
    share = answers.trial_curves[0].at(300)
    assert share is not None
    assert answers.decision.headline.startswith(f"Of 100 such trials of 300 people {100 * share.value:.0f} (")
    text = " ".join(answers.decision.sentences)
    assert "Doubling it gives" in text
    assert "no size up to 600 people is enough" in text
    assert "a single person notices" in text
    assert "emulated" in text


def test_the_decision_blames_the_cells_where_doubling_helps_little() -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = made_up_trial.tables_of()
    kept = rows["replicates"].filter(pc.field("size") != 600)
    planned = kept.filter(pc.field("size") == 300)
    doubled = planned.set_column(planned.column_names.index("size"), "size", pa.array(np.full(len(planned), 600)))
    rows["replicates"] = pa.concat_tables([kept, doubled.cast(kept.schema)])
    text = " ".join(answer(DESIGN, made_up_trial.connected(rows)).decision.sentences)
    assert "the rest is not the size but whether the cells do enough" in text


def test_the_same_tables_give_the_same_answers(tables: Tables, answers: Answers) -> None:
    with np.printoptions(threshold=100_000, precision=17):
        assert repr(answer(DESIGN, tables)) == repr(answers)


def test_the_emulators_error_is_told_in_points_of_pain(answers: Answers) -> None:
    assert [(one.arm, one.month) for one in answers.emulated][:2] == [("cells_18", 6.0), ("cells_18", 12.0)]
    assert worst_points(answers.emulated) == 0.3
    assert worst_points(()) is None
    assert "moves mean pain by up to 0.3 points" in answers.decision.sentences[-1]


def test_only_what_was_run_is_told() -> None:
    rows = made_up_trial.tables_of()
    import pyarrow.compute as pc

    rows["replicates"] = rows["replicates"].filter(pc.field("scenario") == "assurance")
    rows["groups"] = rows["groups"].filter(pc.field("kind") == "all")
    for kind in ("sensitivity", "emulator"):
        del rows[kind]
    explore = DESIGN.explore.model_copy(update={"doses": None, "selection": None})
    found = answer(DESIGN.model_copy(update={"explore": explore}), made_up_trial.connected(rows))
    assert found.false_claims == found.side_by_side == found.emulated == found.coverage == ()
    assert found.map is found.rules is found.forest is None


def test_a_run_without_a_table_is_refused_with_its_name(tables: Tables) -> None:
    with pytest.raises(InputError, match="no table 'cohorts', so its run is not complete; go on with"):
        tables.require(("replicates", "cohorts"), "out")


def test_absent_numbers_are_nan_and_absent_words_empty(tables: Tables) -> None:
    found = tables.read("SELECT * FROM (VALUES (1, 'a', true), (NULL, NULL, NULL)) AS t(x, y, z)")
    assert found["x"][0] == 1
    assert np.isnan(found["x"][1])
    assert found["y"].tolist() == ["a", ""]
    assert np.isnan(found["z"][1])
