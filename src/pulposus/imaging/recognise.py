"""Find the one convention that explains a label map, or refuse: numbers alone are never enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pulposus.errors import InputError
from pulposus.imaging.conventions import CONVENTIONS, SEMANTIC_MAPS, Convention, convention_named
from pulposus.imaging.cutout import Cutout
from pulposus.imaging.header import TOPIC
from pulposus.imaging.placement import Placed, complaint, one_piece_per_level
from pulposus.library.load import value

OPTION = "name its numbering with --convention"


@dataclass(frozen=True)
class Fit:
    """How well one convention explains a map: ``complaint`` is None where it does."""

    convention: Convention
    complaint: str | None = None
    semantic: bool = False


def list_numbers(numbers: list[int]) -> str:
    """Numbers with runs joined: ``[1, 2, 3, 100]`` -> ``"1-3, 100"``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def place(convention: Convention, cutouts: Mapping[int, Cutout]) -> tuple[list[Placed], Cutout | None]:
    """The labels that have a level in this convention and a shape, and the canal if there is one."""
    enough = value(TOPIC, "structure_voxels_min")
    levelled = convention.levelled(cutouts).items()
    placed = [Placed(n, meaning, cutouts[n]) for n, meaning in levelled if cutouts[n].voxels >= enough]
    canal = next((c for n, c in cutouts.items() if convention.meanings[n].kind == "canal"), None)
    return placed, canal


def fit(convention: Convention, cutouts: Mapping[int, Cutout]) -> Fit:
    """Does this convention explain every number, and lie what it names as in a spine?"""
    unknown = convention.unknown(cutouts)
    if unknown:
        return Fit(convention, f"{convention.name} does not know the label numbers {list_numbers(unknown)}")
    placed, canal = place(convention, cutouts)
    if not any(item.meaning.kind != "sacrum" for item in placed):
        return Fit(convention, f"in {convention.name} numbering it has no disc and no vertebra to measure")
    found = complaint(placed, canal)
    if found is None:
        return Fit(convention)
    rule, text = found
    return Fit(convention, f"read as {convention.name}, {text}", semantic=rule is one_piece_per_level)


def recognise(cutouts: Mapping[int, Cutout], name: str, subject: str) -> Convention:
    """The convention of a map: the named one if it fits, else the only one that fits.

    Args:
        cutouts: every label of the map.
        name: a convention's name or "auto".
        subject: the label map in words, for the error.

    Raises:
        InputError: unknown numbers, several conventions that fit, none, or a semantic map.
    """
    named = None if name == "auto" else convention_named(name)
    if named and fit(named, cutouts).complaint is None:
        return named
    fits = {c.name: fit(c, cutouts) for c in CONVENTIONS.values()}
    good = [f.convention for f in fits.values() if f.complaint is None]
    if len(good) == 1 and not named:
        return good[0]
    numbers = list_numbers(list(cutouts))
    names = " or ".join(c.name for c in good)
    if named:
        if not good and any(f.semantic for f in fits.values()):
            raise InputError(_semantic_sentence(cutouts, fits.values(), subject))
        hint = f" (it can be read as {names})" if good else ""
        raise InputError(
            f"{subject} was named {named.name}, but {_plain(fits[name])}; give another --convention{hint}."
        )
    if good:
        raise InputError(f"{subject} with label numbers {numbers} can be read as {names}; {OPTION}.")
    if any(f.semantic for f in fits.values()):
        raise InputError(_semantic_sentence(cutouts, fits.values(), subject))
    explained = [f for f in fits.values() if not f.convention.unknown(cutouts)]
    if explained:
        reasons = ", and ".join(str(f.complaint) for f in explained)
        raise InputError(f"{subject} with label numbers {numbers} fits no convention: {reasons}; {OPTION}.")
    unknown = min((f.convention.unknown(cutouts) for f in fits.values()), key=len)
    raise InputError(
        f"{subject} holds label numbers {numbers}, which no convention explains as a whole (unknown at best: "
        f"{list_numbers(unknown)}), expected the numbers of {', '.join(fits)}; renumber it or {OPTION}."
    )


def _plain(found: Fit) -> str:
    """A complaint without the convention's name said twice."""
    name = found.convention.name
    return str(found.complaint).replace(f"read as {name}, ", "").replace(f"{name} does", "it does")


def _semantic_sentence(cutouts: Mapping[int, Cutout], fits: Iterable[Fit], subject: str) -> str:
    found = next(str(f.complaint).split(", ", 1)[1] for f in fits if f.semantic)
    numbers = frozenset(cutouts)
    like = next((f", like {title}" for known, title in SEMANTIC_MAPS if numbers <= known), "")
    return (
        f"{subject} is a semantic map that names tissues and no levels{like}: {found}; "
        "give the instance map of the same image, with one number for each disc and vertebra."
    )
