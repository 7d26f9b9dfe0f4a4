"""V1: a confined column settles under a load; the mesh, the time step and both elements."""

from __future__ import annotations

import numpy as np

from pulposus.numerics.dirk import BACKWARD_EULER, ESDIRK3, TR_BDF2
from pulposus.numerics.settings import VERIFY_CLOSED_FORM
from pulposus.verification.case import Case, Check, Curve, Findings, Order, printed
from pulposus.verification.closed import consolidation, semidiscrete
from pulposus.verification.rigs.column import POISSON, Column, MODULUS_MPa, column, smooth_creep

TIMES = (0.1, 0.5, 1.0)
CURVE_TIMES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
SIZES = (5, 10, 20)
KINDS = {"hex8": 8, "hex20": 20}
STEPS, UNTIL, FREQUENCY, ELEMENTS = (8, 16, 32), 0.5, 10.0, 10


def _checks(name: str, found: Column) -> list[Check]:
    checks = []
    for T in TIMES:
        at = int(np.flatnonzero(found.time == T)[0])
        for what, ours, theirs in (
            ("settlement", found.settlement[at], consolidation.settlement(T)),
            ("base_pressure", found.potential[at, 0], consolidation.base_pressure(T)),
        ):
            label = f"{name}: {what.replace('_', ' ')} at T = {T:g}, 20 elements"
            digits = printed(f"v01_{what}_T{T:g}")
            checks.append(Check(label, float(ours), float(theirs), VERIFY_CLOSED_FORM, printed=digits))
    return checks


def _time_orders() -> list[Order]:
    """Each method against the exact solution in time of the same mesh, so that only the step errs."""
    shear = (1 - 2 * POISSON) / (2 * (1 - POISSON)) * MODULUS_MPa
    exact = semidiscrete.smooth_creep(ELEMENTS, UNTIL, FREQUENCY, shear / MODULUS_MPa)
    orders = []
    for method in (BACKWARD_EULER, TR_BDF2, ESDIRK3):
        found = [smooth_creep(ELEMENTS, UNTIL, steps, method, FREQUENCY) for steps in STEPS]
        errors = tuple(float(np.hypot(*(np.array(values) - exact))) for values in found)
        sizes = tuple(UNTIL / steps for steps in STEPS)
        orders.append(
            Order(f"{method.name}: settlement and pressure", "time step H k / h^2", sizes, errors, method.order)
        )
    return orders


def _run() -> Findings:
    checks, orders, curves = [], [], []
    for name, nodes in KINDS.items():
        found = {n: column(n, CURVE_TIMES if n == SIZES[-1] else TIMES, nodes=nodes) for n in SIZES}
        fine = found[SIZES[-1]]
        checks += _checks(name, fine)
        exact = np.array([consolidation.settlement(TIMES[0]), consolidation.base_pressure(TIMES[0])])
        errors = []
        for each in found.values():
            at = int(np.flatnonzero(each.time == TIMES[0])[0])
            errors.append(float(np.hypot(*(np.array([each.settlement[at], each.potential[at, 0]]) - exact))))
        sizes = tuple(1 / n for n in SIZES)
        orders.append(Order(f"{name}: settlement and pressure, T = 0.1", "element size / h", sizes, tuple(errors), 2.0))
        if nodes == 8:
            T = np.geomspace(CURVE_TIMES[0], CURVE_TIMES[-1], 80)
            for label, y, ours in (
                ("settlement", consolidation.settlement(T), fine.settlement),
                ("base pressure", consolidation.base_pressure(T), fine.potential[:, 0]),
            ):
                curves.append(
                    Curve(
                        label, "T = H k t / h²", f"{label}, share", tuple(T.tolist()), tuple(y.tolist()),
                        CURVE_TIMES, tuple(ours.tolist()), log_x=True,
                    )
                )  # fmt: skip
    return Findings(tuple(checks), (*orders, *_time_orders()), tuple(curves))


CASE = Case(
    id="V1",
    title="Confined creep",
    solved="A column of 3-D elements, sealed but for its top, under a step of load of 1e-6 of its modulus: settlement "
    "and base pressure. The time step is studied under a load that sets in smoothly.",
    reference="Terzaghi's series; for the time step the matrix exponential of the same mesh, written apart.",
    run=_run,
    usual_s=45.0,
)
