"""The stress-free reference of a measured disc: the image shows it swollen and under the load of lying.

A fixed point: solve the equilibrium of a trial reference, move every reference node by what its deformed place
misses of the measured one, pull the measured composition back by the local volume ratio, repeat; Anderson's mixing
of the last few trials makes it fast. Nodes on the bone keep their radius and share one axial shift, since the bone
does not deform. Unlike a uniform scaling this meets the measured shape at every node, not only in the mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.disc.reduced import ReducedMesh, element_volumes_mm3
from pulposus.disc.tissue import Tissue
from pulposus.mechanics.equilibrium import Equilibrium, equilibrate, mean_height_mm
from pulposus.mechanics.laws import composition
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics import settings
from pulposus.numerics.backend import jnp

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Prestress:
    """Reference shape and composition, and how well their loaded state meets the measured one; errors are (b,)."""

    mesh: ReducedMesh
    tissue: Tissue
    loaded: Equilibrium
    """Equilibrium of the reference under the supine load."""
    height_error: Float
    """Relative error of the mean height."""
    radius_error: Float
    """Relative error of the mid-plane radius."""
    shape_error_mm: Float
    """Largest distance of a node from its measured place."""
    converged: NDArray[np.bool_]
    reason: tuple[str, ...]

    def __iter__(self) -> Iterator[ReducedMesh | Tissue]:
        """Unpack as ``mesh, tissue``."""
        return iter((self.mesh, self.tissue))


def pulled_back(measured: ReducedMesh, tissue: Tissue, reference_mm: Float) -> Tissue:
    """Composition that becomes ``tissue`` when the reference deforms into the measured shape."""
    J = element_volumes_mm3(measured.nodes_mm) / element_volumes_mm3(reference_mm)
    return replace(
        tissue,
        porosity=composition.reference_porosity(tissue.porosity, J),
        fixed_charge_mEq_mL=composition.reference_fixed_charge(tissue.fixed_charge_mEq_mL, tissue.porosity, J),
        native_cells_1e6_mL=tissue.native_cells_1e6_mL * J,
    )


def _sound(measured: ReducedMesh, tissue: Tissue, reference_mm: Float) -> NDArray[np.bool_]:
    """Which trial references have no folded element and keep enough water, (b,)."""
    volume = element_volumes_mm3(reference_mm)
    unfolded = volume > settings.PRESTRESS_LEAST_VOLUME * element_volumes_mm3(measured.nodes_mm)
    J = element_volumes_mm3(measured.nodes_mm) / np.where(unfolded, volume, np.inf)
    wet = composition.reference_porosity(tissue.porosity, J) > settings.PRESTRESS_LEAST_POROSITY
    return np.asarray(np.all(unfolded & wet, axis=(1, 2)))


def _mixed(trials: list[Float], misses: list[Float]) -> Float:
    """Anderson's next trial from the last few trials and what each missed, disc by disc, (b, n)."""
    x, f = trials[-1], misses[-1]
    if len(trials) == 1:
        return x + f
    dx = np.stack([b - a for a, b in pairwise(trials)], axis=-1)
    df = np.stack([b - a for a, b in pairwise(misses)], axis=-1)
    share = np.linalg.pinv(df, rcond=settings.PRESTRESS_MIXING_RANK) @ f[..., None]
    return np.asarray(x + f - ((dx + df) @ share)[..., 0])


def prestress(
    measured: ReducedMesh, tissue: Tissue, parameters: MechanicsParameters, supine_load_MPa: ArrayLike
) -> Prestress:
    """Find the reference whose equilibrium under the load of lying is the measured disc.

    Args:
        measured: shapes as imaged, swollen and loaded.
        tissue: composition in that state.
        parameters: laws and numbers, one set per disc.
        supine_load_MPa: (b,) or one number; the nominal pressure that the imaged disc is in balance with.

    Returns:
        The reference and how well it does. A disc that misses mean height or mid-plane radius by more than the
        tolerance keeps its best trial, with ``converged`` false and a reason.

    Raises:
        InputError: as :func:`equilibrate`.
    """
    load = np.broadcast_to(np.asarray(supine_load_MPa, dtype=float), (measured.batch,))
    target = measured.nodes_mm
    height, radius = np.asarray(mean_height_mm(jnp.asarray(target))), target[:, -1, 0, 0]
    shape = target.shape
    trial = target
    best: tuple[Float, Float, Equilibrium] | None = None
    trials: list[Float] = []
    misses: list[Float] = []
    for _ in range(settings.PRESTRESS_ITERATIONS):
        loaded = equilibrate(
            ReducedMesh(measured.topology, trial),
            pulled_back(measured, tissue, trial),
            parameters,
            load,
            start_nodes_mm=target,
        )
        miss = target - loaded.nodes_mm
        error = np.maximum(
            np.abs(loaded.mean_height_mm / height - 1), np.abs(loaded.nodes_mm[:, -1, 0, 0] / radius - 1)
        )
        error = np.where(loaded.converged, np.maximum(error, np.max(np.abs(miss), axis=(1, 2, 3)) / radius), np.inf)
        best = (error, trial, loaded) if best is None else _better(best, (error, trial, loaded))
        if np.all(best[0] < settings.PRESTRESS_STOP):
            break
        trials = [*trials, trial.reshape(len(load), -1)][-settings.PRESTRESS_MEMORY :]
        misses = [*misses, miss.reshape(len(load), -1)][-settings.PRESTRESS_MEMORY :]
        trial = _next(measured, tissue, best[1], trials, misses, loaded.converged).reshape(shape)
    assert best is not None
    return _result(measured, tissue, best[1], best[2])


def _next(
    measured: ReducedMesh,
    tissue: Tissue,
    best_mm: Float,
    trials: list[Float],
    misses: list[Float],
    converged: NDArray[np.bool_],
) -> Float:
    """Mixed trial where it is sound, else the plain one, else one between the last trial and the best."""
    candidates = (_mixed(trials, misses), trials[-1] + misses[-1] / 2)
    chosen = (trials[-1] + best_mm.reshape(trials[-1].shape)) / 2
    for candidate in reversed(candidates):
        good = converged & _sound(measured, tissue, candidate.reshape(measured.nodes_mm.shape))
        chosen = np.where(good[:, None], candidate, chosen)
    return chosen


def _better(
    old: tuple[Float, Float, Equilibrium], new: tuple[Float, Float, Equilibrium]
) -> tuple[Float, Float, Equilibrium]:
    """The smaller error of two trials, disc by disc."""
    wins = new[0] < old[0]

    def pick(a: Any, b: Any) -> Any:
        return np.where(wins.reshape(-1, *(1,) * (a.ndim - 1)), b, a)

    fields = {name: pick(getattr(old[2], name), getattr(new[2], name)) for name in vars(old[2]) if name != "reason"}
    reason = tuple(b if win else a for a, b, win in zip(old[2].reason, new[2].reason, wins, strict=True))
    return pick(old[0], new[0]), pick(old[1], new[1]), Equilibrium(**fields, reason=reason)


def _result(measured: ReducedMesh, tissue: Tissue, reference_mm: Float, loaded: Equilibrium) -> Prestress:
    target = measured.nodes_mm
    height_error = loaded.mean_height_mm / np.asarray(mean_height_mm(jnp.asarray(target))) - 1
    radius_error = loaded.nodes_mm[:, -1, 0, 0] / target[:, -1, 0, 0] - 1
    largest = np.maximum(np.abs(height_error), np.abs(radius_error))
    good = loaded.converged & (largest <= settings.PRESTRESS_TOLERANCE)
    reason = tuple(
        ""
        if ok
        else why
        or f"The prestress missed the measured height or radius by {miss:.1%}, more than "
        f"{settings.PRESTRESS_TOLERANCE:.1%}: its composition does not fit its shape and load; check both."
        for ok, why, miss in zip(good, loaded.reason, largest, strict=True)
    )
    return Prestress(
        mesh=ReducedMesh(measured.topology, reference_mm),
        tissue=pulled_back(measured, tissue, reference_mm),
        loaded=loaded,
        height_error=height_error,
        radius_error=radius_error,
        shape_error_mm=np.max(np.abs(target - loaded.nodes_mm), axis=(1, 2, 3)),
        converged=good,
        reason=reason,
    )
