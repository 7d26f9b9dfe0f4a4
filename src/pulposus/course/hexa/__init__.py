"""Biology on the 3-D hexahedral disc, with the numbers of one draw of the reduced world.

>>> from pulposus.course.hexa import disc_3d, follow, inject, mechanics_of, mesh_of_draw, numbers_of, settle
"""

from pulposus.course.hexa.central import central_row
from pulposus.course.hexa.disc import Disc3D, disc_3d, mesh_of_draw
from pulposus.course.hexa.follow import Clock, Course3D, Mechanics, follow, mechanics_of
from pulposus.course.hexa.inject import Laid, inject
from pulposus.course.hexa.numbers import DiscNumbers, numbers_of
from pulposus.course.hexa.outcomes import OUTCOMES_3D, Look3D
from pulposus.course.hexa.places import PLACES_3D, Place3D
from pulposus.course.hexa.start import Settled, settle

__all__ = [
    "OUTCOMES_3D",
    "PLACES_3D",
    "Clock",
    "Course3D",
    "Disc3D",
    "DiscNumbers",
    "Laid",
    "Look3D",
    "Mechanics",
    "Place3D",
    "Settled",
    "central_row",
    "disc_3d",
    "follow",
    "inject",
    "mechanics_of",
    "mesh_of_draw",
    "numbers_of",
    "settle",
]
