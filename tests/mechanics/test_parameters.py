"""Draws of mechanical properties."""

from __future__ import annotations

import numpy as np

from pulposus.disc.reduced import Region
from pulposus.library import facts
from pulposus.mechanics import Laws, MechanicsParameters


def test_same_seed_same_draws_and_physical_ranges() -> None:
    one, two = MechanicsParameters.sample(64, seed=3), MechanicsParameters.sample(64, seed=3)
    assert np.array_equal(one.shear_modulus_MPa, two.shear_modulus_MPa)
    assert not np.array_equal(one.fibre_share, MechanicsParameters.sample(64, seed=4).fibre_share)
    assert one.shear_modulus_MPa.shape == (64, 4)
    assert np.all(one.shear_modulus_MPa > 0)
    assert np.all((one.osmotic_coefficient > 0) & (one.osmotic_coefficient <= 1))
    assert np.all(one.fibre_share[:, [Region.NUCLEUS, Region.ENDPLATE]] == 0)
    assert np.all(one.fibre_share[:, [Region.INNER_ANNULUS, Region.OUTER_ANNULUS]] > 0)


def test_angles_are_the_mean_of_front_and_back() -> None:
    angle = np.rad2deg(MechanicsParameters.central().fibre_angle_rad[0])
    assert angle[Region.OUTER_ANNULUS] == (23 + 28) / 2
    assert angle[Region.INNER_ANNULUS] == (31 + 43) / 2


def test_sets_are_those_of_the_library() -> None:
    published = MechanicsParameters.published(2)
    assert published.laws == Laws(osmosis="schroeder")
    np.testing.assert_allclose(published.shear_modulus_MPa[1], [1.0, 0.84, 0.84, 1.0])
    # With the neo-Hookean law the aggregate modulus is twice the shear modulus.
    simple = MechanicsParameters.central(1, Laws(matrix="neo_hookean"))
    central = [facts("mechanics")[f"aggregate_modulus_{name}_MPa"].value for name in
               ("nucleus", "inner_annulus", "outer_annulus", "endplate")]  # fmt: skip
    np.testing.assert_allclose(2 * simple.shear_modulus_MPa[0] + simple.lame_modulus_MPa[0], central)
