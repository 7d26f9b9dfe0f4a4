"""V11: a cartilage endplate over a nucleus, fed through the endplate."""

from __future__ import annotations

from pulposus.numerics.settings import VERIFY_COUPLED
from pulposus.verification.case import Case, Check, Curve, Findings, Order, printed, together
from pulposus.verification.closed.coupled import slab
from pulposus.verification.rigs import slab_family
from pulposus.verification.rigs.reduced_slab import OUTER_SHARE, Slabs
from pulposus.verification.rigs.slab_family import BILAYER, UNITS


def compare(name: str, found: dict[int, Slabs], tolerance: float = VERIFY_COUPLED) -> Findings:
    """Findings of one solver: the finest slab to 1e-4, and the order over all."""
    exact = slab(BILAYER)
    sizes = sorted(found)
    checks, orders = [], []
    for place, values in (("centre", exact.centre), ("interface", exact.interface)):
        at = {n: 0 if place == "centre" else n - n // OUTER_SHARE for n in sizes}
        for i, (solute, unit) in enumerate(UNITS.items()):
            digits = printed(f"v11_{solute}_{place}")
            ours = float(found[sizes[-1]].fields[0, at[sizes[-1]], i])
            checks.append(Check(f"{name}: {place} {solute}", ours, float(values[i]), tolerance, unit, digits))
            if solute == "glucose":
                errors = tuple(abs(float(found[n].fields[0, at[n], i] - values[i])) for n in sizes)
                steps = tuple(BILAYER[0].thickness_mm / at_most for at_most in (n - n // OUTER_SHARE for n in sizes))
                orders.append(Order(f"{name}: {place} {solute}", "element size, mm", steps, errors, 2.0))
    coarse, every = found[sizes[0]], max(1, exact.depth_mm.size // 80)
    curves = tuple(
        Curve(
            solute,
            "from the mid-plane, mm",
            f"{solute}, {unit}",
            tuple(exact.depth_mm[::every].tolist()),
            tuple(exact.fields[i, ::every].tolist()),
            tuple(coarse.depth_mm[0, ::2].tolist()),
            tuple(coarse.fields[0, ::2, i].tolist()),
        )
        for i, (solute, unit) in enumerate(UNITS.items())
    )
    return Findings(tuple(checks), tuple(orders), curves if name == slab_family.HEX8 else ())


def _run() -> Findings:
    return together(*(compare(solver, slab_family.bilayer(solver)) for solver in slab_family.SOLVERS))


CASE = Case(
    id="V11",
    title="Endplate over nucleus",
    solved="The three coupled solutes in 0.8 mm of endplate (porosity 0.66, 13.5e6 cells/mL) over 6.2 mm of nucleus "
    "(0.80, 3.6e6 cells/mL), flux per total area, no limiter.",
    reference="Collocation (tolerance 1e-11) with continuous flux between the layers.",
    run=_run,
    usual_s=2.0,
)
