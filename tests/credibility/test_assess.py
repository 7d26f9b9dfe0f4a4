"""Levels follow from results: what changes in the results changes in the levels, and no miss is hidden."""

from __future__ import annotations

import made_results as made

from pulposus.credibility import assess_all, shipped
from pulposus.credibility.comparator import told_by_left_out


def test_every_context_has_all_factors_and_a_sentence() -> None:
    page = assess_all(made.results(), made.honesty())
    assert len(page.assessments) == 4
    for found in page.assessments:
        assert len(found.findings) == 13
        assert found.met + len(found.short_of) == 13
        assert all(name in found.verdict for name in found.short_of) or found.context.refused


def test_a_miss_is_named_and_lowers_the_comparison() -> None:
    good = made.results()
    rows = [
        made.row("BV5", "added cells alive at 6 and 8 weeks", passed=False) if case.id == "BV5" else case.rows[0]
        for case in good.validation
    ]
    bad = made.results(validation=tuple(made.validated(row.case, row) for row in rows))
    assert made.level(good, "dose_study", "output_comparison") > made.level(bad, "dose_study", "output_comparison") == 1
    missed = assess_all(bad).of("dose_study").misses
    assert [each.name for each in missed] == ["BV5 added cells alive at 6 and 8 weeks"]
    assert "without fissures" in missed[0].said


def test_a_miss_elsewhere_is_named_elsewhere() -> None:
    bad = made.results(validation=(made.validated("VT4", made.row("VT4", "axial rotation at 5 N m", passed=False)),))
    found = assess_all(bad).of("dose_study")
    assert found.misses == ()
    assert [each.name for each in found.other_misses] == ["VT4 axial rotation at 5 N m"]
    assert found.not_used == ("VT4 rotation under moments",)


def test_every_miss_of_the_shipped_results_stands_in_every_context() -> None:
    told = told_by_left_out()
    failed = {f"{row.case} {row.name}" for row in shipped().rows if not row.passed and row.case not in told}
    assert failed  # else this test shows nothing
    for found in assess_all(shipped()).assessments:
        assert {each.name for each in (*found.misses, *found.other_misses)} == failed, found.context.key


def test_left_out_studies_raise_what_a_trial_designer_reads_and_nothing_of_a_dose() -> None:
    results = made.results()
    assert made.level(results, "trial_arm", "quantities") == 1
    assert (
        made.level(results, "trial_arm", "quantities", made.honesty()) == 2
    )  # of differences between arms nothing is shown
    assert made.level(results, "trial_arm", "model_form") == 0  # nothing else tries the symptoms
    assert made.level(results, "trial_arm", "model_form", made.honesty()) == 2
    assert (
        made.level(results, "trial_arm", "activities")
        < made.level(results, "trial_arm", "activities", made.honesty())
        == 2
    )
    assert made.level(results, "dose_study", "quantities") == made.level(
        results, "dose_study", "quantities", made.honesty()
    )


def test_bad_coverage_lowers_the_trial_designer_s_comparison_and_is_named() -> None:
    results = made.results()
    narrow = made.honesty(made.group(coverage={0.5: (20, 40), 0.8: (20, 40), 0.9: (22, 40)}))
    assert made.level(results, "trial_arm", "output_comparison", made.honesty()) == 3
    assert made.level(results, "trial_arm", "output_comparison", narrow) == 1
    assert [each.name for each in assess_all(results, narrow).of("trial_arm").misses] == [
        "left-out arms: 80 % intervals hold 20 of 40 numbers",
        "left-out arms: 90 % intervals hold 22 of 40 numbers",
    ]


def test_a_trial_forecast_is_not_the_course_of_one_person() -> None:
    found = assess_all(made.results(), made.honesty()).of("reading_report")
    activities = next(each for each in found.findings if each.factor.key == "activities")
    assert activities.level == 1
    assert "single people" in activities.raises[0].found


def test_all_goals_met_says_so_and_a_refused_use_never_does() -> None:
    page = assess_all(made.results(), made.honesty())
    assert "does not choose a treatment" in page.of("choosing_treatment").verdict
    for found in page.assessments:
        assert "as it stands" not in found.verdict or not found.short_of
