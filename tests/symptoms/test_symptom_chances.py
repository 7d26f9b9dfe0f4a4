"""Chances against brute force, and their errors against repeated runs."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.symptoms import Setting, SymptomDraws, SymptomPatient, chances, draw_unknowns, simulate
from pulposus.symptoms.chances import chance_read_at_least, chance_read_at_most, from_events

MONTHS = np.array([0.0, 3.0, 12.0])


def run(n: int, seed: int, pain: float = 65) -> SymptomDraws:
    settings: dict[str, Setting] = {
        "care": "natural course",
        "sham": "sham",
        "saline": "intradiscal saline",
        "cells": "sham",
    }
    signals = {"cells": np.full((n, 3), 0.2)}
    return simulate(
        SymptomPatient(pain, 42, 36),
        MONTHS,
        n,
        seed,
        settings,
        signals,
        reference_signal=0.2,
    )


def test_chances_agree_with_the_scores_as_read() -> None:
    draws = run(20_000, 3)
    read = draws.treatments["sham"].observed
    found = chances(draws, "sham")
    brute = {
        "pain gain >= 15": read["pain_0_100"] <= 50,
        "pain worse >= 15": read["pain_0_100"] >= 80,
        "odi gain >= 10": read["odi_0_100"] <= 32,
        "odi worse >= 10": read["odi_0_100"] >= 52,
    }
    for name, events in brute.items():
        assert [c.value for c in found[name]] == pytest.approx(events.mean(axis=0), abs=4 * 0.5 / np.sqrt(20_000))


def test_beyond_sham_counts_paired_true_scores() -> None:
    draws = run(4000, 3)
    gain = draws.treatments["sham"].outcomes["pain_0_100"] - draws.treatments["cells"].outcomes["pain_0_100"]
    for sham in ("sham", None):
        found = chances(draws, "cells", sham)["pain gain >= 15 beyond sham"]
        assert [c.value for c in found] == pytest.approx(np.mean(gain >= 15, axis=0))
    unknowns = draw_unknowns(4000, 3)
    assert found[2].value == pytest.approx(np.mean(unknowns.effect[:, 0] >= 15), abs=0.02)  # less what the floor takes
    assert all(c.value == 0 for c in chances(draws, "sham", "sham")["odi gain >= 10 beyond sham"])


def test_nothing_has_changed_at_month_zero() -> None:
    for name, found in chances(run(64, 1), "cells", "sham").items():
        assert found[0].value == 0, name


def test_standard_errors_are_those_of_repeated_runs() -> None:
    runs = [chances(run(64, seed), "cells")["pain gain >= 15"][2] for seed in range(40)]
    spread = np.std([c.value for c in runs], ddof=1)
    claimed = np.mean([c.standard_error for c in runs])
    assert 0.25 * claimed < spread < 1.1 * claimed  # stratified draws do better than the independent ones claimed
    assert claimed < 0.5 / np.sqrt(64)


def test_no_event_in_64_draws_is_not_certainty() -> None:
    (none,) = from_events(np.zeros((64, 1), dtype=bool))
    assert none.value == 0
    assert 0.01 < none.standard_error < 0.02
    assert none.draws == 64


def test_gains_and_losses_beyond_the_scale_are_impossible() -> None:
    true, error = np.array([0.0, 50.0, 100.0]), np.array([10.0, 10.0, 10.0])
    assert np.all(chance_read_at_most(true, -3.0, error) == 0)
    assert np.all(chance_read_at_least(true, 103.0, error) == 0)
    assert chance_read_at_most(true, 50.0, error)[1] == pytest.approx(0.5)
    found = chances(run(64, 2, pain=10), "sham")
    assert all(c.value == 0 for c in found["pain gain >= 15"])


def test_names_are_those_a_forecast_promises() -> None:
    assert set(chances(run(8, 1), "care", "sham")) == {
        f"{name} {what}"
        for name, limit in (("pain", 15), ("odi", 10))
        for what in (f"gain >= {limit}", f"worse >= {limit}", f"gain >= {limit} beyond sham")
    }


def test_unknown_treatment_is_named() -> None:
    with pytest.raises(InputError, match="'surgery'"):
        chances(run(8, 1), "care", "surgery")
