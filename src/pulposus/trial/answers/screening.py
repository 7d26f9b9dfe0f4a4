"""How many candidates are looked at for each person enrolled, and which rule turns whom away."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.trial.answers.tables import Tables


@dataclass(frozen=True)
class RuleCount:
    """One rule: candidates it turns away, those whom no other rule would have turned away, and those of whom it is not
    known."""

    words: str
    removed: int
    alone: int
    unknown: int


@dataclass(frozen=True)
class Screening:
    """All candidates, those eligible, and the rules, the strictest first."""

    candidates: int
    eligible: int
    rules: tuple[RuleCount, ...]

    @property
    def per_enrolled(self) -> float:
        """Candidates for each eligible person; infinite where nobody is."""
        return self.candidates / self.eligible if self.eligible else float("inf")


def screening(tables: Tables) -> Screening:
    """All pieces together."""
    whole = tables.read("SELECT sum(candidates) AS seen, sum(eligible) AS eligible FROM screening WHERE rule = ''")
    unknown = "sum(unknown)" if "unknown" in tables.names("screening") else "0"
    found = tables.read(
        f"SELECT rule, sum(removed) AS removed, sum(removed_alone) AS alone, {unknown} AS unknown FROM screening "
        "WHERE rule <> '' GROUP BY rule ORDER BY removed DESC, rule"
    )
    rows = tuple(
        RuleCount(str(found["rule"][i]), *(int(found[name][i]) for name in ("removed", "alone", "unknown")))
        for i in range(len(found["rule"]))
    )
    return Screening(int(whole["seen"][0]), int(whole["eligible"][0]), rows)
