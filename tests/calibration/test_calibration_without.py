"""Posteriors that have not seen a trial: of this evidence, whole, and different where the trial mattered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pulposus.calibration.groups import controlled
from pulposus.calibration.store import prior_print
from pulposus.calibration.table import build
from pulposus.calibration.without import posterior_without, read, shipped, write
from pulposus.errors import InputError
from pulposus.evidence.fingerprint import fingerprint
from pulposus.evidence.load import studies
from pulposus.symptoms import draw_unknowns
from pulposus.symptoms.posterior import shipped as whole
from pulposus.symptoms.posterior import using


def test_there_is_one_for_every_controlled_trial() -> None:
    assert set(shipped()) == set(build(controlled(studies())).studies)


def test_they_are_of_this_evidence_and_these_priors() -> None:
    meta = posterior_without("respine_2024").meta
    assert meta["fingerprint"] == fingerprint(studies())
    assert meta["priors"] == prior_print()
    assert meta["divergent"] <= 2


def test_they_hold_the_columns_of_the_whole_posterior() -> None:
    names = set(whole("controlled").draws)
    for posterior in shipped().values():
        assert set(posterior.draws) == names
        assert all(np.isfinite(column).all() for column in posterior.draws.values())


def test_an_extreme_trial_is_missed() -> None:
    """Peng 2010 is the trial whose people in the control arm did not change at all: without it, arms change more."""
    name = "pain_sham_arm_change"
    assert np.median(posterior_without("peng_2010").draws[name]) < np.median(whole("controlled").draws[name])


def test_unknowns_are_drawn_from_it() -> None:
    own = posterior_without("peng_2010")
    with using(own):
        drawn = draw_unknowns(50, 1)
    assert set(np.round(drawn.response_onset, 6)) <= set(np.round(own.draws["response_onset"], 6))
    after = draw_unknowns(50, 1)
    assert not np.array_equal(after.response_onset, drawn.response_onset)


def test_write_and_read(tmp_path: Path) -> None:
    given = {"a": {"x": np.array([1.0, 2.0])}, "b": {"x": np.array([3.0, 4.0, 5.0])}}
    write(tmp_path / "some.parquet", given, {"seed": 1})
    found = read(tmp_path / "some.parquet")
    assert list(found["b"].draws["x"]) == [3, 4, 5]
    assert found["a"].meta == {"seed": 1}


def test_unknown_trial_is_refused() -> None:
    with pytest.raises(InputError, match="no controlled trial of the calibration"):
        posterior_without("nobody_2000")
