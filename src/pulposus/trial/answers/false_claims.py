"""How often a trial of treatments that do nothing beyond the control claims something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pulposus.trial.answers.share import Share
from pulposus.trial.answers.tables import Tables
from pulposus.trial.answers.unit import name_of
from pulposus.trial.design import Design

Verdict = Literal["holds", "below", "above", "not known"]


@dataclass(frozen=True)
class FalseClaims:
    """Claims without an effect beside the level that was promised.

    ``arm`` is empty for the whole trial, whose level is a ceiling; a single comparison shall meet its level.
    """

    what: str
    endpoint: str
    arm: str
    nominal: float
    share: Share

    @property
    def verdict(self) -> Verdict:
        """Whether the level lies within the error of simulation, or on which side the share lies."""
        if self.share.of == 0:
            return "not known"
        if self.share.low > self.nominal:
            return "above"
        return "below" if self.share.high < self.nominal else "holds"

    @property
    def kept(self) -> bool:
        """Whether the promise is kept: a ceiling also by a share below it."""
        return self.verdict in (("holds", "below") if not self.arm else ("holds",))


def false_claims(tables: Tables, design: Design, arms: dict[str, str]) -> tuple[FalseClaims, ...]:
    """The whole trial after multiplicity, which claims gains only and so at half the two-sided level; then each
    comparison of a hypothesis by itself, in either direction, at the whole level.

    A trial with looks has no single comparison at a fixed level, so only the whole is told.
    """
    alpha = float(design.testing.alpha)
    whole = tables.read(
        "SELECT count(*) AS of, coalesce(sum(claimed), 0) AS claimed FROM (SELECT replicate, "
        "max((rejected)::INT) AS claimed FROM replicates WHERE scenario = 'null' AND size = ? GROUP BY replicate)",
        design.patients,
    )
    if not int(whole["of"][0]):
        return ()
    share = Share.counted(int(whole["claimed"][0]), int(whole["of"][0]))
    found = [FalseClaims("a gain of any arm is claimed", "", "", alpha / 2, share)]
    return tuple(found) if design.looks is not None else (*found, *_single(tables, design, arms))


def _single(tables: Tables, design: Design, arms: dict[str, str]) -> list[FalseClaims]:
    alpha = float(design.testing.alpha)
    read = tables.read(
        "SELECT endpoint, arm, count(*) AS of, sum((p_value <= ?)::INT) AS claimed FROM replicates WHERE scenario = "
        "'null' AND size = ? AND NOT isnan(p_value) GROUP BY endpoint, arm ORDER BY endpoint, arm",
        alpha,
        design.patients,
    )
    rows = {}
    for endpoint, arm, claimed, of in zip(*(read[name] for name in ("endpoint", "arm", "claimed", "of")), strict=True):
        rows[f"{endpoint}/{arm}"] = Share.counted(int(claimed), int(of))
    found = []
    for hypothesis in design.hypotheses():
        endpoint, _, arm = hypothesis.partition("/")
        if hypothesis in rows:
            name = f"{name_of(design.endpoint(endpoint))}, {arms[arm]}, by itself, either way"
            found.append(FalseClaims(name, endpoint, arm, alpha, rows[hypothesis]))
    return found
