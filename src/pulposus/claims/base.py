"""What statements are judged against: studies, facts, recovery and harms, criteria of trials, the fitted model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pulposus.eligibility.load import trials as criteria
from pulposus.eligibility.schema import Criteria
from pulposus.evidence.aftermath import Aftermath, aftermath
from pulposus.evidence.load import studies
from pulposus.evidence.meta.gathered import Visit
from pulposus.evidence.schema import Study
from pulposus.library import Facts, facts
from pulposus.symptoms.posterior import Posterior, shipped

TOPIC = "claims"


def fitted() -> Posterior:
    """The posterior of controlled trials that ships."""
    return shipped("controlled")


@dataclass(frozen=True)
class Base:
    """Everything a verdict can depend on; a test or a user changes one of them and judges again."""

    studies: tuple[Study, ...] = field(default_factory=studies)
    facts: Callable[[str], Facts] = facts
    aftermath: Callable[[str], Aftermath] = aftermath
    criteria: tuple[Criteria, ...] = field(default_factory=criteria)
    posterior: Callable[[], Posterior] = fitted

    def limit(self, name: str | None) -> float:
        """Value of a fact that a rule compares with; 0 for none."""
        return 0.0 if name is None else self.facts(TOPIC)[name].value

    def visit(self, name: str) -> Visit:
        """Month wanted, and the first and last that may stand for it."""
        fact = self.facts(TOPIC)[name]
        low, high = fact.spread if isinstance(fact.spread, tuple) else (fact.value, fact.value)
        return fact.value, low, high

    @property
    def least(self) -> int:
        """Trials, or studies, that make a result repeated."""
        return int(self.limit("least_trials"))


def with_studies(folder: Path) -> Base:
    """The base of the package with a folder of the user's own study files beside it.

    Raises:
        InputError: as ``evidence.load.studies``.
    """
    return Base(studies=studies(folder))
