"""Whether estimates lie around the truth as their intervals and standard errors say."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.trial.answers.share import Share
from pulposus.trial.answers.tables import Tables
from pulposus.trial.design import Design


@dataclass(frozen=True)
class Coverage:
    """One comparison in one scenario: how many intervals hold the truth; the mean error of the estimate with its
    standard error; the mean standard error over the true spread of the errors (1 where it is honest)."""

    scenario: str
    endpoint: str
    arm: str
    nominal: float
    share: Share
    bias: float
    bias_se: float
    se_ratio: float

    @property
    def verdict(self) -> str:
        """In words."""
        if self.share.low > self.nominal:
            return "above"
        return "below" if self.share.high < self.nominal else "holds"


def coverage(tables: Tables, design: Design) -> tuple[Coverage, ...]:
    """Every comparison of the planned size whose truth is known."""
    found = tables.read(
        "SELECT scenario, endpoint, arm, count(*) AS of, sum((low <= truth AND truth <= high)::INT) AS held, "
        "avg(estimate - truth) AS bias, coalesce(stddev_samp(estimate - truth), 0) AS sd, sqrt(avg(se * se)) AS se "
        "FROM replicates WHERE size = ? AND NOT isnan(truth) AND NOT isnan(estimate) AND NOT isnan(low) AND NOT "
        "isnan(high) GROUP BY scenario, endpoint, arm ORDER BY scenario, endpoint, arm",
        design.patients,
    )
    rows = []
    for i in range(len(found["of"])):
        n, sd = int(found["of"][i]), float(found["sd"][i])
        rows.append(
            Coverage(
                str(found["scenario"][i]), str(found["endpoint"][i]), str(found["arm"][i]),
                1 - float(design.testing.alpha), Share.counted(int(found["held"][i]), n), float(found["bias"][i]),
                sd / n**0.5, float(found["se"][i]) / sd if sd > 0 else float("nan"),
            )
        )  # fmt: skip
    arms = {arm: k for k, arm in enumerate(design.arm_keys)}
    order = {one.key: place for place, one in enumerate(design.endpoints)}
    return tuple(sorted(rows, key=lambda row: (row.scenario, order.get(row.endpoint, 99), arms[row.arm])))
