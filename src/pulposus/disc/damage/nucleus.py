"""Nucleus taken out: by a surgeon, by herniation, or into a broken endplate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pulposus.disc.damage.state import Damage
from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.quality import element_volumes_mm3
from pulposus.disc.reduced import Region
from pulposus.errors import InputError
from pulposus.library import value
from pulposus.numerics import settings
from pulposus.units import MM3_PER_ML

TOPIC = "damage"


def nucleus_density_g_mL() -> float:
    """Mass of nucleus per volume, from its water by mass and the densities of water and solid."""
    water = value(TOPIC, "nucleus_water_mass_fraction")
    volume = water / value("composition", "water_density_g_mL") + (1 - water) / value(
        "composition", "solid_density_g_mL"
    )
    return float(1 / volume)


def nucleus_removal(
    mesh: HexMesh, *, share: float | None = None, grams: float | None = None, cavity: bool = False
) -> Damage:
    """A part of the nucleus taken out.

    What is taken out is solid and its charge; its space fills with fluid of the bath, which bears no load at rest and
    is pressed out as the disc settles. By default the rest of the nucleus, a gel, spreads evenly through the space:
    solid, charge and stiffness of the whole nucleus fall by the share removed. With ``cavity`` they fall in its
    middle only, to a fifth, as right after an operation; its equilibrium is best started from that of the intact disc.

    Args:
        share: of the nucleus's volume; or ``grams``, turned into volume by the density of nucleus.

    Raises:
        InputError: both or neither of share and grams, or more than can be taken out.
    """
    if (share is None) == (grams is None):
        raise InputError("Nucleus removal takes either a share of its volume or grams: give one of them.")
    nucleus = mesh.topology.region == Region.NUCLEUS
    volume = np.where(nucleus, element_volumes_mm3(mesh.corners_mm), 0.0)
    if share is None:
        share = (grams or 0.0) * MM3_PER_ML / nucleus_density_g_mL() / float(volume.sum())
    most = settings.DAMAGE_CAVITY_MOST if cavity else settings.DAMAGE_MOST_REMOVED
    if not 0 < share <= most:
        raise InputError(
            f"Nucleus removal takes {share:.2f} of a nucleus of {volume.sum() / MM3_PER_ML:.1f} mL; give more than 0 "
            f"and at most {most} of it."
        )
    return replace(_emptied(mesh, volume, share, cavity), name=f"nucleus removal of {share:.0%}")


def _emptied(mesh: HexMesh, volume: np.ndarray, share: float, cavity: bool) -> Damage:
    if cavity:
        # Emptied from the middle outward, each element as far as can be solved, until the volume is reached.
        centre = mesh.unit[mesh.elements].mean(axis=1)
        order = np.argsort(np.linalg.norm(centre, axis=1), kind="stable")
        most = volume[order] * settings.DAMAGE_CAVITY_MOST
        before = np.cumsum(most) - most
        taken = np.clip(share * volume.sum() - before, 0, most)
        gone = np.zeros_like(volume)
        gone[order] = np.divide(taken, volume[order], out=np.zeros_like(taken), where=volume[order] > 0)
    else:
        gone = np.where(volume > 0, share, 0.0)
    left = 1 - gone
    return replace(Damage.none(mesh), matrix=left, solid=left, charge=left)
