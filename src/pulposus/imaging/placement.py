"""Do the levels that a convention names lie in the image as levels of a spine must lie?

Each rule takes what was placed and returns what is wrong, or None. Left and right cannot be checked: a spine is
nearly symmetric, so a mirrored affine goes unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pulposus.imaging.conventions import Meaning, rank_name
from pulposus.imaging.cutout import Cutout
from pulposus.imaging.header import TOPIC
from pulposus.library.load import value


@dataclass(frozen=True, eq=False)
class Placed:
    """One label with a level: its meaning (rank upward from the sacrum) and its voxels."""

    label: int
    meaning: Meaning
    cutout: Cutout

    @property
    def rank(self) -> int:
        """Place along the spine; only labels with a level are placed."""
        assert self.meaning.rank is not None
        return self.meaning.rank


def one_label_per_level(placed: Sequence[Placed]) -> str | None:
    """No two numbers name the same level, apart from a sacrum given in two parts."""
    seen: dict[int, int] = {}
    for item in placed:
        if item.rank in seen and item.meaning.kind != "sacrum":
            return f"labels {seen[item.rank]} and {item.label} both name {rank_name(item.rank)}"
        seen[item.rank] = item.label
    return None


def one_piece_per_level(placed: Sequence[Placed]) -> str | None:
    """No number covers several levels: that is a semantic map, which names tissues.

    Several levels are pieces of like size that stand one above the other; a spinous process that a thin slab cuts
    off from its body is smaller or stands behind it.
    """
    share, apart = value(TOPIC, "piece_share_min"), value(TOPIC, "piece_distance_min")
    aside = value(TOPIC, "piece_offset_max")
    for item in placed:
        pieces = item.cutout.pieces
        centres = np.array([centre for size, centre in pieces if size >= share * pieces[0][0]])
        between = np.abs(centres[:, None] - centres[None, :])
        if np.any((between[..., 2] > apart) & (np.hypot(between[..., 0], between[..., 1]) < aside)):
            return f"label {item.label} lies in {len(centres)} separate pieces of like size, one above the other"
    return None


def disc_height(placed: Sequence[Placed]) -> str | None:
    """No disc is taller than the way from one level to the next: that is a canal, or several discs in one."""
    most = value(TOPIC, "level_step_max")
    for item in placed:
        tall = float(np.ptp(item.cutout.points_mm[:, 2]))
        if item.meaning.kind == "disc" and tall > most:
            return f"label {item.label} is {tall:.0f} mm tall, expected less than {most:g} mm for a disc"
    return None


def upward(placed: Sequence[Placed]) -> str | None:
    """From disc to disc, and from bone to bone, the centres go towards the head."""
    for below, above in _neighbours(placed):
        if above.rank > below.rank and above.cutout.centre_mm[2] <= below.cutout.centre_mm[2]:
            return f"label {above.label} should lie above label {below.label} and does not"
    return None


def between_bones(placed: Sequence[Placed]) -> str | None:
    """Each disc lies above the bone below it and below the bone above it, where it and the bone overlap from above.

    Only the part of a bone over or under the disc counts: a spinous process may hang down past the next disc.
    """
    by_rank = {item.rank: item for item in placed}
    for disc in (item for item in placed if item.meaning.kind == "disc"):
        low, high = disc.cutout.points_mm.min(axis=0), disc.cutout.points_mm.max(axis=0)
        for side in (-1, 1):
            if (bone := by_rank.get(disc.rank + side)) is None:
                continue
            points = bone.cutout.points_mm
            facing = points[np.all((points[:, :2] >= low[:2]) & (points[:, :2] <= high[:2]), axis=1)]
            if len(facing) and (facing[:, 2].mean() - disc.cutout.centre_mm[2]) * side <= 0:
                where = "above" if side > 0 else "below"
                return f"label {bone.label} should lie {where} label {disc.label} and does not"
    return None


def _neighbours(placed: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """Pairs of neighbouring discs and of neighbouring bones, lower one first."""
    pairs = []
    for parity in (0, 1):
        order = sorted((item for item in placed if item.rank % 2 == parity), key=lambda item: item.rank)
        pairs += list(pairwise(order))
    return pairs


def upright(placed: Sequence[Placed]) -> str | None:
    """The spine runs along the head-foot axis of the world."""
    order = sorted(placed, key=lambda item: item.rank)
    line = order[-1].cutout.centre_mm - order[0].cutout.centre_mm
    length = float(np.linalg.norm(line))
    if order[-1].rank - order[0].rank < 2 or length == 0:
        return None
    tilt = float(np.degrees(np.arccos(np.clip(line[2] / length, -1, 1))))
    if tilt > value(TOPIC, "tilt_max"):
        return f"the spine stands at {tilt:.0f} degrees to the head-foot axis, so the orientation is in doubt"
    return None


def evenly_spaced(placed: Sequence[Placed]) -> str | None:
    """Neighbouring discs, and neighbouring bones, are one level apart and not two."""
    low, high = value(TOPIC, "level_step_min"), value(TOPIC, "level_step_max")
    for below, above in _neighbours(placed):
        if above.rank - below.rank != 2:
            continue
        step = float(np.linalg.norm(above.cutout.centre_mm - below.cutout.centre_mm))
        most = value(TOPIC, "sacrum_step_max") if below.meaning.kind == "sacrum" else high
        if not low <= step <= most:
            return (
                f"the centres of labels {below.label} and {above.label} are {step:.0f} mm apart, expected "
                f"{low:g} to {most:g} mm for neighbouring levels"
            )
    return None


def canal_behind(placed: Sequence[Placed], canal: Cutout | None) -> str | None:
    """At the height of each disc the canal lies behind it."""
    if canal is None:
        return None
    points = canal.points_mm
    behind = []
    for item in placed:
        heights = item.cutout.points_mm[:, 2]
        beside = points[(points[:, 2] >= heights.min()) & (points[:, 2] <= heights.max())]
        if item.meaning.kind == "disc" and len(beside):
            behind.append(beside[:, 1].mean() < item.cutout.centre_mm[1])
    if behind and sum(behind) <= len(behind) / 2:
        return "the canal lies in front of the discs, so front and back are in doubt"
    return None


Rule = Callable[[Sequence[Placed]], str | None]
RULES: tuple[Rule, ...] = (
    one_label_per_level,
    one_piece_per_level,
    disc_height,
    upward,
    between_bones,
    upright,
    evenly_spaced,
)


def complaint(placed: Sequence[Placed], canal: Cutout | None) -> tuple[Rule | None, str] | None:
    """First rule that is broken and its complaint; None when all is as in a spine."""
    for rule in RULES:
        if (found := rule(placed)) is not None:
            return rule, found
    found = canal_behind(placed, canal)
    return None if found is None else (None, found)
