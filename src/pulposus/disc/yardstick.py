"""The yardstick disc: a kidney-shaped disc with flat ends, posed alike in any finite element program.

Two problems are defined on it, creep under a force and one solute, and a peer's answers to both are in
``library/facts/yardstick.yaml``. The mesh is an O-grid as in ``disc/hexmesh.py``, with no endplate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.hexmesh import QUARTERS, HexTopology
from pulposus.errors import InputError
from pulposus.library import value
from pulposus.numerics.settings import YARDSTICK_OUTLINE_POINTS, YARDSTICK_SIZES

Float = NDArray[np.float64]
Int = NDArray[np.int64]
TOPIC = "yardstick"
SIZES = tuple(YARDSTICK_SIZES)
# Times at which the creep answers are given, s, as the facts are named.
TIMES = ("1", "100", "1000", "10000", "28801")


@dataclass(frozen=True)
class Tissue:
    """One tissue of the yardstick: stress MPa, permeability mm4/(N s), largest uptake mM/s per fluid volume."""

    young_MPa: float
    poisson: float
    solid_fraction: float
    permeability_mm4_Ns: float
    permeability_M: float
    permeability_alpha: float
    solute_vmax_mM_s: float

    @property
    def porosity(self) -> float:
        """Fluid volume fraction."""
        return 1 - self.solid_fraction


@dataclass(frozen=True)
class Numbers:
    """Materials, loads and a peer's answers. Seconds, mm, N, MPa, mM."""

    nucleus: Tissue
    annulus: Tissue
    fibre_ksi_MPa: float
    fibre_alpha: float
    fibre_beta: float
    fibre_angle_deg: float
    force_N: float
    ramp_s: float
    end_s: float
    solute_edge_mM: float
    solute_half_mM: float
    solute_free_mm2_s: float
    answer_time_s: tuple[float, ...]
    answer_plate_mm: tuple[float, ...]
    answer_pressure_MPa: tuple[float, ...]
    answer_solute_min_mM: Mapping[str, float]
    """By mesh size."""
    peer_creep_s: Mapping[str, float]
    """Wall time of the peer on two shared cores, by mesh size."""
    peer_solute_s: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class YardstickMesh:
    """``nodes_mm`` (n, 3), ``elements`` (e, 8) in VTK order; node sets hold sorted node numbers."""

    nodes_mm: Float
    elements: Int
    nucleus: NDArray[np.bool_]
    """(e,): element of the nucleus, else of the annulus."""
    layer: Int
    """(e,): from below."""
    tangent: Float
    """(e, 3): unit vector along the ring in which the element lies."""
    bottom: Int
    top: Int
    lateral: Int
    size: str

    @property
    def surface(self) -> Int:
        """Nodes on top, bottom and side."""
        return np.unique(np.concatenate([self.bottom, self.top, self.lateral]))

    @property
    def middle(self) -> Int:
        """Elements of the two layers that meet at mid height, where the creep answers take the pressure."""
        layers = int(self.layer.max()) + 1
        return np.flatnonzero((self.layer == layers // 2) | (self.layer == layers // 2 - 1))

    def per_element(self, nucleus: float, annulus: float) -> Float:
        """(e,): one number of each tissue, spread over its elements."""
        return np.where(self.nucleus, nucleus, annulus)


def yardstick_numbers() -> Numbers:
    """Everything but the mesh, from the library of facts."""
    numbers: dict[str, Any] = {
        name: value(TOPIC, name) for name, kind in Numbers.__annotations__.items() if kind == "float"
    }
    tissue: dict[str, Any] = {
        name: Tissue(**{field: value(TOPIC, f"{field}_{name}") for field in Tissue.__annotations__})
        for name in ("nucleus", "annulus")
    }
    compared = ("small", "medium")
    return Numbers(
        **tissue,
        **numbers,
        answer_time_s=tuple(float(t) for t in TIMES),
        answer_plate_mm=tuple(value(TOPIC, f"answer_plate_mm_{t}s") for t in TIMES),
        answer_pressure_MPa=tuple(value(TOPIC, f"answer_pressure_MPa_{t}s") for t in TIMES),
        answer_solute_min_mM={size: value(TOPIC, f"answer_solute_min_mM_{size}") for size in compared},
        peer_creep_s={
            "small": value(TOPIC, "peer_creep_s_small_broyden"),
            "medium": value(TOPIC, "peer_creep_s_medium"),
        },
        peer_solute_s={size: value(TOPIC, f"peer_solute_s_{size}") for size in compared},
    )


def yardstick(size: str = "small") -> YardstickMesh:
    """The mesh in one of ``SIZES``.

    Raises:
        InputError: a size that is not defined.
    """
    if size not in YARDSTICK_SIZES:
        raise InputError(f"The yardstick has no size '{size}'; choose one of {', '.join(SIZES)}.")
    core, nucleus, annulus, layers = YARDSTICK_SIZES[size]
    topology = HexTopology(core, nucleus, 0, annulus, layers, 0)
    plane = _plane(topology)
    z = np.linspace(0, value(TOPIC, "height_mm"), layers + 1)
    nodes = np.concatenate([np.insert(plane, 2, height, axis=1) for height in z])
    corners = plane[topology.quads]
    along = corners[:, 2] - corners[:, 1] + corners[:, 3] - corners[:, 0]
    along = np.insert(along / np.linalg.norm(along, axis=1, keepdims=True), 2, 0, axis=1)
    n = topology.axial_nodes
    rim = np.arange(n - topology.around, n)
    return YardstickMesh(
        nodes_mm=nodes,
        elements=topology.elements,
        nucleus=topology.ring == 0,
        layer=np.repeat(np.arange(layers), len(topology.quads)),
        tangent=np.tile(along, (layers, 1)),
        bottom=np.arange(n),
        top=n * layers + np.arange(n),
        lateral=(rim + n * np.arange(layers + 1)[:, None]).ravel(),
        size=size,
    )


def _plane(topology: HexTopology) -> Float:
    """Nodes of one layer, (axial_nodes, 2)."""
    share = np.sqrt(value(TOPIC, "nucleus_share_of_area"))
    round_, square = value(TOPIC, "core_roundness"), value(TOPIC, "core_square_share")
    u, v = np.meshgrid(*2 * [np.linspace(-1, 1, topology.core + 1)])
    disc = np.stack([u * np.sqrt(1 - v**2 / 2), v * np.sqrt(1 - u**2 / 2)], axis=-1)
    mixed = (1 - round_) * square * np.stack([u, v], axis=-1) + round_ * disc
    block = value(TOPIC, "core_share") * share * mixed
    edge = np.concatenate([block[0, :-1], block[:-1, -1], block[-1, :0:-1], block[:0:-1, 0]])
    angle = 2 * np.pi * np.arange(topology.around) / topology.around - 3 * np.pi / QUARTERS
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    inner = np.arange(1, topology.nucleus_rings + 1)[:, None, None] / topology.nucleus_rings
    outer = np.arange(1, topology.outer_rings + 1)[:, None, None] / topology.outer_rings
    nucleus = (1 - inner) * edge + inner * share * circle
    annulus = (share + (1 - share) * outer) * circle
    return _kidney(np.concatenate([part.reshape(-1, 2) for part in (block, nucleus, annulus)]))


def _outline(angle: Float) -> tuple[Float, Float]:
    """The ellipse with a hollow at the back (-y)."""
    x = value(TOPIC, "width_mm") / 2 * np.cos(angle)
    y = value(TOPIC, "depth_mm") / 2 * np.sin(angle)
    hollow = value(TOPIC, "dent_mm") * np.exp(-((x / value(TOPIC, "dent_width_mm")) ** 2)) * np.abs(np.sin(angle))
    return x, y + np.where(y < 0, hollow, 0.0)


def _kidney(unit: Float) -> Float:
    """Points (n, 2) of the unit disc stretched along their rays to the outline, centred in its box."""
    _, around = _outline(np.linspace(0, 2 * np.pi, YARDSTICK_OUTLINE_POINTS))
    low, high = around.min(), around.max()
    radius, angle = np.hypot(unit[:, 0], unit[:, 1]), np.arctan2(unit[:, 1], unit[:, 0])
    x, y = _outline(angle)
    y = (y - (low + high) / 2) * value(TOPIC, "depth_mm") / (high - low)
    return np.stack([radius * x, radius * y], axis=-1)
