"""V4: Mandel's slab, whose pressure in the middle first rises although water leaves at its sides."""

from __future__ import annotations

import numpy as np

from pulposus.numerics.settings import VERIFY_CLOSED_FORM
from pulposus.verification.case import Case, Check, Curve, Findings, Order, printed
from pulposus.verification.closed import mandel as closed
from pulposus.verification.rigs.slab import mandel

TIMES = (0.01, 0.05, 0.1, 0.2, 0.5, 1.0)
SIZES = (5, 10, 20)
POISSONS = (0.0, 0.2)
# A solver without the coupling would stay at 1 and below.
RISE = 1.1


def _run() -> Findings:
    checks, orders, curves = [], [], []
    for poisson in POISSONS:
        sizes = SIZES if poisson == POISSONS[0] else SIZES[-1:]
        found = {n: mandel(n, TIMES, poisson)[1][:, 0] for n in sizes}
        exact = closed.centre_pressure(TIMES, poisson)
        for k, T in enumerate(TIMES):
            label = f"hex8: middle pressure at T = {T:g}, nu = {poisson:g}, 20 elements"
            digits = printed(f"v04_pressure_nu{poisson:g}_T{T:g}")
            checks.append(Check(label, float(found[20][k]), float(exact[k]), VERIFY_CLOSED_FORM, printed=digits))
        if len(sizes) > 1:
            highest = float(found[20].max())
            checks.append(Check("hex8: Mandel-Cryer peak", highest, RISE, 0.0, kind="at least"))
            errors = tuple(float(np.sqrt(np.mean((found[n] / exact - 1) ** 2))) for n in sizes)
            sides = tuple(1 / n for n in sizes)
            orders.append(Order("hex8: middle pressure, all times", "element size / a", sides, errors, 2.0))
        times = np.geomspace(3e-3, 2.0, 120)
        curves.append(
            Curve(
                f"nu = {poisson:g}", "T = H k t / a²", "middle pressure / p(0+)", tuple(times.tolist()),
                tuple(closed.centre_pressure(times, poisson).tolist()), TIMES, tuple(found[20].tolist()), log_x=True,
            )
        )  # fmt: skip
    return Findings(tuple(checks), tuple(orders), tuple(curves))


CASE = Case(
    id="V4",
    title="Mandel's slab",
    solved="Plane strain slab under a rigid frictionless plate with a constant force, drained at its side: pressure "
    "in the middle for Poisson ratios 0 and 0.2.",
    reference="Mandel's series over the roots of tan x = (1 - nu)/(1/2 - nu) x.",
    run=_run,
    usual_s=10.0,
)
