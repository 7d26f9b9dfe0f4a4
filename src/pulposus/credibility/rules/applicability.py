"""Applicability: whether what was compared is what this use reads, of the people and discs that it is about."""

from __future__ import annotations

from collections.abc import Callable

from pulposus.credibility.comparator import Comparator
from pulposus.credibility.condition import Condition
from pulposus.credibility.rules.asked import Asked, except_for, short


def quantities(asked: Asked) -> tuple[Condition, ...]:
    """Related; some measured themselves; all of them."""
    behind = {
        quantity.name: [each.name for each in asked.comparators if asked.direct(each, quantity.direct)]
        for quantity in asked.context.quantities
    }
    direct = [f"{name} (by {short(found, 3)})" for name, found in behind.items() if found]
    absent = [name for name, found in behind.items() if not found]
    related = short([each.name for each in asked.relevant])
    return (
        Condition(1, "comparisons that are related", related, bool(asked.relevant)),
        Condition(2, "some of the numbers predicted and measured in people", short(direct), bool(direct)),
        Condition(3, "all of them", except_for(absent), not absent),
    )


def _dimensions(asked: Asked) -> dict[str, Callable[[Comparator], bool]]:
    """What a comparator may share with this use, in words."""
    wanted = asked.context.population
    found: dict[str, Callable[[Comparator], bool]] = {
        "living people": lambda each: each.behind.subject == "living people",
        f"discs that are {short(wanted.states)}": lambda each: bool(set(wanted.states) & set(each.behind.states)),
        f"{wanted.months:g} months": lambda each: each.behind.months >= wanted.months,
    }
    if wanted.treated:
        found["cells in the disc"] = lambda each: each.behind.treated
    if wanted.single:
        # A comparator is a group; nobody has handed over single people's courses.
        found["single people, not means of groups"] = lambda each: each.behind.quantity.endswith("of one person")
    return found


def activities(asked: Asked) -> tuple[Condition, ...]:
    """Some dimension covered; one comparison of a number of this use that covers all."""
    dimensions = _dimensions(asked)
    covered = {name: [each.name for each in asked.measured if has(each)] for name, has in dimensions.items()}
    some = [f"{name} ({short(found, 3)})" for name, found in covered.items() if found]
    never = [name for name, found in covered.items() if not found]
    own = [name for quantity in asked.context.quantities for name in quantity.direct]
    direct = [each for each in asked.measured if asked.direct(each, own)]
    best = max(direct, key=lambda each: sum(has(each) for has in dimensions.values()), default=None)
    reached = sum(has(best) for has in dimensions.values()) if best else 0
    nearest = f"{best.name} covers {reached} of {len(dimensions)}" if best else "no number of this use was compared"
    return (
        Condition(1, "some of it covered", short(some), bool(some)),
        Condition(
            2,
            "one comparison of a number of this use that covers all of it",
            f"{nearest}" + (f"; no comparison covers {short(never)}" if never else ""),
            best is not None and reached == len(dimensions),
        ),
    )
