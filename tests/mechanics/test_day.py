"""The disc in time: closed-form consolidation, conservation, order in time, equilibrium limits, failure as data."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from discs import healthy, tissue_of

from pulposus.disc.reduced import ReducedMesh, ReducedTopology, build
from pulposus.disc.tissue import Tissue
from pulposus.errors import InputError
from pulposus.mechanics import Laws, MechanicsParameters, equilibrate
from pulposus.mechanics.day import Edges, FlowParameters, History, Phase, follow, step
from pulposus.mechanics.day.programme import Inputs, _prepare, _static
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

REST = 0.12


def programme(phases: list[Phase], n: int = 1, flow: FlowParameters | None = None) -> History:
    mesh, tissue = healthy(n)
    parameters = MechanicsParameters.central(n)
    rest = equilibrate(mesh, tissue, parameters, np.full(n, REST))
    flow = flow or FlowParameters.central(n)
    return follow(mesh, tissue, parameters, flow, phases, start_nodes_mm=rest.nodes_mm, start_load_MPa=REST)


@pytest.fixture(scope="module")
def day() -> History:
    return programme([Phase(0.54, 16, (1.0, 4.0)), Phase(0.11, 8, (1.0, 4.0))])


def test_load_presses_water_out_and_rest_draws_it_in(day: History) -> None:
    assert day.converged.all()
    assert day.reason == ("",)
    np.testing.assert_array_equal(day.time_h, [0, 1, 4, 16, 17, 20, 24])
    assert np.all(np.diff(day.volume_mm3[0, :4]) < 0)
    assert np.all(np.diff(day.volume_mm3[0, 3:]) > 0)
    assert np.all(np.diff(day.nucleus_pressure_MPa[0, 1:4]) < 0)
    assert np.all(np.diff(day.nucleus_pressure_MPa[0, 4:]) > 0)  # VT1: the pressure rises over the night


def test_water_is_conserved(day: History) -> None:
    """What has flowed out through the edges is what the volume has lost, and what the water has lost."""
    lost = day.volume_mm3[:, :1] - day.volume_mm3
    np.testing.assert_allclose(day.outflow_mm3, lost, atol=1e-8 * np.max(np.abs(lost)))
    np.testing.assert_allclose(day.water_volume_mm3[:, :1] - day.water_volume_mm3, lost, atol=1e-8 * np.max(lost))


def test_held_long_enough_it_is_the_equilibrium() -> None:
    found = programme([Phase(0.3, 300)])
    mesh, tissue = healthy(1)
    rest = equilibrate(mesh, tissue, MechanicsParameters.central(1), np.array([0.3]))
    np.testing.assert_allclose(found.nodes_mm[:, -1], rest.nodes_mm, atol=1e-4)
    assert np.max(np.abs(found.potential_MPa[:, -1])) < 1e-5
    assert found.nucleus_pressure_MPa[0, -1] == pytest.approx(rest.nucleus_pressure_MPa[0], rel=1e-4)
    assert found.annulus_peak_stress_MPa[0, -1] == pytest.approx(rest.annulus_peak_stress_MPa[0], rel=1e-4)


@pytest.mark.slow
def test_a_disc_does_not_know_its_neighbours() -> None:
    alone = programme([Phase(0.4, 2)])
    mesh, tissue = healthy(3)
    parameters = MechanicsParameters.central(3)
    load = np.array([0.05, REST, 0.3])
    rest = equilibrate(mesh, tissue, parameters, load)
    flow = FlowParameters.central(3)
    flow = replace(flow, scale_mm4_Ns=flow.scale_mm4_Ns * np.array([[10.0], [1.0], [0.1]]))
    there = follow(mesh, tissue, parameters, flow, [Phase(0.4, 2)], start_nodes_mm=rest.nodes_mm, start_load_MPa=load)
    assert there.steps[1] == alone.steps[0]
    np.testing.assert_allclose(there.nodes_mm[1], alone.nodes_mm[0], rtol=1e-9, atol=1e-9)


H = 5.0
TERZAGHI = {0.1: (0.356823, 0.949305), 0.5: (0.763950, 0.370777), 1.0: (0.931260, 0.107977)}


LOAD = 1e-4  # small, so that the closed form of small strains holds
MODULUS = 1.0
PERMEABILITY = 1e-3


def column() -> tuple[ReducedMesh, Tissue, MechanicsParameters, FlowParameters]:
    """A homogeneous disc of 20 elements that cannot bulge, drained at the bone."""
    topology = ReducedTopology(nucleus=1, inner=1, outer=1, disc=19, endplate=1)
    one, four = np.ones(1), np.ones((1, 4))
    sizes = {"radius_mm": 4.0, "mid_height_mm": 2 * H, "rim_height_mm": 2 * H, "nucleus_radius_fraction": 0.5,
             "inner_annulus_fraction": 0.5, "endplate_mm": H / 20}  # fmt: skip
    mesh = build(topology, **{name: size * one for name, size in sizes.items()})
    parameters = replace(
        MechanicsParameters.central(1, Laws(matrix="neo_hookean")), shear_modulus_MPa=MODULUS / 2 * four,
        fibre_share=0 * four, fibril_water_g_g=0 * four, osmotic_coefficient=0 * one,
    )  # fmt: skip
    flow = replace(
        FlowParameters.central(1),
        scale_mm4_Ns=PERMEABILITY * four,
        law="constant",
        edges=Edges(rim_drained=False, rim_free=False),
    )
    return mesh, tissue_of(0.8 * four, 0.1 * four, topology), parameters, flow


def test_confined_consolidation_v1(monkeypatch: pytest.MonkeyPatch) -> None:
    """Terzaghi's series: settlement, and pressure at the closed end."""
    monkeypatch.setattr(settings, "DAY_CONTENT", 1e-12)
    mesh, tissue, parameters, flow = column()
    hours = {T: T * H**2 / (MODULUS * PERMEABILITY) / 3600 for T in TERZAGHI}
    found = follow(
        mesh, tissue, parameters, flow, [Phase(LOAD, max(hours.values()), tuple(hours.values()))],
        start_nodes_mm=mesh.nodes_mm, start_load_MPa=0.0, error=1e-3 * LOAD / MODULUS,
    )  # fmt: skip
    assert found.converged.all()
    settled = 1 - found.mid_height_mm[0, 1:] / (2 * H)
    for T, share, base in zip(TERZAGHI, settled, found.potential_MPa[0, 1:, 0, 0], strict=True):
        u, p = TERZAGHI[T]
        assert share / (LOAD / MODULUS) == pytest.approx(u, rel=1e-2)
        assert base / LOAD == pytest.approx(p, rel=1e-2)


@pytest.mark.slow
def test_second_order_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal steps after the column has begun to drain, against many more of them."""
    monkeypatch.setattr(settings, "DAY_CONTENT", 1e-12)
    monkeypatch.setattr(settings, "DAY_FORCE", 1e-6)
    mesh, tissue, parameters, flow = column()
    numbers = (mesh.nodes_mm, tissue.porosity, tissue.fixed_charge_mEq_mL, parameters, flow, mesh.nodes_mm)
    of = Inputs(*jax.tree.map(jnp.asarray, (*numbers, np.array([[0.0, LOAD]]))))
    problem, progress, _ = _prepare(of, mesh.topology)
    static, idle = _static(of), jnp.zeros(1, bool)
    force = LOAD * problem.plate_mm2

    @jax.jit
    def go(at: step.Moment, length_s: jax.Array) -> step.Moment:
        return step.attempt(at, length_s[None], (force, force), problem, static, idle).to

    def run(at: step.Moment, seconds: float, count: int) -> step.Moment:
        for _ in range(count):
            at = go(at, jnp.asarray(seconds / count))
        return at

    unit = H**2 / (MODULUS * PERMEABILITY)
    begun = run(progress.moment, 0.1 * unit, 32)
    ends = {count: float(run(begun, 0.5 * unit, count).y[0, -1, 1, 0]) for count in (4, 8, 16, 128)}
    error = [abs(ends[count] - ends[128]) for count in (4, 8, 16)]
    assert np.log2(error[0] / error[1]) == pytest.approx(2, abs=0.25)
    assert np.log2(error[1] / error[2]) == pytest.approx(2, abs=0.25)


def test_no_checkerboard_just_after_the_load() -> None:
    """Seconds after a load the potential falls towards the drained edges and does not alternate inside."""
    found = programme([Phase(0.3, 1 / 60)])
    inside = found.potential_MPa[0, -1, :12, :5]
    spread = np.abs(np.diff(inside, 2, axis=0)).max()
    assert spread < 0.05 * inside.max()


def test_grade_three_drains_faster() -> None:
    healthy_set, grade3 = FlowParameters.central(1), FlowParameters.central(1, "grade3")
    early = [programme([Phase(0.54, 1)], flow=flow).outflow_mm3[0, -1] for flow in (healthy_set, grade3)]
    assert early[1] > 1.1 * early[0]


@pytest.mark.slow
def test_a_bone_that_lets_less_through_keeps_water_back() -> None:
    open_ = FlowParameters.central(1)
    found = [
        programme([Phase(0.54, 1)], flow=flow)
        for flow in (
            replace(open_, edges=Edges(bone_drained=False), bone_mm_MPa_s=np.array([1e4])),
            replace(open_, edges=Edges(bone_drained=False), bone_mm_MPa_s=np.array([1e-4])),
        )
    ]
    free = programme([Phase(0.54, 1)], flow=open_).outflow_mm3[0, -1]
    assert found[0].outflow_mm3[0, -1] == pytest.approx(free, rel=1e-3)
    assert found[1].outflow_mm3[0, -1] < 0.7 * free
    for each in found:
        lost = each.volume_mm3[:, 0] - each.volume_mm3[:, -1]
        np.testing.assert_allclose(each.outflow_mm3[:, -1], lost, rtol=1e-8)


def test_failure_is_data() -> None:
    """A load that no tissue bears stops one disc with a reason; its neighbour goes on."""
    mesh, tissue = healthy(2)
    porosity = tissue.porosity.copy()
    porosity[1] = 0.25
    parameters = MechanicsParameters.central(2)
    rest = equilibrate(mesh, tissue, parameters, np.full(2, REST))
    found = follow(
        mesh, replace(tissue, porosity=porosity), parameters, FlowParameters.central(2), [Phase(0.2, 1)],
        start_nodes_mm=rest.nodes_mm, start_load_MPa=REST,
    )  # fmt: skip
    assert found.converged.tolist() == [True, False]
    assert "stopped" in found.reason[1]
    assert np.isfinite(found.mean_height_mm[0]).all()


@pytest.mark.parametrize(
    ("phases", "says"),
    [
        ([], "no phase"),
        ([Phase(0.1, 0.0)], "lasts"),
        ([Phase(0.1, 1.0, (2.0,))], "looked at"),
        ([Phase(-1, 1)], "load"),
    ],
)
def test_wrong_programmes_are_refused(phases: list[Phase], says: str) -> None:
    mesh, tissue = healthy(1)
    with pytest.raises(InputError, match=says):
        follow(mesh, tissue, MechanicsParameters.central(1), FlowParameters.central(1), phases,
               start_nodes_mm=mesh.nodes_mm, start_load_MPa=0.1)  # fmt: skip


def test_wrong_flow_is_refused() -> None:
    mesh, tissue = healthy(1)
    with pytest.raises(InputError, match="permeability"):
        follow(mesh, tissue, MechanicsParameters.central(1), FlowParameters.central(2), [Phase(0.1, 1)],
               start_nodes_mm=mesh.nodes_mm, start_load_MPa=0.1)  # fmt: skip
