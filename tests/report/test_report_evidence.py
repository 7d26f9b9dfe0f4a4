"""The section on what the forecast rests on says what the shipped files hold."""

from __future__ import annotations

from pulposus.calibration.honesty import of_this_version
from pulposus.report import evidence
from pulposus.report.figures import honesty as drawn


def test_every_study_of_the_calibration_is_listed_with_its_source() -> None:
    view = evidence.view({source.key: i for i, source in enumerate(evidence.used_sources(), start=1)})
    listed = {row.anchor.removeprefix("ref-") for row in (*view.trials, *view.cohorts)}
    assert listed == {source.key for source in evidence.used_sources()}
    assert all(row.ref for row in (*view.trials, *view.cohorts))
    assert len(view.trials) + len(view.cohorts) == of_this_version()[0].studies


def test_counts_are_those_of_the_forecasts_that_were_left_out() -> None:
    arms = of_this_version()[0]
    view = evidence.view()
    assert [(p.held, p.of) for p in view.promises] == [(c.held, c.of) for c in arms.coverage]
    assert [p.kept for p in view.promises] == [c.compatible for c in arms.coverage]
    assert len(view.scores) == len(arms.scores)
    for told, score in zip(view.scores, arms.scores, strict=True):
        assert [better for _, _, better in told.baselines] == [score.model < x for x in score.baselines.values()]


def test_picture_holds_a_bar_for_every_tenth_and_its_words() -> None:
    arms = of_this_version()[0]
    svg = drawn.picture(arms, 600.0).decode()
    assert svg.count(drawn.BAR) <= drawn.BINS
    assert str(len(arms.quantiles)) in drawn.alternative(arms)
