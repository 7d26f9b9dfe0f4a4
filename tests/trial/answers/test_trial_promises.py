"""False claims, coverage, the control's response, sensitivity, looks, and courses against known truths."""

from __future__ import annotations

import made_up_trial
import numpy as np
import pyarrow as pa
import pytest
import statsmodels.api as sm

from pulposus.errors import InputError
from pulposus.trial.answers.answer import Answers, answer
from pulposus.trial.answers.control_response import control_response
from pulposus.trial.answers.courses import WIDE, courses, gaps
from pulposus.trial.answers.decision import decision
from pulposus.trial.answers.emulated import worst_points
from pulposus.trial.answers.endpoint_table import endpoint_table
from pulposus.trial.answers.event_free import event_free
from pulposus.trial.answers.false_claims import FalseClaims
from pulposus.trial.answers.power import Curve
from pulposus.trial.answers.share import Share
from pulposus.trial.answers.side_by_side import MAIN, side_by_side
from pulposus.trial.answers.tables import Tables
from pulposus.trial.answers.worth import Worth

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
        early = one.looks[0]
        stopped = early.success.count + early.none.count
        # One of two arms is dropped in each trial that goes on, so that their shares sum to 1.
        assert sum(share.count for _, share in one.kept) == one.trials - stopped
        assert {share.of for _, share in one.kept} == {one.trials - stopped}
        assert one.people[0] == pytest.approx(300 - 150 * stopped / one.trials)
    assert any(one.looks[0].success.count for one in with_looks.lengths)
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


def test_worlds_that_few_people_cannot_tell_apart_have_no_band() -> None:
    """Worlds that are all alike: where chance makes their means differ less than counting does, no width of 0 is told,
    and one person in each world tells nothing even where worlds differ."""
    seen = []
    for seed in range(20):
        rows = {"courses": pa.table(made_up_trial.courses(np.random.default_rng(seed), 60, 10, world_sd=0.0))}
        found = courses(made_up_trial.connected(rows), DESIGN)[0]
        assert (np.isnan(found.worlds_low) == np.isnan(found.worlds_high)).all()
        width = found.worlds_high - found.worlds_low
        assert not (width == 0).any()
        seen.append(np.isnan(width[0]))
    # The variance of ten means lies below its expectation in a little more than half of draws (chi-squared).
    assert 0.25 < np.mean(seen) < 0.85
    alone = {"courses": pa.table(made_up_trial.courses(np.random.default_rng(3), 200, 200))}
    assert np.isnan(courses(made_up_trial.connected(alone), DESIGN)[0].worlds_low).all()
    gain = gaps(made_up_trial.connected(alone), DESIGN)[0]
    assert gain.low[0] == gain.high[0] == 0  # nobody has gained anything at the start, which is known
    assert np.isnan(gain.low[1:]).all()


def test_people_alone_in_their_world_do_not_widen_the_band() -> None:
    """Every second world has one person, the others eleven: the spread stays near the 5 of the worlds."""
    rng, spread = np.random.default_rng(8), []
    for _ in range(10):
        world = np.repeat(np.arange(200), np.where(np.arange(200) % 2, 1, 11))
        off = rng.normal(0, 5, 200)[world] + rng.normal(0, 15, len(world)) + 50
        rows = {"person": np.arange(len(world)), "arm": np.full(len(world), "saline"), "world": world,
                "month": np.zeros(len(world)), "pain_0_100": off, "odi_0_100": off}  # fmt: skip
        found = courses(made_up_trial.connected({"courses": pa.table(rows)}), DESIGN)[0]
        spread.append((found.worlds_high[0] - found.worlds_low[0]) / 2 / WIDE)
    # Without taking off what a person alone adds, sqrt(25 + 225 / 2) = 11.7.
    assert np.nanmean(spread) == pytest.approx(5, abs=2.5)


def test_a_time_to_an_event_tells_how_many_controls_have_it() -> None:
    design, rows = made_up_trial.timed()
    found = control_response(made_up_trial.connected(rows), design, "cells_6")
    assert found is not None
    assert found.event == "operation"
    assert [third.mean for third in found.thirds] == pytest.approx([25, 35, 45])
    assert [third.success.count for third in found.thirds] == [4, 8, 12]
    assert found.slope == pytest.approx(0.2)  # 20 successes of 100 for each 10 people with the event
    text = " ".join(answer(design, made_up_trial.connected(rows)).decision.sentences)
    assert (
        "Of 100 people of the control arm 25 have the event (operation) in the third of trials where fewest have it, "
        "and 45 in the third where most have it; of these trials 20 and 60 of 100 succeed (+20 for each 10 people of "
        "100 more with the event)." in text.replace("\N{MINUS SIGN}", "-")
    )


def test_fewer_than_ten_trials_make_no_third() -> None:
    for trials, told in ((29, False), (30, True)):
        tables = made_up_trial.connected(made_up_trial.tables_of(trials=trials))
        assert (control_response(tables, DESIGN, "cells_18") is not None) == told


def test_the_decision_makes_no_difference_of_what_is_none() -> None:
    """Curves by hand: as many in both kinds of worlds, then a few more, then clearly more."""

    def said(planned: int, middle: int, of: int) -> str:
        curves = [Curve(name, "", "", (300,), (Share.counted(count, of),))
                  for name, count in (("assurance", planned), ("fixed", middle))]  # fmt: skip
        return decision(DESIGN, curves[0], curves[1], (), (), None, (), {}).sentences[0]

    assert said(8, 8, 100).endswith("of 100, as many as above.")
    assert "too small to tell it from the number above" in said(8, 10, 100)
    assert "is what nobody knows" in said(80, 400, 1000)
    alone = Curve("fixed", "", "", (300,), (Share.counted(8, 100),))
    assert "above" not in decision(DESIGN, None, alone, (), (), None, (), {}).sentences[0]


def test_the_decision_counts_few_worlds_and_blames_no_cells_that_always_gain() -> None:
    curve = Curve("assurance", "", "", (300, 600), (Share.counted(20, 100), Share.counted(25, 100)))

    def said(any_gain: float, worlds: int) -> str:
        one = Worth("cells_6", (1.0, 4.0, 9.0), any_gain, 0.1, 15.0, worlds)
        return " ".join(decision(DESIGN, curve, None, (), (one,), None, (), {"cells_6": "Cells"}).sentences)

    assert "25 (17 to 35): size helps little." in said(1.0, 10)
    few = said(0.7, 10)
    assert "in 3 of 10 worlds even the best arm gains nothing" in few
    assert (
        "(90 % of 10 worlds: 1.0 to 9.0); any gain at all in 7 of 10 worlds, one above the 15 points that a single"
        in few
    )
    assert few.endswith("notices in 1.")
    assert "of 100 worlds" not in few
    assert "in 30 of 100 worlds even the best arm gains nothing" in said(0.7, 250)


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


def with_columns(table: pa.Table, **columns: np.ndarray) -> pa.Table:
    """A table with other values in some columns."""
    for name, values in columns.items():
        table = table.set_column(table.column_names.index(name), name, pa.array(values))
    return table


def test_failed_analyses_count_as_trials_and_methods_are_compared_where_all_worked() -> None:
    made = made_up_trial.tables_of()
    rows = made["replicates"].to_pandas()
    one = (rows.scenario == "assurance") & (rows["size"] == 300) & (rows.endpoint == "pain_12")
    failed = one & (rows.arm == "cells_18") & (rows.replicate < 100)
    silent = one & (rows.arm == "cells_6") & (rows.replicate < 100)  # no estimate, but a test
    estimate = np.where(failed | silent, np.nan, rows.estimate)
    benefit = np.where(failed, np.nan, np.where(silent, 0.001, rows.benefit_p))
    p_value = np.where(failed, np.nan, rows.p_value)
    made["replicates"] = with_columns(made["replicates"], estimate=estimate, benefit_p=benefit, p_value=p_value)
    side = made["sensitivity"].to_pandas()
    lost = (side.method == "mar") & (side.replicate >= 350)
    made["sensitivity"] = with_columns(made["sensitivity"], estimate=np.where(lost, np.nan, side.estimate))
    tables = made_up_trial.connected(made)
    beside = side_by_side(tables, DESIGN)

    line = {one.arm: one for one in endpoint_table(tables, DESIGN, "assurance") if one.endpoint == "pain_12"}
    kept = rows[one & (rows.replicate >= 100)]
    for arm, more in (("cells_18", 0), ("cells_6", 100)):
        own = kept[kept.arm == arm]
        good = int(((own.p_value <= 0.05) & (own.estimate < 0)).sum())
        assert line[arm].found == Share.counted(good + more, 400)
        assert line[arm].middle == pytest.approx(own.estimate.median())

    same = {(one.arm, one.method): one for one in beside}
    own = kept[(kept.arm == "cells_18") & (kept.replicate < 350)]
    assert {one.found.of for one in beside if one.arm == "cells_18"} == {250}
    assert same["cells_18", MAIN].estimate == pytest.approx(own.estimate.mean())
    assert same["cells_18", "jump to reference"].estimate == pytest.approx(0.85 * own.estimate.mean())


def test_people_followed_are_counted_over_all_trials() -> None:
    made = made_up_trial.tables_of()
    rows = made["event_free"].to_pandas()
    over = (rows.arm == "saline") & (rows.month == 24) & (rows.replicate < 50)
    made["event_free"] = with_columns(
        made["event_free"], free=np.where(over, np.nan, rows.free), at_risk=np.where(over, 0.0, rows.at_risk)
    )
    last = next(one for one in event_free(made_up_trial.connected(made), DESIGN) if one.arm == "saline")
    own = rows[(rows.arm == "saline") & (rows.month == 24)]
    assert last.at_risk[-1] == pytest.approx(own.at_risk.where(own.replicate >= 50, 0.0).mean())
    assert last.middle[-1] == pytest.approx(own.free[own.replicate >= 50].median())
