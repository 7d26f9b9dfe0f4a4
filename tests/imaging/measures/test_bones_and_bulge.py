"""Vertebral bodies, gap, bulge and disc height index on boxes whose corners are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.imaging.measures import measure_disc, measure_vertebra
from pulposus.imaging.structures import Spine, Structure

DEPTH, WIDTH, BODY, DISC = 34.0, 46.0, 27.0, 9.0
STEP = 0.5


def body_with_process(height: float = BODY) -> Callable[[Any], Any]:
    """A box for the body, a canal 16 mm deep behind it, a spinous process behind that, joined by two pedicles."""

    def inside(p: Any) -> Any:
        body = (np.abs(p[:, 0]) < WIDTH / 2) & (np.abs(p[:, 1]) < DEPTH / 2) & (np.abs(p[:, 2]) < height / 2)
        process = (np.abs(p[:, 0]) < 4) & (p[:, 1] < -33) & (p[:, 1] > -60) & (np.abs(p[:, 2] + 4) < 9)
        pedicles = (np.abs(np.abs(p[:, 0]) - 12) < 3) & (p[:, 1] < -10) & (p[:, 1] > -40) & (np.abs(p[:, 2]) < 5)
        return np.asarray(body | process | pedicles)

    return inside


def box(back: float, front: float, height: float) -> Callable[[Any], Any]:
    return lambda p: (
        (np.abs(p[:, 0]) < WIDTH / 2) & (p[:, 1] > -back) & (p[:, 1] < front) & (np.abs(p[:, 2]) < height / 2)
    )


def column(
    phantom: Any, back: float = DEPTH / 2, front: float = DEPTH / 2, turn: Any = None
) -> tuple[Structure, Structure, Structure]:
    """L4, L4/5 and L5 along the head-to-foot axis of ``turn``."""
    turn = np.eye(3) if turn is None else turn
    up = turn[:, 2]
    rise = (BODY + DISC) / 2
    spacing = (1.0, STEP, STEP)
    limits = (WIDTH / 2, 61.0, BODY)
    l4 = phantom("vertebra", "L4", body_with_process(), limits, spacing, turn, None, tuple(rise * up))
    l5 = phantom("vertebra", "L5", body_with_process(), limits, spacing, turn, None, tuple(-rise * up))
    disc = phantom("disc", "L4/5", box(back, front, DISC), limits, spacing, turn, None, (0.0, 0.0, 0.0))
    return l4, disc, l5


@pytest.mark.parametrize("tilt", [0.0, 17.0])
def test_body_is_told_from_the_spinous_process(tilt: float, phantom: Any, turn: Any) -> None:
    l4, disc, l5 = column(phantom, turn=turn(tilt, 0, 0))
    found = measure_vertebra(Spine((l5, disc, l4)), "L4")
    for name in ("anterior_height_mm", "middle_height_mm", "posterior_height_mm"):
        assert found.quantities[name].value == pytest.approx(BODY, abs=1.6 * STEP), name
    assert found.quantities["depth_mm"].value == pytest.approx(DEPTH, abs=STEP)
    assert found.quantities["gap_below_mm"].value == pytest.approx(DISC, abs=STEP)


def test_gap_needs_no_disc(phantom: Any) -> None:
    l4, _, l5 = column(phantom)
    found = measure_vertebra(Spine((l5, l4)), "L4")
    assert found.quantities["gap_below_mm"].value == pytest.approx(DISC, abs=STEP)
    lowest = measure_vertebra(Spine((l5, l4)), "L5")
    assert lowest.quantities["gap_below_mm"].status == "not covered"
    assert "below" in lowest.quantities["gap_below_mm"].note


@pytest.mark.parametrize("tilt", [0.0, -25.0])
@pytest.mark.parametrize("beyond", [4.0, 1.5, -2.0])
def test_bulge_is_the_distance_beyond_the_corners(beyond: float, tilt: float, phantom: Any, turn: Any) -> None:
    l4, disc, l5 = column(phantom, back=DEPTH / 2 + beyond, front=DEPTH / 2 + 1.0, turn=turn(tilt, 0, 0))
    found = measure_disc(Spine((l5, disc, l4)), "L4/5")
    assert found.value("posterior_bulge_mm") == pytest.approx(beyond, abs=1.2 * STEP)
    assert found.value("anterior_bulge_mm") == pytest.approx(1.0, abs=1.2 * STEP)


def test_disc_height_index_is_mean_disc_over_mean_body_height(phantom: Any) -> None:
    l4, disc, l5 = column(phantom)
    both = measure_disc(Spine((l5, disc, l4)), "L4/5").quantities["disc_height_index"]
    assert both.value == pytest.approx(DISC / BODY, rel=0.02)
    assert both.status == "measured"
    one = measure_disc(Spine((disc, l4)), "L4/5").quantities["disc_height_index"]
    assert one.value == pytest.approx(DISC / BODY, rel=0.02)
    assert one.status == "flagged"
    assert "L4 only" in one.note
    none = measure_disc(Spine((disc,)), "L4/5")
    assert none.quantities["disc_height_index"].status == "not covered"
    assert none.quantities["posterior_bulge_mm"].value is None


def test_the_sacrum_has_corners_but_no_height(phantom: Any) -> None:
    l5 = phantom(
        "vertebra", "L5", body_with_process(), (WIDTH / 2, 61, BODY), (1.0, STEP, STEP), None, None, (0, 0, 18)
    )
    disc = phantom(
        "disc", "L5/S1", box(20.0, 17.0, DISC), (WIDTH / 2, 61, BODY), (1.0, STEP, STEP), None, None, (0, 0, 0)
    )

    def sacral(p: Any) -> Any:
        return (np.abs(p[:, 0]) < 25) & (np.abs(p[:, 1]) < 17 - 0.3 * (30 - p[:, 2])) & (np.abs(p[:, 2]) < 30)

    sacrum = phantom("sacrum", "S1", sacral, (25, 40, 30), (1.0, STEP, STEP), None, None, (0, 0, -DISC / 2 - 30))
    found = measure_disc(Spine((sacrum, disc, l5)), "L5/S1")
    assert found.value("posterior_bulge_mm") == pytest.approx(3.0, abs=2 * STEP)
    assert found.quantities["disc_height_index"].status == "flagged"


def test_absent_levels_are_refused_with_the_choice(phantom: Any) -> None:
    _, disc, l5 = column(phantom)
    with pytest.raises(InputError, match=r"no disc L1/2; it has L4/5"):
        measure_disc(Spine((disc, l5)), "L1/2")
    with pytest.raises(InputError, match=r"no vertebra L1; it has L5"):
        measure_vertebra(Spine((disc, l5)), "L1")
