"""Numbers that the library derives from others are what the others give."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pulposus.library import facts, value


def test_dropout_is_the_middle_of_the_trials_it_is_made_of() -> None:
    def hazard(trial: str, years: float) -> float:
        events, of = (value("trial_conduct", f"dropout_{trial}_{what}") for what in ("events", "of"))
        return -np.log1p(-events / of) / years

    closure = -np.log1p(-value("trial_conduct", "dropout_closure_12_month_share"))
    rates = np.log([hazard("smart", 1), closure, hazard("best", 1), hazard("dream", 0.5), hazard("via_pilot", 1)])
    fact = facts("trial_conduct")["dropout_per_year"]
    assert fact.value == pytest.approx(np.exp(rates.mean()), rel=0.05)
    assert fact.spread == pytest.approx(rates.std(ddof=1), abs=0.15)  # a little of the spread is chance


def test_rate_of_fusion_is_a_third_in_nine_years() -> None:
    share, years = (value("harms", f"exercise_surgery_{what}") for what in ("percent", "followed_years"))
    assert value("trial_conduct", "fusion_per_year") == pytest.approx(-np.log1p(-share / 100) / years, rel=0.02)


def test_correlations_from_odds_follow_from_the_odds() -> None:
    """An odds ratio is a shift of ln(odds)/1.6 SD; a shift d between shares p and 1 - p is d p (1 - p)/phi(z_p)."""

    def tie(shift: float, share: float) -> float:
        return shift * share * (1 - share) / float(stats.norm.pdf(stats.norm.ppf(share)))

    people = "trial_people"
    mood = tie(value("modifiers", "low_mood_offset"), value(people, "low_mood_share"))
    assert value(people, "correlation_low_mood_pain") == pytest.approx(mood, abs=0.01)
    assert value(people, "correlation_low_mood_odi") == pytest.approx(mood, abs=0.01)
    diabetes = tie(np.log(value("modifiers", "odds_degeneration_diabetes")) / 1.6, value(people, "diabetes_share"))
    assert value(people, "correlation_diabetes_severity") == pytest.approx(diabetes, abs=0.05)
    work = tie(np.log(value("modifiers", "odds_degeneration_heavy_work")) / 1.6, value(people, "heavy_work_share"))
    assert 0 < value(people, "correlation_heavy_work_severity") < work
    smoke = tie(-1.7 / 5, value(people, "smoker_share"))  # 1.5 to 2.0 kg/m2 of an SD of 5
    assert value(people, "correlation_bmi_smoker") == pytest.approx(smoke, abs=0.05)


def test_opioid_doses_have_the_published_mean_and_tail() -> None:
    fact = facts("trial_people")["opioid_MME_per_day"]
    assert isinstance(fact.spread, float)
    assert 17 < fact.value * np.exp(fact.spread**2 / 2) < 65
    assert 0.035 < stats.norm.sf(np.log(90 / fact.value) / fact.spread) < 0.142


def test_shares_of_a_choice_add_to_one() -> None:
    for stem in ("level_share_", "herniation_share_"):
        shares = [fact.value for name, fact in facts("trial_people").items() if name.startswith(stem)]
        assert sum(shares) == pytest.approx(1)
