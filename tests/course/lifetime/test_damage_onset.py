"""When damage comes: the hazard against its closed form, and what a shared frailty does to the discs of a person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pulposus.course.lifetime.damage import effect, library_damage, onset_age_y


def test_without_frailty_the_waits_are_exponential_from_the_onset_age() -> None:
    damage = replace(library_damage(), damage_hazard_per_year=0.0344, damage_frailty_log_sd=0.0)
    onset = onset_age_y(damage, 20_000, 5, 0)
    assert onset.min() >= 13.3
    # Zheng and Chen 2015: with this hazard 20.6 % have it at 20 and 89.9 % at 80.
    assert np.mean(onset < 20) == pytest.approx(0.206, abs=0.005)
    assert np.mean(onset < 80) == pytest.approx(0.899, abs=0.005)


def test_frailty_leaves_the_mean_hazard_and_gathers_damage_in_some_people() -> None:
    shared = replace(library_damage(), damage_hazard_per_year=0.01, damage_frailty_log_sd=1.0)
    alone = replace(shared, damage_frailty_log_sd=0.0)
    early, early_alone = (onset_age_y(each, 40_000, 5, 0) < 14.3 for each in (shared, alone))
    assert np.mean(early) == pytest.approx(np.mean(early_alone), rel=0.1)  # the first year sees the mean hazard
    assert np.mean(early.sum(axis=1) >= 2) > 2 * np.mean(early_alone.sum(axis=1) >= 2)


def test_what_damage_does_has_mean_one() -> None:
    assert np.mean(effect(library_damage(), 20_000, 0)) == pytest.approx(1.0, abs=0.02)
