"""What the numbers of a label map mean in each convention that Pulposus reads.

A structure's place along the spine is its *rank*: 0 the sacrum, 1 the disc L5/S1, 2 L5, 3 L4/5, 4 L4, and so on:
even for bone, odd for discs. ``docs/imaging.md`` shows the tables and where they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pulposus.errors import InputError
from pulposus.imaging.structures import Kind
from pulposus.levels import DISCS

VERTEBRAE_OF_A_SPINE = 24  # C1 to L5
# All bones from below, further up than levels are measured: a map of the whole spine is read too.
BONES = ("S1", *(f"{part}{n}" for part, count in (("L", 5), ("T", 12), ("C", 7)) for n in range(count, 0, -1)))


@dataclass(frozen=True)
class Meaning:
    """Meaning of one number. ``rank`` is None for what has no level; ``extra`` marks L6, T13 and the like."""

    kind: Kind | Literal["other"]
    rank: int | None = None
    extra: str = ""


@dataclass(frozen=True)
class Convention:
    """One numbering.

    Attributes:
        meanings: of every number that may occur.
        anchors: numbers that tie the count to the sacrum; without one of them ``--lowest-level`` is needed.
        anchor_name: the anchors in words.
        instances: vertebra numbers that may only count instances from the head downward (SPINEPS without its
            labelling step), so that with a sacrum the levels are counted from it.
    """

    name: str
    title: str
    meanings: Mapping[int, Meaning]
    anchors: frozenset[int]
    anchor_name: str
    instances: frozenset[int] = frozenset()

    def levelled(self, labels: Iterable[int]) -> dict[int, Meaning]:
        """Those labels that name a disc or bone, with their meaning."""
        return {label: m for label in labels if (m := self.meanings[label]).rank is not None}

    def unknown(self, labels: Iterable[int]) -> list[int]:
        """Those labels that this convention does not know."""
        return [label for label in labels if label not in self.meanings]


def rank_name(rank: int) -> str:
    """Level name of a rank: ``rank_name(0) == "S1"``, ``rank_name(3) == "L4/5"``; thoracic and neck levels too."""
    index = rank // 2
    if rank % 2 and index < len(DISCS):
        return DISCS[index]
    if rank % 2:
        return f"the disc above {rank_name(rank - 1)}"
    return BONES[index] if index < len(BONES) else "a bone above C1"


OTHER = Meaning("other")
CANAL = Meaning("canal")
SACRUM = Meaning("sacrum", 0)


def _bone(rank: int) -> Meaning:
    return Meaning("vertebra", rank)


def _disc(rank: int) -> Meaning:
    return Meaning("disc", rank)


def _spider() -> Convention:
    count = range(1, 26)
    meanings = {n: _bone(2 * n) for n in count}
    meanings |= {100 + n: _bone(2 * n) for n in count}  # bones that the image shows in part
    meanings |= {200 + n: _disc(2 * n - 1) for n in count}
    return Convention(
        name="spider",
        title="SPIDER (1 = L5 upward, 100 canal, 201 = L5/S1 upward)",
        meanings=meanings | {100: CANAL},
        anchors=frozenset({201}),
        anchor_name="disc L5/S1 (label 201)",
    )


def _totalspineseg() -> Convention:
    down = [*range(11, 18), *range(21, 33), *range(41, 46)]  # C1-C7, T1-T12, L1-L5
    meanings = {n: _bone(2 * (VERTEBRAE_OF_A_SPINE - i)) for i, n in enumerate(down)}
    discs = [*range(63, 68), *range(71, 83), *range(91, 96), 100]  # C2/3 ... L5/S1
    meanings |= {n: _disc(2 * (len(discs) - i) - 1) for i, n in enumerate(discs)}
    meanings |= {46: Meaning("vertebra", extra="L6"), 47: Meaning("vertebra", extra="L7")}
    return Convention(
        name="totalspineseg",
        title="TotalSpineSeg (41-45 L1-L5, 50 sacrum, 91-95 and 100 discs)",
        meanings=meanings | {1: OTHER, 2: CANAL, 50: SACRUM},
        anchors=frozenset({50, 100}),
        anchor_name="sacrum (label 50) and no disc L5/S1 (label 100)",
    )


def _spineps() -> Convention:
    count = range(1, VERTEBRAE_OF_A_SPINE + 1)
    meanings = {n: _bone(2 * (25 - n)) for n in count}
    meanings |= {100 + n: _disc(2 * (25 - n) - 1) for n in count}
    meanings |= {200 + n: OTHER for n in range(1, 29)}  # endplates
    for n, name in ((25, "L6"), (28, "T13")):
        meanings |= {n: Meaning("vertebra", extra=name), 100 + n: Meaning("disc", extra=f"below {name}")}
    return Convention(
        name="spineps",
        title="SPINEPS and VerSe (20-24 L1-L5, 26 sacrum, 100+n disc below vertebra n, 200+n endplates)",
        meanings=meanings | {26: SACRUM, 27: OTHER, 126: OTHER, 127: OTHER},
        anchors=frozenset({26}),
        anchor_name="sacrum (label 26)",
        instances=frozenset(range(1, 20)),
    )


def _totalsegmentator() -> Convention:
    meanings = {n: OTHER for n in range(1, 118)}
    meanings |= {26 + i: _bone(2 * i) for i in range(1, VERTEBRAE_OF_A_SPINE + 1)}
    return Convention(
        name="totalsegmentator",
        title="TotalSegmentator v2, task total (25 sacrum, 26 S1, 27 = L5 upward)",
        meanings=meanings | {25: SACRUM, 26: SACRUM},
        anchors=frozenset({25, 26}),
        anchor_name="sacrum (labels 25 and 26)",
    )


def _totalsegmentator_mr() -> Convention:
    meanings = {1 + i: _bone(2 * i) for i in range(1, VERTEBRAE_OF_A_SPINE + 1)}
    return Convention(
        name="totalsegmentator-mr",
        title="TotalSegmentator v2, task vertebrae_mr (1 sacrum, 2 = L5 upward)",
        meanings=meanings | {1: SACRUM},
        anchors=frozenset({1}),
        anchor_name="sacrum (label 1)",
    )


def _discs_from_sacrum() -> Convention:
    # Whatever this explains, SPIDER explains too (as bones), so it is never recognised and must be named.
    return Convention(
        name="discs-from-sacrum",
        title="discs only (1 = L5/S1 upward)",
        meanings={n: _disc(2 * n - 1) for n in range(1, 24)},
        anchors=frozenset({1}),
        anchor_name="disc L5/S1 (label 1)",
    )


CONVENTIONS: Mapping[str, Convention] = {
    convention.name: convention
    for convention in (
        _spider(),
        _totalspineseg(),
        _spineps(),
        _totalsegmentator(),
        _totalsegmentator_mr(),
        _discs_from_sacrum(),
    )
}

# Maps that name a tissue and not a level: which numbers they use, and what to give instead.
SEMANTIC_MAPS: tuple[tuple[frozenset[int], str], ...] = (
    (frozenset({1, 2}), "TotalSegmentator's vertebrae_body (1 body, 2 disc)"),
    (frozenset({1, 2, 3}), "SPIDER seg-sem (1 vertebra, 2 canal, 3 disc)"),
    (frozenset({26, *range(41, 51), 60, 61, 62, 100}), "a SPINEPS subregion map (49 body, 61 canal, 100 disc)"),
    (frozenset(range(1, 51)), "TotalSegmentator's total_mr (19 vertebrae, 20 discs)"),
)


def convention_named(name: str) -> Convention:
    """Convention of that name.

    Raises:
        InputError: when there is none.
    """
    try:
        return CONVENTIONS[name]
    except KeyError:
        known = ", ".join(("auto", *CONVENTIONS))
        raise InputError(f"--convention is '{name}', expected one of {known}.") from None
