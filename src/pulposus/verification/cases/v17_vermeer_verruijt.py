"""V17: how short a time step may be before the pressure next to a drained face overshoots, and what stops it."""

from __future__ import annotations

from pulposus.numerics.dirk import BACKWARD_EULER
from pulposus.verification.case import Case, Check, Curve, Findings, printed
from pulposus.verification.rigs.column import POISSON, Column, column

ELEMENTS = 20
ABOVE, BELOW, SHORT = 1.01, 0.99, 0.1  # steps as shares of the bound
# Without lateral strain the projection stores H / (2 G) times as much as the consistent mass lacks of a lumped one,
# so that this share of it removes the last overshoot.
LUMPED = 3 * (1 - 2 * POISSON) / (1 - POISSON)
NOISE = 1e-6  # an overshoot below this share of the load is none: strains are of this size


def bound(power: int) -> float:
    """Shortest dimensionless step: h^2 / (6 H k) where displacement is one degree higher than pressure (the condition
    of Vermeer and Verruijt), h^2 / (4 H k) where both are linear."""
    return 1 / (power * ELEMENTS**2)


def after_one_step(step: float, nodes: int, stabilise: float = 0.0) -> Column:
    """The column of V1 after one backward Euler step under its load."""
    return column(
        ELEMENTS, [step], nodes=nodes, step=step, method=BACKWARD_EULER, stabilise=stabilise if nodes == 8 else 0.0
    )


def overshoot(found: Column) -> float:
    """Highest potential over the load, less 1: a column under pressure nowhere carries more than its load."""
    return float(found.potential[-1].max() - 1)


def _run() -> Findings:
    seconds = printed("v17_element_mm") ** 2 / (6 * printed("v17_modulus_MPa") * printed("v17_permeability_mm4_Ns"))
    checks = [
        Check(
            "shortest step for H = 1 MPa, k = 9e-4 mm4/(N s), h = 0.5 mm", seconds, printed("v17_shortest_step_s"), 0.5,
            unit="s", printed=printed("v17_shortest_step_s"), kind="absolute",
        )
    ]  # fmt: skip
    curves = []
    for name, nodes, power in (("hex20/hex8", 20, 6), ("hex8", 8, 4)):
        limit = bound(power)
        for label, share in (("above", ABOVE), ("below", BELOW), ("far below", SHORT)):
            found = after_one_step(share * limit, nodes)
            over = overshoot(found)
            wanted, kind = (NOISE, "at most") if share > 1 else (10 * NOISE, "at least")
            text = f"{name}: overshoot at {share:g} of h²/({power} H k), {label} the bound"
            checks.append(Check(text, over, wanted, 0.0, kind=kind))  # type: ignore[arg-type]
            if label == "far below":
                curves.append(_curve(f"{name}, plain", found))
    short = SHORT * bound(4)
    wild, calm = after_one_step(short, 8), after_one_step(short, 8, LUMPED)
    published = after_one_step(short, 8, 1.0)
    checks += [
        Check("hex8: overshoot far below the bound, stabilised fully", overshoot(calm), NOISE, 0.0, kind="at most"),
        Check(
            "hex8: overshoot far below the bound, stabilised as published",
            overshoot(published), overshoot(wild) / 2, 0.0, kind="at most",
        ),
    ]  # fmt: skip
    curves += [_curve("hex8, as published", published), _curve("hex8, stabilised fully", calm)]
    return Findings(tuple(checks), curves=tuple(curves))


def _curve(name: str, found: Column) -> Curve:
    """Potential along the height; the reference is the load itself up to the drained top."""
    return Curve(
        name, "height / h", "potential / load", (0.0, 1.0, 1.0), (1.0, 1.0, 0.0),
        tuple(found.heights.tolist()), tuple(found.potential[-1].tolist()),
    )  # fmt: skip


CASE = Case(
    id="V17",
    title="Shortest time step",
    solved="One backward Euler step of the column of V1 under its load, just above and below the shortest step that "
    "keeps the potential within the load, and without and with stabilisation.",
    reference="Vermeer and Verruijt: h²/(6 H k) (quadratic displacement, linear potential); its like for both linear, "
    "h²/(4 H k).",
    run=_run,
    usual_s=6.0,
)
