"""Every endpoint in every arm at the planned size: what is found on average, and how often it stands out by itself."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.trial.answers.share import Share
from pulposus.trial.answers.tables import Tables
from pulposus.trial.design import Design


@dataclass(frozen=True)
class EndpointLine:
    """Middle estimate with the range of 90 of 100 trials, on the scale of the analysis, arm minus control; how often it
    lies in the right direction with p at or below the level, without regard to the others; who was measured."""

    endpoint: str
    arm: str
    middle: float
    low: float
    high: float
    found: Share
    seen: float


def endpoint_table(tables: Tables, design: Design, scenario: str) -> tuple[EndpointLine, ...]:
    """One line for each endpoint and arm in the order of the design."""
    worse = [one.key for one in design.endpoints if one.lower_is_better]
    found = tables.read(
        "SELECT endpoint, arm, count(*) AS of, quantile_cont(estimate, 0.05) AS low, median(estimate) AS middle, "
        "quantile_cont(estimate, 0.95) AS high, "
        "sum((p_value <= ? AND (estimate < 0) = list_contains(?, endpoint))::INT) AS good, "
        "sum(observed_arm + observed_control) / sum(n_arm + n_control) AS seen FROM replicates WHERE scenario "
        "= ? AND size = ? AND NOT isnan(estimate) AND NOT isnan(p_value) GROUP BY endpoint, arm ORDER BY endpoint, arm",
        float(design.testing.alpha),
        worse,
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
