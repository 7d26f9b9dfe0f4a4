"""What a rule looks at: one context of use, the results, and the comparators that say something of this use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pulposus.credibility.comparator import Comparator, Comparison
from pulposus.credibility.context import Context
from pulposus.credibility.results import Results
from pulposus.listing import listing


@dataclass(frozen=True)
class Asked:
    """One context and everything known; ``comparators`` are all there are."""

    context: Context
    results: Results
    comparators: tuple[Comparator, ...]

    @cached_property
    def relevant(self) -> tuple[Comparator, ...]:
        """Comparators of quantities that this use reads or that are related to them."""
        return tuple(each for each in self.comparators if each.behind.quantity in self.context.relevant)

    @cached_property
    def measured(self) -> tuple[Comparator, ...]:
        """Those of the relevant ones that are measurements with at least one prediction."""
        return tuple(each for each in self.relevant if each.predicted)

    @cached_property
    def predictions(self) -> tuple[Comparison, ...]:
        """Relevant predictions, each once (coverage of left-out studies stands behind several quantities)."""
        return tuple(dict.fromkeys(found for each in self.measured for found in each.predicted))

    @cached_property
    def independent(self) -> tuple[Comparison, ...]:
        """Relevant comparisons to which nothing was fitted: predictions, and published models."""
        return tuple(dict.fromkeys(c for each in self.relevant for c in each.comparisons if not c.fitted))

    def direct(self, comparator: Comparator, quantities: Sequence[str]) -> bool:
        """Whether a comparator measured one of these very quantities, in people, in discs that this use is about."""
        behind = comparator.behind
        return (
            behind.quantity in quantities
            and behind.subject == "living people"
            and bool(set(behind.states) & set(self.context.population.states))
            and bool(comparator.predicted)
        )


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 prediction", "2 predictions"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def except_for(names: Sequence[str]) -> str:
    """ "for all", or "not for a and b"."""
    return f"not for {short(names)}" if names else "for all"


def short(names: Sequence[str], most: int = 6) -> str:
    """Names in a sentence, the first few and how many more; "none" for none."""
    kept = list(dict.fromkeys(names))
    if len(kept) > most:
        kept = [*kept[: most - 1], f"{len(kept) - most + 1} more"]
    return listing(kept) or "none"
