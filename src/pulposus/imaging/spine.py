"""From a label map, and an image where there is one, to the named structures of one spine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pulposus.errors import InputError
from pulposus.imaging.conventions import rank_name
from pulposus.imaging.cutout import Cutout, cut_all, merge
from pulposus.imaging.header import TOPIC
from pulposus.imaging.naming import name_levels
from pulposus.imaging.recognise import list_numbers, place, recognise
from pulposus.imaging.structures import Face, Image, Kind, Spine, Structure
from pulposus.imaging.volume import Volume, read_volume
from pulposus.library.load import value


@dataclass(frozen=True)
class LoadedSpine:
    """A spine, what the checks noted, and the SHA-256 of each input by its role ("labels", "image")."""

    spine: Spine
    notes: tuple[str, ...]
    input_hashes: dict[str, str]


def load_spine(
    image: Path | str | None,
    labels: Path | str,
    *,
    convention: str = "auto",
    lowest_level: str | None = None,
    cropped: bool = False,
) -> LoadedSpine:
    """Read, check and name.

    Args:
        image: NIfTI volume, or None: shape needs only the labels.
        labels: NIfTI label map; its grid may differ from the image's.
        convention: a name of ``pulposus.imaging.conventions.CONVENTIONS`` or "auto".
        lowest_level: lowest vertebra (L5) or disc (L5/S1) of the map, where the sacrum is not in it.
        cropped: the map is complete although it ends at its structures.

    Raises:
        InputError: one sentence for whatever leaves orientation, spacing, numbering or level in doubt.
    """
    subject = f"The label map '{Path(labels).name}'"
    volume = read_volume(labels, "label map")
    cutouts = cut_all(volume.data, volume.affine)
    fewest = value(TOPIC, "structure_voxels_min")
    if all(cutout.voxels < fewest for cutout in cutouts.values()):
        raise InputError(f"{subject} has no label of at least {fewest:g} voxels; give a map of whole structures.")
    found = recognise(cutouts, convention, subject)
    placed, canal = place(found, cutouts)
    counted, notes = name_levels(placed, list(cutouts), found, lowest_level, subject)
    notes = volume.notes + notes + _tiny(cutouts, [p.label for p in placed], list(found.levelled(cutouts)))

    parts: dict[tuple[Kind, str], list[Cutout]] = {}
    for item in counted:
        kind = item.meaning.kind
        if kind != "other":
            parts.setdefault((kind, rank_name(item.rank)), []).append(item.cutout)
    structures = [_structure(kind, level, merge(pieces), cropped) for (kind, level), pieces in parts.items()]
    if canal is not None:
        structures.append(_structure("canal", "", canal, cropped))

    hashes = {"labels": volume.sha256}
    picture = None
    if image is not None:
        seen = read_volume(image, "image")
        notes += seen.notes + _overlap(seen, structures, f"The image '{Path(image).name}'")
        hashes["image"] = seen.sha256
        picture = Image(seen.data, seen.affine)
    return LoadedSpine(Spine(tuple(structures), picture, found.name, cropped), notes, hashes)


def _structure(kind: Kind, level: str, cutout: Cutout, cropped: bool) -> Structure:
    touches: frozenset[Face] = frozenset() if cropped else cutout.touches
    return Structure(kind, level, cutout.mask, cutout.affine, touches)


def _tiny(cutouts: dict[int, Cutout], kept: list[int], levelled: list[int]) -> tuple[str, ...]:
    left_out = [n for n in levelled if n not in kept]
    if not left_out:
        return ()
    fewest = value(TOPIC, "structure_voxels_min")
    voxels = ", ".join(str(cutouts[n].voxels) for n in left_out)
    return (f"Labels {list_numbers(left_out)} were left out (fewer than {fewest:g} voxels: {voxels}).",)


def _overlap(image: Volume, structures: list[Structure], subject: str) -> tuple[str, ...]:
    """Refuse an image elsewhere in the world; say what share of the structures it covers where that is not all."""
    points = np.concatenate([structure.points_mm() for structure in structures])
    inverse = np.linalg.inv(image.affine)
    index = points @ inverse[:3, :3].T + inverse[:3, 3]
    inside = np.all((index >= -0.5) & (index <= np.array(image.data.shape) - 0.5), axis=1)
    share = float(inside.mean())
    if share == 0:
        raise InputError(
            f"{subject} and the label map do not overlap in world space; give two files of one examination, "
            "with their orientation intact."
        )
    if share < value(TOPIC, "overlap_note"):
        return (f"Only {share:.0%} of the labelled structures lie inside the image.",)
    return ()
