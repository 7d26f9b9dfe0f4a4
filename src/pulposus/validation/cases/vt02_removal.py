"""VT2: nucleus cut out of a disc, which is then loaded (Brinckmann and Grootenboer 1991).

The three-dimensional disc of the library, sealed: within minutes nothing of what is left can drink. Bulge is the mean
of front, back and both sides, since where it was measured was not in the text seen.
"""

from __future__ import annotations

import numpy as np

from pulposus.disc.hexmesh import HexTopology, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.shape import from_parameters
from pulposus.mechanics.hexa.discectomy import discectomy
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.progress import Progress
from pulposus.validation.case import Case
from pulposus.validation.people import AGE_Y
from pulposus.validation.row import Row
from pulposus.validation.specimen import composition
from pulposus.validation.target import row, target, within
from pulposus.validation.unloaded import unloaded

GRADE = 2
ONE_G, THREE_G = 1.0, 3.0


def run(progress: Progress) -> tuple[Row, ...]:
    """Height and bulge per gram, and what 3 g leave of the pressure, under the same force."""
    shape = from_parameters("L4/5", age_y=AGE_Y, grade=GRADE)
    rest = unloaded(lay(HexTopology(), surfaces_of(shape), shape), *composition(GRADE), MechanicsParameters.central())
    force = target("vt2_load_N")
    progress("1 g", 0.3)
    one = discectomy(rest, ONE_G, force_N=force)
    progress("3 g", 0.6)
    three = discectomy(rest, THREE_G, force_N=force)
    model = {
        "height_mm_g": ("height per gram of nucleus removed", one.height_change_mm / ONE_G),
        "bulge_mm_g": ("bulge per gram of nucleus removed", one.mean_bulge_change_mm / ONE_G),
        "pressure_ratio_3g": ("pressure after 3 g over before", three.pressure_ratio),
    }
    share = target("vt2_tolerance")
    return tuple(
        row("VT2", name, f"vt2_{key}", np.array([found]), within(f"vt2_{key}", share), "prediction")
        for key, (name, found) in model.items()
    )


CASE = Case("VT2", "nucleus removed", run, 40)
