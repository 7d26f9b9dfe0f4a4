"""V3: a cylinder between frictionless plates is compressed at once and loses water through its side."""

from __future__ import annotations

import numpy as np

from pulposus.numerics.settings import VERIFY_CLOSED_FORM
from pulposus.verification.case import Case, Check, Curve, Findings, Order, printed
from pulposus.verification.closed import unconfined as closed
from pulposus.verification.rigs.cylinder import Meshing, unconfined

POISSON = 0.1
TIMES = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5)
# The last one, 22 elements from axis to side, is held to the tolerance.
MESHINGS = (Meshing(2, 9), Meshing(3, 13), Meshing(4, 18))
JUDGED = MESHINGS[-1]


def _run() -> Findings:
    found = {m: unconfined(m, TIMES, POISSON) for m in MESHINGS}
    exact = closed.force(TIMES, POISSON)
    checks = [
        Check(
            f"hex8: force at T = {T:g}, {JUDGED.radial} elements", float(found[JUDGED][k]), float(exact[k]),
            VERIFY_CLOSED_FORM, printed=printed(f"v03_force_nu{POISSON:g}_T{T:g}"),
        )
        for k, T in enumerate(TIMES)
    ]  # fmt: skip
    errors = tuple(float(np.sqrt(np.mean((found[m] / exact - 1) ** 2))) for m in MESHINGS)
    sizes = tuple(1 / m.radial for m in MESHINGS)
    order = Order("hex8: force, all times (side of the polygon included)", "element size / a", sizes, errors, 2.0)
    T = np.geomspace(1e-4, 1.0, 120)
    curve = Curve(
        "force", "T = H k t / a²", "force / final force", tuple(T.tolist()), tuple(closed.force(T, POISSON).tolist()),
        TIMES, tuple(found[MESHINGS[-1]].tolist()), log_x=True,
    )  # fmt: skip
    return Findings(tuple(checks), (order,), (curve,))


CASE = Case(
    id="V3",
    title="Unconfined relaxation",
    solved="A quarter of a cylinder (Poisson ratio 0.1) between sealed frictionless plates after a step of strain: "
    "force on the plate while water leaves through the side.",
    reference="Armstrong's series over the roots of J1(x) = (1 - nu)/(1 - 2 nu) x J0(x).",
    run=_run,
    usual_s=16.0,
)
