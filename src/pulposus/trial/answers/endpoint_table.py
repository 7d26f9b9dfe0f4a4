"""Every endpoint in every arm at the planned size: what is found on average, and how often it stands out by itself."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.trial.answers.share import Share
from pulposus.trial.answers.tables import Tables
from pulposus.trial.design import Design

KNOWN = "nullif(estimate, 'NaN'::DOUBLE)"


@dataclass(frozen=True)
class EndpointLine:
    """Middle estimate with the range of 90 of 100 trials that have one, on the scale of the analysis, arm minus
    control; in how many of all trials it stands out in the right direction at the level of the test, without regard to
    the others; who was measured."""

    endpoint: str
    arm: str
    middle: float
    low: float
    high: float
    found: Share
    seen: float


def endpoint_table(tables: Tables, design: Design, scenario: str) -> tuple[EndpointLine, ...]:
    """One line for each endpoint and arm in the order of the design."""
    # A trial whose analysis failed found nothing, as in the power curve. One without an estimate, such as a hazard
    # ratio where an arm has no event, may have found something: ``benefit_p`` knows the direction. NaN is above every
    # number.
    found = tables.read(
        f"SELECT endpoint, arm, count(*) AS of, quantile_cont({KNOWN}, 0.05) AS low, median({KNOWN}) AS middle, "
        f"quantile_cont({KNOWN}, 0.95) AS high, sum((benefit_p <= ?)::INT) AS good, "
        "sum(observed_arm + observed_control) / sum(n_arm + n_control) AS seen "
        "FROM replicates WHERE scenario = ? AND size = ? GROUP BY endpoint, arm ORDER BY endpoint, arm",
        float(design.testing.alpha) / 2,  # of one side
        scenario,
        design.patients,
    )
    lines = {
        (str(found["endpoint"][i]), str(found["arm"][i])): EndpointLine(
            str(found["endpoint"][i]), str(found["arm"][i]), float(found["middle"][i]), float(found["low"][i]),
            float(found["high"][i]), Share.counted(int(found["good"][i]), int(found["of"][i])), float(found["seen"][i]),
        )
        for i in range(len(found["of"]))
    }  # fmt: skip
    wanted = [(one.key, arm) for one in design.endpoints for arm in design.active]
    return tuple(lines[key] for key in wanted if key in lines)
