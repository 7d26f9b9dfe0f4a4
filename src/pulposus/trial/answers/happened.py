"""What came between: people of each arm who dropped out, were rescued, crossed over or were operated on."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.trial.answers.tables import Tables
from pulposus.trial.design import Design

EVENTS = ("dropped_out", "rescued", "crossed", "reoperated")


@dataclass(frozen=True)
class Happened:
    """One arm: people of a mean trial, and each event as a share of them: mean, 5th and 95th percentile of trials."""

    arm: str
    people: float
    shares: tuple[tuple[str, tuple[float, float, float]], ...]


def happened(tables: Tables, design: Design, scenario: str = "assurance") -> tuple[Happened, ...]:
    """Every arm in the order of the design."""
    parts = ", ".join(
        f"avg({name} / people) AS {name}, quantile_cont(({name} / people)::DOUBLE, 0.05) AS {name}_low, "
        f"quantile_cont(({name} / people)::DOUBLE, 0.95) AS {name}_high"
        for name in EVENTS
    )
    found = tables.read(
        f"SELECT arm, avg(people) AS people, {parts} FROM events WHERE scenario = ? AND people > 0 GROUP BY arm "
        "ORDER BY arm",
        scenario,
    )
    rows = {
        str(found["arm"][i]): Happened(
            str(found["arm"][i]), float(found["people"][i]),
            tuple((name, (float(found[name][i]), float(found[f"{name}_low"][i]), float(found[f"{name}_high"][i])))
                  for name in EVENTS),
        )
        for i in range(len(found["arm"]))
    }  # fmt: skip
    return tuple(rows[arm] for arm in design.arm_keys if arm in rows)
