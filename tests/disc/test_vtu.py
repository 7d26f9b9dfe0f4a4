"""A mesh written as VTU and read back."""

from __future__ import annotations

from pathlib import Path

import meshio
import numpy as np
import pytest

from pulposus.disc.fibres import fibre_directions
from pulposus.disc.hexmesh import SIZES, HexMesh, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.shape import from_parameters
from pulposus.disc.vtu import write_vtu
from pulposus.errors import InputError, RunError


@pytest.fixture(scope="module")
def mesh() -> HexMesh:
    shape = from_parameters("L4/5", age_y=40)
    return lay(SIZES["small"], surfaces_of(shape), shape)


def test_everything_comes_back(tmp_path: Path, mesh: HexMesh) -> None:
    glucose = np.linspace(0, 4, len(mesh.nodes_mm))
    path = write_vtu(tmp_path / "disc.vtu", mesh, points={"glucose_mM": glucose})
    back = meshio.read(path)
    assert np.array_equal(back.points, mesh.nodes_mm)
    assert np.array_equal(back.cells_dict["hexahedron"], mesh.elements)
    assert np.array_equal(back.cell_data["region"][0], mesh.topology.region)
    assert np.array_equal(back.cell_data["endplate_side"][0], mesh.topology.side)
    assert np.allclose(back.cell_data["fibre_2"][0], fibre_directions(mesh)[:, 1])
    assert np.array_equal(back.point_data["glucose_mM"], glucose)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["disc.vtu"]


def test_a_field_of_the_wrong_length_is_refused(tmp_path: Path, mesh: HexMesh) -> None:
    with pytest.raises(InputError, match="'cells' has 3 values; one per element"):
        write_vtu(tmp_path / "disc.vtu", mesh, cells={"cells": np.zeros(3)})
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_one_sentence(tmp_path: Path, mesh: HexMesh) -> None:
    with pytest.raises(RunError, match="Cannot write"):
        write_vtu(tmp_path / "nowhere" / "disc.vtu", mesh)
