"""Named structures of one spine, cut out of a label map: what every geometric measure starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Kind = Literal["disc", "vertebra", "canal", "sacrum"]
Face = Literal["left", "right", "anterior", "posterior", "inferior", "superior"]

# Negative and positive end of each world axis (RAS: x to the right, y to the front, z to the head).
WORLD_FACES: tuple[tuple[Face, Face], ...] = (
    ("left", "right"),
    ("posterior", "anterior"),
    ("inferior", "superior"),
)


class Image(NamedTuple):
    """The magnetic resonance volume on its own grid.

    ``data`` (i, j, k) float32, arbitrary signal units; ``affine`` (4, 4) voxel index -> world RAS in mm.
    """

    data: NDArray[np.float32]
    affine: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Structure:
    """One named structure.

    Attributes:
        kind: disc, vertebra (any vertebra with a level, whole or body only), sacrum or canal.
        level: a name of ``pulposus.levels`` ("L4/5" for a disc, "L4" for a vertebra, "S1" for the sacrum), ""
            for the canal.
        mask: (i, j, k) bool, cropped to the bounding box with one voxel of margin where the grid allows.
        affine: (4, 4), voxel index of the crop -> world RAS in mm; world directions always come through it.
        touches: faces of the label grid which the structure reaches, each grid axis named after the world
            axis nearest to it; empty when the map was declared complete (``--cropped``).
    """

    kind: Kind
    level: str
    mask: NDArray[np.bool_]
    affine: NDArray[np.float64]
    touches: frozenset[Face] = frozenset()

    @property
    def voxel_volume_mm3(self) -> float:
        """Volume of one voxel in mm3."""
        return float(abs(np.linalg.det(self.affine[:3, :3])))

    def points_mm(self) -> NDArray[np.float64]:
        """Voxel centres of the mask, (n, 3), world RAS in mm."""
        return np.argwhere(self.mask) @ self.affine[:3, :3].T + self.affine[:3, 3]

    def centre_mm(self) -> NDArray[np.float64]:
        """Mean of the voxel centres, (3,), world RAS in mm."""
        return np.asarray(self.points_mm().mean(axis=0))


@dataclass(frozen=True, eq=False)
class Spine:
    """All named structures of one label map, from below upward, with the image when one was given.

    ``cropped`` is True when the user declared that the map is complete although it ends at its structures.
    """

    structures: tuple[Structure, ...]
    image: Image | None = None
    convention: str = ""
    cropped: bool = False

    def _find(self, kinds: tuple[Kind, ...], level: str) -> Structure | None:
        return next((s for s in self.structures if s.kind in kinds and s.level == level), None)

    def disc(self, level: str) -> Structure | None:
        """The disc of that level ("L4/5"), None where the map has none."""
        return self._find(("disc",), level)

    def vertebra(self, level: str) -> Structure | None:
        """The vertebra of that level ("L4"; "S1" is the sacrum), None where the map has none."""
        return self._find(("vertebra", "sacrum"), level)

    @property
    def canal(self) -> Structure | None:
        """The spinal canal, None where the map has none."""
        return self._find(("canal",), "")

    @property
    def disc_levels(self) -> tuple[str, ...]:
        """Levels of all discs, from below upward."""
        return tuple(s.level for s in self.structures if s.kind == "disc")

    @property
    def vertebra_levels(self) -> tuple[str, ...]:
        """Levels of all vertebrae from below upward, without the sacrum."""
        return tuple(s.level for s in self.structures if s.kind == "vertebra")
