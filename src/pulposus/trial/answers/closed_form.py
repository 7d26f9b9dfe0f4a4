"""The chance of success of one comparison without simulating it: its power in each world, averaged over worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pulposus.library import value
from pulposus.trial.answers.tables import Tables
from pulposus.trial.answers.unit import unit_of
from pulposus.trial.answers.worlds import DOSE, Expected, Floats
from pulposus.trial.conduct.endpoints import visit_of
from pulposus.trial.design import Design
from pulposus.trial.statistics.power import power_means

# Up to so many times the planned people is a trial looked for.
MOST_TIMES = 100.0
_BASELINE = 1


def seen_share(tables: Tables, design: Design) -> float:
    """Share of people who are measured at the visit of the primary endpoint, over all simulated trials of the planned
    size.

    A responder endpoint counts everybody, who is missing as one who does not respond, so that it cannot tell who is
    missing. A change at the same visit can; without one in the design it is those who have not left by then, at an
    even hazard, and missed no visit.
    """
    if not design.main.counts_responders:
        return _observed(tables, design, design.main.key) or 1.0
    visit = visit_of(design, design.main)
    for one in design.endpoints:
        if one.kind == "change" and visit_of(design, one) == visit and (seen := _observed(tables, design, one.key)):
            return seen
    found = tables.read("SELECT sum(dropped_out) / sum(people) AS left_it FROM events WHERE scenario <> 'null'")
    left = float(found["left_it"][0])
    stayed = 1.0 if np.isnan(left) else (1 - left) ** (design.visits_months[visit] / design.visits_months[-1])
    return stayed * (1 - value("trial_conduct", "missed_visit_share"))


def _observed(tables: Tables, design: Design, endpoint: str) -> float:
    """Share of people with a value of an endpoint; 0 where the tables do not tell it."""
    found = tables.read(
        "SELECT sum(observed_arm) / sum(n_arm) AS seen FROM replicates WHERE endpoint = ? AND size = ? "
        "AND scenario <> 'null' AND n_arm > 0",
        endpoint,
        design.patients,
    )
    seen = float(found["seen"][0]) if len(found["seen"]) else float("nan")
    return seen if seen > 0 else 0.0


def with_missing(group: Expected, design: Design, seen: float) -> Expected:
    """Responders of a group where ``seen`` of the people are measured and the others count as no responders: of a share
    p of responders seen p is left, with the spread sqrt(seen p (1 - seen p)). Leaving is taken to tell nothing of who
    would have responded."""
    unit = unit_of(design.main)
    scale, sign = unit.scale, unit.sign

    def spread(responders: Floats) -> Floats:
        share = np.clip(seen * responders / scale, 0.0, 1.0)
        return scale * np.sqrt(share * (1 - share))

    sd_control = spread(group.control_change)
    # The covariance with the start shrinks like the share of responders, the spread does not.
    narrower = np.divide(seen * group.sd_control, sd_control, out=np.zeros_like(sd_control), where=sd_control > 0)
    return replace(
        group, gain=seen * group.gain, sd_arm=spread(group.control_change + sign * group.gain), sd_control=sd_control,
        correlation=group.correlation * narrower,
    )  # fmt: skip


def power_by_world(group: Expected, design: Design, size: float, seen: float) -> Floats:
    """Power in each world, (worlds,): a comparison of two arms adjusted for the start, tested by itself at the level of
    the test, successful in the right direction only; ``size`` people in the whole trial, ``seen`` of them to the end.
    Where everybody counts, who is not seen stays in the trial as one who does not respond.

    The spread of a change is split by the correlation of the start with the outcome as in an analysis of covariance
    (Borm GF et al. J Clin Epidemiol 2007;60:1234-1238, doi:10.1016/j.jclinepi.2007.02.006).
    """
    if design.main.counts_responders:
        group, seen = with_missing(group, design, seen), 1.0
    shares = dict(zip(design.arm_keys, (float(arm.share) for arm in design.arms), strict=True))
    whole = sum(shares.values())
    arms = group.arm.partition(DOSE)[0], design.control
    treated, control = (max(seen * size * shares[key] / whole, 2.0) for key in arms)
    variance = (np.square(group.sd_arm) / treated + np.square(group.sd_control) / control) / (1 / treated + 1 / control)
    given = {"correlation": np.clip(group.correlation, -0.99, 0.99), "covariates": _BASELINE}
    gain, sd, alpha = np.abs(group.gain), np.sqrt(np.maximum(variance, 1e-12)), float(design.testing.alpha)
    right = np.asarray(power_means(gain, sd, control, treated, alpha=alpha / 2, sides=1, **given))  # type: ignore[arg-type]
    both = np.asarray(power_means(gain, sd, control, treated, alpha=alpha, sides=2, **given))  # type: ignore[arg-type]
    return np.where(group.gain >= 0, right, both - right)


def chance(group: Expected, design: Design, size: float, seen: float) -> float:
    """Power averaged over worlds: O'Hagan A et al. Pharm Stat 2005;4:187-201 (doi:10.1002/pst.175)."""
    return float(np.mean(power_by_world(group, design, size, seen)))


def needed(group: Expected, design: Design, seen: float, target: float) -> float | None:
    """People of the whole trial for power ``target`` at the median gain and spread; None where no trial of up to
    ``MOST_TIMES`` the planned people has it."""
    from scipy.optimize import brentq

    gain, treated, control, rho = (
        np.array([np.median(values)]) for values in (group.gain, group.sd_arm, group.sd_control, group.correlation)
    )
    one = replace(
        group, world=np.array([0]), gain=gain, sd_arm=treated, sd_control=control, correlation=rho,
        control_change=np.array([np.median(group.control_change)]),
    )  # fmt: skip

    def short(size: float) -> float:
        return chance(one, design, size, seen) - target

    least, most = 2.0 * len(design.arms), MOST_TIMES * design.patients
    if short(most) < 0:
        return None
    return least if short(least) >= 0 else float(brentq(short, least, most, rtol=1e-6))
