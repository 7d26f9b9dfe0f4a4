"""Marching against closed forms, conservation, and what it says when it cannot go on."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pulposus.errors import InputError, RunError
from pulposus.mechanics.hexa import Curve, Model, Plate, march
from pulposus.mechanics.hexa.system import System
from pulposus.mechanics.material import Laws
from pulposus.numerics.dirk import BACKWARD_EULER, ESDIRK3, TR_BDF2, Tableau

sys.path.insert(0, str(Path(__file__).parent))
from blocks_of_tissue import box, column, solid

H = 0.3 + 2 * 0.4  # aggregate modulus of the tissue, MPa
K = 1e-3


def consolidation(T: np.ndarray) -> np.ndarray:
    """u/u_inf of Terzaghi's column, case V1."""
    a = (np.arange(400)[:, None] + 0.5) * np.pi
    return 1 - (2 / a**2 * np.exp(-(a**2) * T)).sum(axis=0)


@pytest.mark.parametrize("kind", [8, 20])
def test_confined_creep_follows_terzaghi(kind: int) -> None:
    height, T = 1.0, np.array([0.1, 0.5, 1.0])
    load = 1e-4 * H
    model = column(20, height, Curve.constant(-load), kind)
    times = T * height**2 / (H * K)
    u = [s.state.motions[0][0] for s in march(model, times, tolerance=1e-3, first_step_s=1e-2) if s.output]
    assert np.allclose(-np.array(u) / (load / H * height), consolidation(T), rtol=3e-3)


@pytest.mark.parametrize("method", [BACKWARD_EULER, TR_BDF2, ESDIRK3], ids=lambda m: m.name)
def test_order_in_time(method: Tableau) -> None:
    """Smooth loading of one column with fixed steps: the error falls with the order of the method."""
    end = 400.0
    ramp = Curve(tuple(np.linspace(0, end, 401)), tuple(-0.2 * np.sin(np.linspace(0, 1.5, 401)) ** 4))
    model = column(6, 1.0, ramp)

    def last(n: int) -> float:
        steps = list(march(unkinked(model), [end], fixed_step_s=end / n, method=method, solve_tolerance=1e-9))
        return float(steps[-1].state.motions[0][0])

    a, b, c = last(16), last(32), last(64)
    assert np.log2(abs(a - b) / abs(b - c)) == pytest.approx(method.order, abs=0.45)


def unkinked(model: Model) -> Model:
    """The same load as a smooth function of time, so that no step is cut short by a kink."""
    plate, curve = model.plates[0], model.plates[0].load["z"]
    n = len(model.nodes_mm)

    def force(time_s: float) -> np.ndarray:
        out = np.zeros((n, 3))
        out[plate.nodes, 2] = -0.2 * np.sin(1.5 * time_s / curve.times_s[-1]) ** 4 / len(plate.nodes)
        return out

    return replace(model, plates=(replace(plate, load={}),), body_force=force)


def test_backward_euler_balances_every_node() -> None:
    model = column(5, 1.0, Curve((0, 1), (0, -0.1)))
    system = System(model)
    states = [s.state for s in march(model, [3.0], fixed_step_s=0.5, method=BACKWARD_EULER, solve_tolerance=1e-10)]
    found = []
    for state in states[-2:]:
        x = system.gather(state.displacement_mm, state.potential_MPa)
        found.append(system.balance(system.fields(x, np.concatenate(state.motions), state.time_s)))
    free = system.unknowns.potential >= 0
    lost = (found[0].content - found[1].content)[free]
    assert np.allclose(lost, 0.5 * found[1].outflow[free], rtol=1e-8, atol=1e-11)
    assert found[1].outflow.sum() == pytest.approx(0, abs=1e-15)  # Darcy flow neither makes nor loses fluid


def test_a_twisted_block_needs_its_moment_and_turns_back() -> None:
    nodes, elements = box((2, 2, 2), (2, 2, 2))
    fixed = np.zeros((len(nodes), 3), bool)
    fixed[nodes[:, 2] == 0] = True
    top = np.flatnonzero(nodes[:, 2] == 2)
    twist = Plate("top", top, (1, 1, 2), prescribed={"rotation_z": Curve((0, 1, 2), (0, 0.4, 0))})
    model = Model(nodes, elements, (solid(elements),), fixed, (twist,), dry=True)
    steps = [s for s in march(model, [1.0, 2.0], tolerance=1e-6) if s.output]
    assert steps[0].reaction[5] > 0
    assert np.abs(steps[0].reaction[[0, 1, 2, 3, 4]]).max() < 1e-6
    assert np.abs(steps[1].state.displacement_mm).max() < 1e-6
    loaded = replace(twist, prescribed={}, load={"rotation_z": Curve((0, 1), (0, float(steps[0].reaction[5])))})
    back = list(march(replace(model, plates=(loaded,)), [1.0], tolerance=1e-7))[-1]
    assert back.state.motions[0][5] == pytest.approx(0.4, rel=1e-4)


def test_resumed_run_goes_on_where_it_stopped() -> None:
    model = column(5, 1.0, Curve((0, 1), (0, -0.1)))
    whole = [s for s in march(model, [1.0, 50.0]) if s.output]
    first = next(s for s in march(model, [1.0, 50.0]) if s.output)
    rest = list(march(model, [50.0], start=first.state))
    assert rest[-1].state.motions[0][0] == pytest.approx(whole[-1].state.motions[0][0], rel=2e-3)


def test_a_load_that_crushes_says_where() -> None:
    """Beyond the last of its water no step is left, and the place is told."""
    _, elements = box((1, 1, 2), (1, 1, 1))
    wet = solid(elements, Laws("wilson", "none", "none", "holmes_mow"))
    model = replace(column(2, 1.0, Curve((0, 1), (0, -1e6))), blocks=(wet,), dry=True)
    with pytest.raises(RunError, match="last good state"):
        list(march(model, [1.0]))


def test_times_must_increase() -> None:
    with pytest.raises(InputError, match="increase"):
        list(march(column(2, 1.0, Curve.constant(0)), [2.0, 1.0]))


def test_plates_cannot_share_nodes() -> None:
    model = column(2, 1.0, Curve.constant(0))
    with pytest.raises(InputError, match="one plate"):
        System(replace(model, plates=(*model.plates, replace(model.plates[0], name="twin"))))


def test_a_motion_cannot_be_prescribed_and_held() -> None:
    model = column(2, 1.0, Curve.constant(0))
    both = replace(model.plates[0], prescribed={"z": Curve.constant(0.1)}, load={}, held=("z",))
    with pytest.raises(InputError, match="keep one"):
        System(replace(model, plates=(both,)))
