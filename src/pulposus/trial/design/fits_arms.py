"""Whether the visits and arms of a design can be: order, shares, blocks, blinding."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pulposus.forecasting.case_blocks import refuse
from pulposus.library import facts
from pulposus.trial.design.limits import MOST_ARMS, MOST_BLOCK, MOST_VISITS
from pulposus.trial.design.names import few, once, unknown

if TYPE_CHECKING:
    from pulposus.trial.design.arms import Arm
    from pulposus.trial.design.design import Design

HIDDEN_AS = {"sham": "a needle", "intradiscal saline": "a needle", "placebo pill": "a pill"}
"""By context of a treatment, what all arms must have in common so that nobody knows the own one."""


def check(design: Design) -> None:
    """Refuse the first thing that does not fit.

    Raises:
        PydanticCustomError: one sentence with the field.
    """
    _visits(design)
    _arms(design)
    _blinding(design)


def _visits(design: Design) -> None:
    months = design.visits_months
    if not months:
        raise refuse("found no visit, expected months after the start such as [3, 6, 12]; add them", "visits_months")
    few(months, MOST_VISITS, "visits_months", "each replicate estimates their whole covariance")
    if months[0] <= 0 or any(a >= b for a, b in pairwise(months)):
        shown = ", ".join(f"{month:g}" for month in months)
        raise refuse(
            f"found visits out of order ({shown}), expected months above 0 that rise; sort them", "visits_months"
        )
    longest = facts("case_ranges")["months"].spread
    assert isinstance(longest, tuple)
    if months[-1] > longest[1]:
        raise refuse(f"found {months[-1]:g}, expected at most {longest[1]:g} months; drop it", "visits_months")


def _arms(design: Design) -> None:
    once(design.arm_keys, "arms", "rename one")
    if len(design.arms) < 2:
        raise refuse(
            f"found {len(design.arms)}, expected a control arm and at least one more; add what is missing", "arms"
        )
    few(design.arms, MOST_ARMS, "arms", "every set of them is tested and every person has a course under each")
    if design.control not in design.arm_keys:
        raise refuse(unknown(design.control, design.arm_keys), "control")
    if sum(arm.share for arm in design.arms) == 0:
        raise refuse("found shares that sum to 0, so that no arm has people; give each arm a share above 0", "arms")
    for place, arm in enumerate(design.arms):
        if arm.share == 0:
            raise refuse(
                f"found 0, which leaves '{arm.key}' without people; give it a share above 0 or remove the arm",
                f"arms.{place}.share",
            )
    if design.smallest_block > MOST_BLOCK:
        raise refuse(
            f"found shares that stand exactly only in blocks of {design.smallest_block} people, expected blocks of at "
            f"most {MOST_BLOCK}; write small whole numbers such as 2 and 1",
            "arms",
        )
    if design.block % design.smallest_block:
        raise refuse(
            f"found {design.block}, in which the shares of the arms cannot stand, expected a multiple of "
            f"{design.smallest_block}; change it",
            "block",
        )


def _blinding(design: Design) -> None:
    if design.blinding != "double blind":
        return

    def seen(arm: Arm) -> str:
        return HIDDEN_AS.get(arm.what().context, "nothing that hides it")

    first = design.arms[0]
    odd = next((arm for arm in design.arms if seen(arm) not in HIDDEN_AS.values() or seen(arm) != seen(first)), None)
    if odd:
        beside = f" beside '{first.key}' with {seen(first)}" if odd is not first else ""
        raise refuse(
            f"found double blind, but arm '{odd.key}' comes with {seen(odd)}{beside}, so that people know their arm; "
            "write open label or choose another control arm such as sham",
            "blinding",
        )
