"""The main analysis beside the sensitivity analyses of the same trials."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.trial.answers.share import Share
from pulposus.trial.answers.tables import Tables
from pulposus.trial.design import Design

MAIN = "main analysis"


@dataclass(frozen=True)
class Analysis:
    """One method on one comparison in one scenario: mean estimate (arm minus control) with its Monte Carlo error, mean
    standard error, and how often it finds a gain at the level of the test, by itself."""

    scenario: str
    endpoint: str
    arm: str
    method: str
    estimate: float
    estimate_se: float
    se: float
    found: Share


def side_by_side(tables: Tables, design: Design) -> tuple[Analysis, ...]:
    """Every method with the main one first, on those trials that all of them analysed; empty without any."""
    if not tables.has("sensitivity"):
        return ()
    worse = [one.key for one in design.endpoints if one.lower_is_better]
    found = tables.read(
        "WITH kept AS (SELECT DISTINCT scenario, replicate, size, endpoint, arm FROM sensitivity WHERE size = ?), "
        "lines AS (SELECT scenario, replicate, endpoint, arm, method, estimate, se, p_value FROM sensitivity "
        f"WHERE size = ? UNION ALL SELECT r.scenario, r.replicate, r.endpoint, r.arm, '{MAIN}', r.estimate, r.se, "
        "r.p_value FROM replicates r SEMI JOIN kept USING (scenario, replicate, size, endpoint, arm)), "
        "failed AS (SELECT DISTINCT scenario, replicate, endpoint, arm FROM lines "
        "WHERE isnan(estimate) OR isnan(p_value)) "
        "SELECT scenario, endpoint, arm, method, count(*) AS of, avg(estimate) AS estimate, "
        "coalesce(stddev_samp(estimate), 0) / sqrt(count(*)) AS estimate_se, avg(se) AS se, "
        "sum((p_value <= ? AND (estimate < 0) = list_contains(?, endpoint))::INT) AS good "
        "FROM lines ANTI JOIN failed USING (scenario, replicate, endpoint, arm) "
        "GROUP BY scenario, endpoint, arm, method ORDER BY scenario, endpoint, arm, method",
        design.patients,
        design.patients,
        float(design.testing.alpha),
        worse,
    )
    rows = [
        Analysis(
            scenario=str(found["scenario"][i]), endpoint=str(found["endpoint"][i]), arm=str(found["arm"][i]),
            method=str(found["method"][i]), estimate=float(found["estimate"][i]),
            estimate_se=float(found["estimate_se"][i]), se=float(found["se"][i]),
            found=Share.counted(int(found["good"][i]), int(found["of"][i])),
        )
        for i in range(len(found["of"]))
    ]  # fmt: skip
    place: dict[str, int] = {MAIN: -1}
    arms = {arm: k for k, arm in enumerate(design.arm_keys)}
    place.update({name: k for k, name in enumerate(design.events.sensitivity)})
    return tuple(sorted(rows, key=lambda row: (row.scenario, row.endpoint, arms[row.arm], place.get(row.method, 99))))
