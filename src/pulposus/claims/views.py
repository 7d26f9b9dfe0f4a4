"""The studies as a question sees them: the arms it compares, each once, in the roles it gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pulposus.claims.schema import Effect, Product, Treatments
from pulposus.evidence.meta.gathered import CELLS, comparator
from pulposus.evidence.schema import Arm, Study
from pulposus.treatment import load, names

RATIOS = ("responders", "surgery", "second_injection", "opioid_free", "composite", "grade_improved")
"""Measures that count people."""


def has(arm: Arm, product: Product) -> bool:
    """Whether an arm got such a product."""
    found = arm.product
    return (
        found is not None
        and found.product_class in (product.classes or CELLS)
        and product.donor in (None, found.donor)
        and (not product.carriers or found.carrier in product.carriers)
    )


def is_asked(arm: Arm, asked: Effect) -> bool:
    """Whether an arm is the one whose effect is asked for."""
    return has(arm, asked.product)


def is_control(arm: Arm, asked: Effect) -> bool:
    """Whether an arm is what it is compared with."""
    if asked.against_product is not None:
        return has(arm, asked.against_product) and not is_asked(arm, asked)
    return arm.role == "control" and comparator(arm) in asked.against


def seen(studies: Sequence[Study], asked: Effect) -> list[Study]:
    """Controlled studies that hold both arms, with those arms only and in the roles that the question gives them.

    Controls that share the setting of an asked arm are kept before others, as the meta-analysis does.
    """
    found = []
    for study in studies:
        if not study.controlled or (asked.roots and not study.population.root_compression):
            continue
        ours = [arm.model_copy(update={"role": "treatment"}) for arm in study.arms if is_asked(arm, asked)]
        theirs = [arm.model_copy(update={"role": "control"}) for arm in study.arms if is_control(arm, asked)]
        same = [arm for arm in theirs if arm.setting in {one.setting for one in ours}]
        if ours and theirs:
            found.append(study.model_copy(update={"arms": (*ours, *(same or theirs))}))
    return found


def counted_as_responders(studies: Sequence[Study], measure: str) -> list[Study]:
    """Studies whose shares of another measure stand as responders, so that ratios are taken of them."""

    def turned(arm: Arm) -> Arm:
        kept = tuple(
            o.model_copy(update={"measure": "responders", "words": o.words or measure, "definition": None})
            for o in arm.outcomes
            if o.measure == measure and o.statistic == "share"
        )
        return arm.model_copy(update={"outcomes": kept})

    return _each(studies, turned)


def _each(studies: Sequence[Study], change: Callable[[Arm], Arm]) -> list[Study]:
    return [study.model_copy(update={"arms": tuple(change(arm) for arm in study.arms)}) for study in studies]


def keys(chosen: Treatments) -> tuple[str, ...]:
    """Treatments of the library that are meant."""
    return tuple(key for key in names() if key in chosen.keys or load(key).group == chosen.group)
