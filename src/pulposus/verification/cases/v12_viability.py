"""V12: cells that starve or sit in acid die at the published rates."""

from __future__ import annotations

from pulposus.library import value
from pulposus.numerics.backend import jnp
from pulposus.numerics.settings import VERIFY_MATERIAL
from pulposus.transport.laws.viability import published_death_rate, survival
from pulposus.units import SECONDS_PER_DAY
from pulposus.verification.case import Case, Check, Curve, Findings, printed
from pulposus.verification.closed import viability

DAYS = (0.5, 1.0, 3.0)
# Glucose mM and pH of the two cases: starving in neutral tissue, sour with glucose in plenty.
STATES = {"starved": (0.2, 7.0), "acid": (1.0, 6.7)}
CLOSED = {"starved": viability.starved, "acid": viability.acid}


def _hazard(kind: str) -> float:
    glucose, ph = STATES[kind]
    rate = published_death_rate(
        jnp.asarray(glucose),
        jnp.asarray(ph),
        threshold_mM=value("transport", "published_viability_threshold_mM"),
        half_mM=value("transport", "published_viability_half_mM"),
        acid_per_day=value("transport", "published_viability_acid_per_s") * SECONDS_PER_DAY,
        critical_pH=value("transport", "critical_pH"),
    )
    return float(rate)


def _run() -> Findings:
    checks, curves = [], []
    for kind, closed in CLOSED.items():
        hazard = _hazard(kind)
        checks.append(
            Check(
                name=f"hazard, {kind}",
                unit="1/day",
                found=hazard,
                expected=-float(jnp.log(closed(1.0))),
                tolerance=VERIFY_MATERIAL,
                printed=printed(f"v12_{kind}_per_day"),
            )
        )
        for days in DAYS:
            alive = float(survival(jnp.asarray(hazard), days))
            checks.append(Check(f"alive after {days:g} days, {kind}", alive, float(closed(days)), VERIFY_MATERIAL))
            integrated = viability.integrated(hazard, days)
            checks.append(Check(f"the same, integrated, {days:g} days, {kind}", alive, integrated, VERIFY_MATERIAL))
        x = tuple(k / 20 for k in range(0, 81))
        found = tuple(float(survival(jnp.asarray(hazard), d)) for d in (0.0, *DAYS))
        y = tuple(float(v) for v in closed(x))
        curves.append(Curve(kind, "days", "share alive", x, y, (0.0, *DAYS), found))
    return Findings(tuple(checks), curves=tuple(curves))


CASE = Case(
    id="V12",
    title="Viability",
    solved="Published hazard of death at 0.2 mM glucose and pH 7, and at 1 mM and pH 6.7, and who is alive after half "
    "a day to three days.",
    reference="exp(-1.5 t/day) and exp(-0.325728 t/day), and an integration of the rate equation to 1e-12.",
    run=_run,
    usual_s=1.0,
)
