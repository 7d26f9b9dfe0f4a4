"""What the arms of a trial do to the disc: each distinct action once, and which of them each arm reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pulposus.course.action import DiscAction, disc_action, signal_actions
from pulposus.treatment import Treatment


@dataclass(frozen=True)
class ArmActions:
    """One arm: its own action, which an MRI sees, and the two whose pain drivers make its signal."""

    own: DiscAction
    part: DiscAction
    """What of the treatment tells the symptoms through the disc."""
    control: DiscAction

    @property
    def silent(self) -> bool:
        """Whether the disc tells the symptoms nothing: the arm does what its control arm does."""
        return self.part == self.control


def arm_actions(arms: Mapping[str, Treatment]) -> dict[str, ArmActions]:
    """The actions of each arm, by the key of the arm."""
    return {key: ArmActions(disc_action(arm), *signal_actions(arm)) for key, arm in arms.items()}


def distinct(arms: Mapping[str, Treatment]) -> tuple[DiscAction, ...]:
    """Every action that some arm needs, once, in the order of the arms."""
    return tuple(
        dict.fromkeys(action for arm in arm_actions(arms).values() for action in (arm.own, arm.part, arm.control))
    )
