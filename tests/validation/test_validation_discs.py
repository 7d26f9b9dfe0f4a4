"""The discs that cases load: shape, rest, anchoring, and quantities with known values."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.calibration.honesty import of_this_version
from pulposus.disc.hexmesh import HexTopology
from pulposus.disc.reduced import Region
from pulposus.mechanics.hexa.outputs import outputs
from pulposus.numerics import settings
from pulposus.transport import published_boundary
from pulposus.validation.cases.vt08_creep import half_time_h
from pulposus.validation.profile import functional_nucleus_mm
from pulposus.validation.reasons import reasons
from pulposus.validation.specimen import Anchored, Annulus, specimen_at_rest, specimen_mesh
from pulposus.validation.supply import feed, least_glucose_mM, middle_disc, scaled
from pulposus.validation.target import TOPIC, target
from pulposus.validation.unloaded import mixed


def test_every_reason_belongs_to_a_fact() -> None:
    from pulposus.library import facts

    of_left_out = {name for name in reasons() if name.startswith("ev1_")}
    of_replications = {name for name in reasons() if name.startswith("ev3_")}
    assert of_replications <= {"ev3_successes", "ev3_brier"}
    assert set(reasons()) - of_left_out - of_replications <= set(facts(TOPIC))
    found = {f"ev1_score_{score.measure}_{name.replace(' ', '_')}" for group in of_this_version()
             for score in group.scores for name in score.baselines}  # fmt: skip
    assert of_left_out <= found
    assert all(len(reason) > 40 for reason in reasons().values())


def test_outer_annulus_reaches_the_bone_and_nothing_else_changes() -> None:
    common, anchored = HexTopology(), Anchored()
    moved = common.region != anchored.region
    assert np.array_equal(moved, (common.side != 0) & (common.ring > common.inner_rings))
    assert set(anchored.region[moved]) == {Region.OUTER_ANNULUS}


def test_specimen_has_the_published_sizes() -> None:
    nodes = specimen_mesh(Anchored()).nodes_mm
    width, depth = np.ptp(nodes[:, 0]), np.ptp(nodes[:, 1])
    assert width == pytest.approx(target("specimen_width_mm"), rel=0.01)
    assert depth == pytest.approx(target("specimen_depth_mm"), rel=0.01)


def test_calibrated_annulus_changes_the_annulus_only() -> None:
    from pulposus.mechanics.parameters import MechanicsParameters

    before = MechanicsParameters.central()
    after = Annulus(2.0, 3.0, 0.5).of(before)
    ratio = after.shear_modulus_MPa / before.shear_modulus_MPa
    assert ratio[0, [Region.NUCLEUS, Region.ENDPLATE]] == pytest.approx(1)
    assert ratio[0, [Region.INNER_ANNULUS, Region.OUTER_ANNULUS]] == pytest.approx(2)
    assert after.fibre_modulus_MPa == pytest.approx(3 * before.fibre_modulus_MPa)
    assert after.fibre_exponent == pytest.approx(before.fibre_exponent / 2)


@pytest.mark.slow
def test_specimen_rests_in_its_shape_without_force_under_pressure() -> None:
    small = Anchored(core=4, nucleus_rings=1, disc_layers=4)
    rest = specimen_at_rest(Annulus.calibrated(), small)
    reached = rest.disc.nodes_mm + rest.state.displacement_mm
    goal = rest.disc.frame.inside(specimen_mesh(small).nodes_mm)
    goal += (reached - goal)[rest.disc.lower].mean(axis=0)
    assert np.linalg.norm(reached - goal, axis=1).max() < 2 * settings.VALIDATE_SHAPE_MM
    assert abs(rest.reaction[2]) < 1e-2  # N
    assert 0.05 < outputs(rest.disc, rest.state).nucleus_pressure_MPa < 0.5


def test_mixing_solves_a_linear_fixed_point() -> None:
    rng = np.random.default_rng(1)
    A, wanted = 0.5 * np.diag(rng.uniform(-1, 1, 3)), rng.normal(size=3)
    trials, misses = [np.zeros(3)], []
    for _ in range(5):
        misses.append((np.eye(3) - A) @ (wanted - trials[-1]))
        trials.append(mixed(trials[-4:], misses[-4:]))
    assert trials[-1] == pytest.approx(wanted, abs=1e-9)


def test_half_time_of_an_exponential_is_its_half_life() -> None:
    time = np.concatenate([[0.0], np.geomspace(0.01, 10, 200)])
    height = 10 - 2 * (1 - np.exp2(-time / 1.7))
    found = half_time_h(time, height[None], np.array([8.0]))
    assert found == pytest.approx([1.7], rel=1e-3)
    assert np.isnan(half_time_h(time[:5], height[None, :5], np.array([8.0]))[0])


def test_width_of_even_stress_ends_where_it_leaves_the_band() -> None:
    radius = np.arange(6.0)
    nodes = np.zeros((1, 6, 2, 2))
    nodes[0, :, :, 0] = radius[:, None]
    stress = np.array([[1.0, 1.05, 0.95, 1.3, 1.0]])
    assert functional_nucleus_mm(stress, nodes) == pytest.approx([6.0])


def test_less_supply_means_less_glucose_and_whole_supply_is_the_published_one() -> None:
    mesh, tissue = middle_disc(2, 3)
    share = np.array([0.6, 0.8, 1.0])
    found = feed(mesh.nodes_mm, tissue, scaled(share, share))
    assert np.all(np.diff(least_glucose_mM(found, mesh)) > 0)
    whole = feed(mesh.nodes_mm, tissue, published_boundary(3))
    assert found.glucose_mM[2] == pytest.approx(whole.glucose_mM[2])
