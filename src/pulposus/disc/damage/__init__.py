"""Damaged discs: what each damage changes, as data that mechanics and transport both take.

>>> from pulposus.disc.damage import Damage, endplate_defect, nucleus_removal, protrusion, radial_fissure
"""

from pulposus.disc.damage.endplate import endplate_defect
from pulposus.disc.damage.fissures import concentric_tear, radial_fissure, rim_lesion
from pulposus.disc.damage.nucleus import nucleus_removal
from pulposus.disc.damage.protrusion import protrusion
from pulposus.disc.damage.state import Damage

__all__ = [
    "Damage",
    "concentric_tear",
    "endplate_defect",
    "nucleus_removal",
    "protrusion",
    "radial_fissure",
    "rim_lesion",
]
