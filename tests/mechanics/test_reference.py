"""Prestress: the reference under the load of lying is the measured disc."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from discs import TOPOLOGY, healthy, tissue_of, wide

from pulposus.disc.reduced import element_volumes_mm3
from pulposus.mechanics import MechanicsParameters, Prestress, equilibrate, prestress

SUPINE = 0.12


@pytest.fixture(scope="module")
def found() -> Prestress:
    return prestress(*healthy(4), MechanicsParameters.central(4), SUPINE)


def test_the_loaded_reference_is_the_measured_disc(found: Prestress) -> None:
    mesh, tissue = healthy(4)
    assert found.converged.all()
    assert found.reason == ("",) * 4
    again = equilibrate(found.mesh, found.tissue, MechanicsParameters.central(4), np.full(4, SUPINE))
    assert np.max(np.abs(again.nodes_mm - mesh.nodes_mm)) < 0.02
    np.testing.assert_allclose(again.porosity, tissue.porosity, atol=1e-3)
    np.testing.assert_allclose(again.fixed_charge_mEq_mL, tissue.fixed_charge_mEq_mL, rtol=5e-3)


def test_bone_keeps_its_shape(found: Prestress) -> None:
    mesh, _ = healthy(4)
    moved = found.mesh.nodes_mm - mesh.nodes_mm
    np.testing.assert_allclose(moved[:, :, -1, 0], 0, atol=1e-12)
    np.testing.assert_allclose(moved[:, :, -1, 1], moved[:, :1, -1, 1] * np.ones(TOPOLOGY.n_r), atol=1e-12)


def test_it_is_not_swollen_again(found: Prestress) -> None:
    """Solid and charge of the measured state are kept, and taking the load off makes the disc higher than measured."""
    mesh, tissue = healthy(4)
    measured, reference = element_volumes_mm3(mesh.nodes_mm), element_volumes_mm3(found.mesh.nodes_mm)
    np.testing.assert_allclose((1 - found.tissue.porosity) * reference, (1 - tissue.porosity) * measured, rtol=1e-10)
    cells = found.tissue.native_cells_1e6_mL * reference
    np.testing.assert_allclose(cells, tissue.native_cells_1e6_mL * measured, rtol=1e-10)
    mesh_, tissue_ = found
    free = equilibrate(mesh_, tissue_, MechanicsParameters.central(4), np.zeros(4), start_nodes_mm=mesh.nodes_mm)
    assert free.converged.all()
    assert np.all(free.mean_height_mm > found.loaded.mean_height_mm)
    assert np.all((free.nucleus_pressure_MPa > 0.1) & (free.nucleus_pressure_MPa < 0.25))  # VT9


def test_what_cannot_be_is_reported() -> None:
    """No charge at all cannot hold a load of 5 MPa at the measured height: said, not raised."""
    mesh, _ = healthy(4)
    tissue = tissue_of(np.full((4, 4), 0.8), np.full((4, 4), 1e-3))
    found = prestress(mesh, tissue, MechanicsParameters.central(4), 5.0)
    assert not found.converged.any()
    assert all(found.reason)


@pytest.mark.slow
def test_a_wide_batch_finds_its_reference() -> None:
    mesh, tissue = wide(64, seed=0)
    found = prestress(mesh, tissue, MechanicsParameters.sample(64, seed=0), np.linspace(0.1, 0.15, 64))
    assert found.converged.mean() > 0.95
    assert all(why for ok, why in zip(found.converged, found.reason, strict=True) if not ok)
    assert np.median(found.shape_error_mm) < 0.01
