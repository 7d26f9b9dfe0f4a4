"""The structured mesh: closed-form volumes, soundness over all plausible shapes, fibres in the lamella."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from pulposus.disc.fibres import fibre_directions
from pulposus.disc.hexmesh import SIZES, HexMesh, HexTopology, lay
from pulposus.disc.outline import outline, polygon_area_mm2, radius_about
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.quality import check, element_volumes_mm3, jacobians, scaled_jacobians
from pulposus.disc.reduced import Region
from pulposus.disc.shape import DiscShape, from_measurement, from_parameters
from pulposus.disc.surfaces import ANGLES, Surfaces, coefficients
from pulposus.errors import RunError
from pulposus.levels import LUMBAR_DISCS

CUBE = np.array([(x, y, z) for z in (0, 1) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))], dtype=float)[None]


def ellipse(a: float, b: float, bulge: float = 0.0, **terms: float) -> Surfaces:
    radius = a * b / np.hypot(b * np.cos(ANGLES), a * np.sin(ANGLES))
    thickness = coefficients({(0, 0): terms.get("flat", 8.0), (2, 0): terms.get("sides", 0.0)})
    return Surfaces(
        origin_mm=np.zeros(3),
        axes=np.eye(3),
        centre_mm=np.zeros(2),
        semi_mm=np.array([a, b]),
        radius_mm=radius,
        bulge=np.full_like(ANGLES, bulge),
        thickness=thickness,
        middle=coefficients({}),
        floor_mm=0.5,
    )


@pytest.fixture(scope="module")
def shape() -> DiscShape:
    return from_parameters("L4/5", age_y=40, sex="F", grade=2)


def test_reference_elements_have_known_volume_and_quality() -> None:
    assert element_volumes_mm3(2 * CUBE) == pytest.approx(8)
    assert scaled_jacobians(CUBE) == pytest.approx(1)
    sheared = CUBE + CUBE[..., 2:] * np.array([1.0, 0, 0])  # 45 degrees
    assert element_volumes_mm3(sheared) == pytest.approx(1)
    assert scaled_jacobians(sheared) == pytest.approx(np.sqrt(0.5))
    wedge = CUBE * np.array([1, 1, 1]) + CUBE[..., :1] * CUBE[..., 2:] * np.array([0, 0, 1.0])  # height 1 + x
    assert element_volumes_mm3(wedge) == pytest.approx(1.5)


@pytest.mark.parametrize(("name", "elements"), [("small", 1620), ("medium", 10080)])
def test_topology_is_complete(name: str, elements: int) -> None:
    topology = SIZES[name]
    assert topology.elements.shape == (elements, 8)
    used = np.unique(topology.elements)
    assert np.array_equal(used, np.arange(topology.axial_nodes * (topology.layers + 1)))
    # A solid ball: V - E + F - C = 1 by Euler, with each face shared by at most two elements.
    local_faces = [(0, 1, 2, 3), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    faces = np.sort(topology.elements[:, local_faces].reshape(-1, 4), axis=1)
    unique, count = np.unique(faces, axis=0, return_counts=True)
    assert count.max() == 2
    local_edges = [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7)]
    edges = np.unique(np.sort(topology.elements[:, local_edges].reshape(-1, 2), axis=1), axis=0)
    assert len(used) - len(edges) + len(unique) - elements == 1
    counts = {region: int((topology.region == region).sum()) for region in Region}
    assert min(counts.values()) > 0
    assert counts[Region.ENDPLATE] == 2 * topology.endplate_layers * len(topology.quads)
    assert np.array_equal(topology.side != 0, topology.region == Region.ENDPLATE)


def test_volume_of_an_elliptic_lens_converges_at_second_order(shape: DiscShape) -> None:
    a, b, flat, sides = 22.0, 16.0, 9.0, -4.0
    exact = np.pi * a * b * (flat + sides / 4)
    skin = ellipse(a, b, flat=flat, sides=sides)
    assert skin.volume_mm3() == pytest.approx(exact, rel=1e-4)
    error = []
    for refine in (1, 2, 4):
        topology = HexTopology(
            core=4 * refine, nucleus_rings=refine, inner_rings=refine, outer_rings=refine, disc_layers=2
        )
        error.append(abs(element_volumes_mm3(lay(topology, skin, shape).corners_mm).sum() / exact - 1))
    orders = np.log2(np.array(error[:-1]) / error[1:])
    assert orders == pytest.approx([2, 2], abs=0.2)


def test_volume_of_a_bulging_drum_is_that_of_the_solid_of_revolution() -> None:
    radius, bulge, height = 20.0, 0.08, 8.0
    exact = quad(lambda z: np.pi * (radius * (1 + bulge * (1 - (2 * z / height) ** 2))) ** 2, -height / 2, height / 2)[
        0
    ]
    assert ellipse(radius, radius, bulge, flat=height).volume_mm3() == pytest.approx(exact, rel=1e-4)


def test_points_of_the_skin_are_found_inside() -> None:
    skin = replace(ellipse(22.0, 16.0, 0.05, flat=9.0, sides=-3.0), origin_mm=np.array([5.0, -3.0, 40.0]))
    unit = np.random.default_rng(1).uniform(-1, 1, (3000, 3))
    unit = unit[np.hypot(unit[:, 0], unit[:, 1]) < 1]
    just_inside = skin.place(*(0.999 * unit).T)
    assert skin.contains(just_inside).all()
    s = np.hypot(unit[:, 0], unit[:, 1])
    outside = skin.place(1.02 * unit[:, 0] / s, 1.02 * unit[:, 1] / s, 0.9 * unit[:, 2])
    assert not skin.contains(outside).any()


def test_outline_has_the_area_depth_and_width_asked_for() -> None:
    points = outline(46.0, 35.0, 1340.0)
    assert polygon_area_mm2(points) == pytest.approx(1340, rel=1e-6)
    assert np.ptp(points[:, 0]) == pytest.approx(46)
    middle = points[np.abs(points[:, 0]) < 0.5]
    assert np.ptp(middle[:, 1]) == pytest.approx(35, abs=0.1)
    assert points[:, 1].min() < middle[:, 1].min() - 0.3  # the back is drawn in


def test_radius_about_an_offset_centre_meets_the_ellipse() -> None:
    a, b, shift = 22.0, 16.0, 2.0
    points = np.stack([a * np.cos(ANGLES), b * np.sin(ANGLES)], axis=1)
    radius = radius_about(points, np.array([0.0, -shift]))
    x, y = radius * np.cos(ANGLES), radius * np.sin(ANGLES) - shift
    assert (x / a) ** 2 + (y / b) ** 2 == pytest.approx(1, abs=2e-3)


def test_parametric_mesh_has_the_sizes_of_its_shape() -> None:
    numbers = {
        "anterior_height_mm": 12.0,
        "middle_height_mm": 11.0,
        "posterior_height_mm": 8.0,
        "depth_mm": 35.0,
        "width_mm": 46.0,
        "axial_area_mm2": 1340.0,
        "volume_mm3": 12000.0,
    }
    shape = from_measurement(numbers, level="L4/5", age_y=40)
    skin = surfaces_of(shape)
    mesh = lay(SIZES["medium"], skin, shape)
    quality = check(mesh)
    assert quality.volume_mm3 == pytest.approx(12000, rel=5e-3)
    assert np.ptp(mesh.nodes_mm[:, 0]) == pytest.approx(46, rel=0.01)
    heights = [skin.thickness_mm(np.zeros(1), np.array([v]))[0] for v in (1.0, 0.0, -1.0)]
    assert heights == pytest.approx([12, 11, 8])
    # The endplates' mean thickness is the shape's; nucleus share by area is the square of its share by length.
    plates = quality.region_mm3[Region.ENDPLATE] / (2 * 1340)
    assert plates == pytest.approx(shape.endplate_mm, rel=0.05)
    u, v = mesh.unit[:, :2].T
    nucleus = mesh.elements[mesh.topology.ring == 0]
    assert np.hypot(u, v)[nucleus].max() == pytest.approx(shape.nucleus_share)


@given(
    level=st.sampled_from(LUMBAR_DISCS),
    middle=st.floats(2.5, 16.0),
    front=st.floats(0.6, 1.8),
    back=st.floats(0.4, 1.3),
    depth=st.floats(25.0, 45.0),
    aspect=st.floats(1.05, 1.7),
    box=st.floats(0.72, 0.95),
    fill=st.floats(0.7, 1.15),
)
@settings(max_examples=25, deadline=None)
def test_every_plausible_disc_has_a_sound_mesh(
    level: str, middle: float, front: float, back: float, depth: float, aspect: float, box: float, fill: float
) -> None:
    area = box * aspect * depth**2
    numbers = {
        "middle_height_mm": middle,
        "anterior_height_mm": middle * front,
        "posterior_height_mm": max(middle * back, 1.0),
        "depth_mm": depth,
        "width_mm": depth * aspect,
        "axial_area_mm2": area,
        "volume_mm3": max(area * (middle + middle * front + max(middle * back, 1.0)) / 3 * fill, 900.0),
    }
    shape = from_measurement(numbers, level=level, age_y=40)
    quality = check(lay(SIZES["small"], surfaces_of(shape), shape))
    assert quality.least_scaled_jacobian > 0.2


def test_an_inverted_element_is_named_with_place_and_measure(shape: DiscShape) -> None:
    mesh = lay(SIZES["small"], surfaces_of(shape), shape)
    nodes = mesh.nodes_mm.copy()
    bad = 777
    nodes[mesh.elements[bad, 0]] = mesh.corners_mm[bad].mean(axis=0) + 5 * np.array([0, 0, 1])
    with pytest.raises(RunError, match=r"L4/5: element \d+ .* has Jacobian -"):
        check(HexMesh(mesh.topology, nodes, mesh.unit), "L4/5")
    assert jacobians(nodes[mesh.elements[[bad]]], np.zeros((1, 3))).shape == (1, 1)


def test_fibres_lie_in_the_lamella_at_the_published_angles(shape: DiscShape) -> None:
    """Outer 23 (front) and 28 deg (back), inner 31 and 43 (doi:10.3389/fbioe.2024.1384599)."""
    mesh = lay(SIZES["medium"], ellipse(20.0, 20.0, flat=9.0), shape)
    fibres = fibre_directions(mesh)
    topology = mesh.topology
    annulus = np.isin(topology.region, [Region.INNER_ANNULUS, Region.OUTER_ANNULUS])
    assert not fibres[~annulus].any()
    assert np.linalg.norm(fibres[annulus], axis=2) == pytest.approx(1)
    centre = mesh.corners_mm[annulus].mean(axis=1)
    radial = centre * [1, 1, 0] / np.linalg.norm(centre[:, :2], axis=1, keepdims=True)
    assert np.abs(np.einsum("efi,ei->ef", fibres[annulus], radial)).max() < 1e-9
    angle = np.rad2deg(np.arcsin(np.abs(fibres[annulus][..., 2])))
    assert angle[:, 0] == pytest.approx(angle[:, 1])
    front = radial[:, 1]
    ring = topology.ring[annulus]
    for where, expected in (
        ((front > 0.99) & (ring == ring.max()), 23),
        ((front < -0.99) & (ring == ring.max()), 28),
        ((front > 0.99) & (ring == 1), 31),
        ((front < -0.99) & (ring == 1), 43),
    ):
        assert where.any()
        assert angle[where] == pytest.approx(expected, abs=0.2)
    # The families cross: same turn around the axis, opposite climb.
    first, second = fibres[annulus, 0], fibres[annulus, 1]
    assert first[:, 2] == pytest.approx(-second[:, 2])
    assert first[:, :2] == pytest.approx(second[:, :2])
