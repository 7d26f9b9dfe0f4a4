"""Give each structure the name of its level, counted from the sacrum, or refuse where the count is in doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pulposus.errors import InputError
from pulposus.imaging.conventions import Convention, Meaning, rank_name
from pulposus.imaging.placement import Placed, evenly_spaced
from pulposus.imaging.recognise import list_numbers
from pulposus.levels import DISCS, VERTEBRAE

HIGHEST_RANK = 2 * (len(VERTEBRAE) - 1)
L5_RANK = 2


def rank_of(level: str) -> int:
    """Rank of a level name; "l5", "L4/L5" and "L4-5" are understood too.

    Raises:
        InputError: when it is no level from S1 up.
    """
    name = level.strip().upper().replace("-", "/")
    if pair := re.fullmatch(r"([LT])(\d+)/\1(\d+)", name):
        name = f"{pair[1]}{pair[2]}/{pair[3]}"
    if name in DISCS:
        return 2 * DISCS.index(name) + 1
    if name in VERTEBRAE:
        return 2 * VERTEBRAE.index(name)
    raise InputError(f"--lowest-level is '{level}', expected a vertebra such as L5 or a disc such as L5/S1.")


def name_levels(
    placed: Sequence[Placed],
    labels: Sequence[int],
    convention: Convention,
    lowest_level: str | None,
    subject: str,
) -> tuple[list[Placed], tuple[str, ...]]:
    """Count from the sacrum.

    Args:
        placed: labels with a level, ranked by the convention's own count.
        labels: all labels of the map.
        convention: the one that was recognised or named.
        lowest_level: name of the lowest disc or the lowest vertebra of the map, where the user gave it.
        subject: the label map in words, for errors.

    Returns:
        The same labels with their final ranks, from below upward (levels above T7 left out), and notes.

    Raises:
        InputError: transitional count, gap in the count, sacrum not in the map and nothing given, contradiction.
    """
    _refuse_extra(labels, convention, subject)
    offset, notes = _offset(placed, labels, convention, lowest_level, subject)
    counted = sorted((_shifted(item, offset) for item in placed), key=lambda item: item.rank)
    _refuse_gap(counted, subject)
    if (found := evenly_spaced(counted)) is not None:
        raise InputError(f"{subject} has levels that do not follow each other ({found}); correct the numbering.")
    above = [item.label for item in counted if item.rank > HIGHEST_RANK]
    if above:
        notes.append(f"Levels above {VERTEBRAE[-1]} were left out (labels {list_numbers(above)}).")
    kept = [item for item in counted if item.rank <= HIGHEST_RANK]
    if all(item.meaning.kind == "sacrum" for item in kept):
        raise InputError(f"{subject} shows no disc and no vertebra from {VERTEBRAE[-1]} down; give a lumbar map.")
    return kept, tuple(notes + _missing(kept))


def _shifted(item: Placed, offset: int) -> Placed:
    if item.meaning.kind == "sacrum":
        return item
    rank = item.rank + offset
    # A vertebra that --lowest-level calls S1 is the sacrum.
    return replace(item, meaning=Meaning("sacrum" if rank == 0 else item.meaning.kind, rank))


def _refuse_extra(labels: Sequence[int], convention: Convention, subject: str) -> None:
    for label in labels:
        if extra := convention.meanings[label].extra:
            raise InputError(
                f"{subject} has a transitional count (label {label} is {extra} in {convention.name}), so names of "
                "levels would be a guess; renumber the map with five lumbar vertebrae counted from the sacrum."
            )


def _offset(
    placed: Sequence[Placed],
    labels: Sequence[int],
    convention: Convention,
    lowest_level: str | None,
    subject: str,
) -> tuple[int, list[str]]:
    """What to add to the convention's ranks so that they count from the sacrum, and notes."""
    anchored = bool(convention.anchors & set(labels))
    bones = [item for item in placed if item.meaning.kind == "vertebra"]
    # Numbers that only count from the head down: beside a labelled sacrum the lowest bone stands on it.
    instances = anchored and bool(bones) and {item.label for item in bones} <= convention.instances
    standing = L5_RANK - min(item.rank for item in bones) if instances else 0
    if lowest_level is not None:
        return _given_offset(placed, lowest_level, standing if anchored else None)
    if instances:
        return standing, ["Vertebra numbers are instance numbers: levels were counted from the labelled sacrum."]
    if not anchored:
        example = rank_name(L5_RANK if bones else 1)
        raise InputError(
            f"{subject} has no {convention.anchor_name}, so its labels {list_numbers([i.label for i in placed])} do "
            f"not tell which level is lowest; name it, for example --lowest-level {example}."
        )
    return 0, []


def _given_offset(placed: Sequence[Placed], lowest_level: str, counted: int | None) -> tuple[int, list[str]]:
    """Offset from --lowest-level; ``counted`` is the one that the map's own sacrum gives, which must agree."""
    given = rank_of(lowest_level)
    alike = [i.rank for i in placed if i.rank % 2 == given % 2 and (given == 0 or i.meaning.kind != "sacrum")]
    if not alike:
        kind = "disc" if given % 2 else "vertebra"
        raise InputError(f"--lowest-level is {lowest_level}, but the label map has no {kind}; name the other kind.")
    offset = given - min(alike)
    if counted is not None and offset != counted:
        raise InputError(
            f"--lowest-level is {lowest_level}, but counted from the sacrum in the label map it is "
            f"{rank_name(min(alike) + counted)}; leave the option out or correct the map."
        )
    notes = [f"The lowest level was given: {rank_name(given)}."]
    if counted is None and offset != 0:
        notes.append(f"The label map's own numbers would name it {rank_name(min(alike))}.")
    return offset, notes


def _refuse_gap(counted: Sequence[Placed], subject: str) -> None:
    """A level of which neither bone nor disc is numbered makes the count doubtful."""
    for below, above in pairwise(counted):
        if above.rank - below.rank > 2:
            raise InputError(
                f"{subject} has a gap in its numbering between labels {below.label} and {above.label} "
                "(a level that is missing, or a transitional count); renumber the map without gaps."
            )


def _missing(counted: Sequence[Placed]) -> list[str]:
    """Notes on discs or vertebrae that the map leaves out between those it has."""
    notes = []
    for parity in (0, 1):
        have = [item.rank for item in counted if item.rank % 2 == parity]
        absent = [rank for rank in range(have[0], have[-1], 2) if rank not in have] if have else []
        if absent:
            notes.append(f"The label map leaves out {', '.join(rank_name(rank) for rank in absent)}.")
    return notes
