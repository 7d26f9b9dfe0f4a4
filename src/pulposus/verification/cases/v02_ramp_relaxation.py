"""V2: a confined column is compressed evenly, then held: the stress rises and relaxes."""

from __future__ import annotations

import numpy as np

from pulposus.numerics.settings import VERIFY_CLOSED_FORM
from pulposus.verification.case import Case, Check, Curve, Findings, Order, printed
from pulposus.verification.closed import consolidation
from pulposus.verification.rigs.column import column

RAMP = 0.1
TIMES = (0.02, 0.05, 0.1, 0.12, 0.2, 0.5)
SIZES = (5, 10, 20)


def _run() -> Findings:
    found = {n: column(n, TIMES, ramp=RAMP).stress for n in SIZES}
    exact = consolidation.ramp_stress(TIMES, RAMP)
    checks = tuple(
        Check(
            f"hex8: stress at T = {T:g}, 20 elements", float(found[20][k]), float(exact[k]), VERIFY_CLOSED_FORM,
            printed=printed(f"v02_stress_T{T:g}"),
        )
        for k, T in enumerate(TIMES)
    )  # fmt: skip
    errors = tuple(float(np.sqrt(np.mean((found[n] / exact - 1) ** 2))) for n in SIZES)
    order = Order("hex8: stress, all times", "element size / h", tuple(1 / n for n in SIZES), errors, 2.0)
    T = np.linspace(1e-3, TIMES[-1], 200)
    y = consolidation.ramp_stress(T, RAMP)
    curve = Curve(
        "stress", "T = H k t / h²", "stress / (H strain)", tuple(T.tolist()), tuple(y.tolist()), TIMES,
        tuple(found[20].tolist()),
    )  # fmt: skip
    return Findings(checks, (order,), (curve,))


CASE = Case(
    id="V2",
    title="Ramp and relaxation",
    solved="The column of V1 compressed by a strain of 1e-6 evenly until T = 0.1, then held: stress on its top.",
    reference="Series of Mow et al. 1980 for a ramp, by superposition.",
    run=_run,
    usual_s=8.0,
)
