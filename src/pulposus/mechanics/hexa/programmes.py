"""The programmes that experiments and patients share, on the 3-D disc.

>>> from pulposus.mechanics.hexa.programmes import moment_curve, prestress, swelling
"""

from pulposus.mechanics.hexa.compression import AxialCurve, Creep, axial, creep_and_recovery
from pulposus.mechanics.hexa.days import Day, day
from pulposus.mechanics.hexa.discectomy import Discectomy, discectomy
from pulposus.mechanics.hexa.follow import SEALED, Trace, follow
from pulposus.mechanics.hexa.moments import DIRECTIONS, Direction, MomentCurve, moment_curve
from pulposus.mechanics.hexa.prestress import Prestress, prestress
from pulposus.mechanics.hexa.rest import Rest, swelling

__all__ = [
    "DIRECTIONS",
    "SEALED",
    "AxialCurve",
    "Creep",
    "Day",
    "Direction",
    "Discectomy",
    "MomentCurve",
    "Prestress",
    "Rest",
    "Trace",
    "axial",
    "creep_and_recovery",
    "day",
    "discectomy",
    "follow",
    "moment_curve",
    "prestress",
    "swelling",
]
