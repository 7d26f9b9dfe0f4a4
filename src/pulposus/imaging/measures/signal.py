"""Nucleus signal, its ratio to the cerebrospinal fluid at the level of the disc, and to the annulus, by slice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.measures.align import Aligned
from pulposus.imaging.measures.outline import Outline
from pulposus.imaging.measures.section import coverage
from pulposus.imaging.structures import Image, Structure
from pulposus.library import facts
from pulposus.numerics import settings


@dataclass(frozen=True)
class Signal:
    """What the image says of one disc.

    Attributes:
        nucleus: mean signal of the nucleus, in the image's own units.
        ratio: nucleus over fluid, None where no fluid is seen. slices: number of slices averaged for it.
        contrast: nucleus over annulus, None where no annulus is resolved.
        note: why ``ratio`` is None.
    """

    nucleus: float
    ratio: float | None
    slices: int
    contrast: float | None
    note: str = ""


def disc_signal(disc: Structure, aligned: Aligned, canal: Structure | None, image: Image) -> Signal | None:
    """Signal of the nucleus, None where the image does not show it.

    Intensities are compared within one slice only (the scale of a slice may be its own): in every sagittal slice
    near the middle, the mean of the nucleus region is divided by that slice's fluid, and the ratios are averaged.
    """
    constants = facts("imaging_measures")
    outline, frame = aligned.outline, aligned.frame
    directions = image.affine[:3, :3] / np.linalg.norm(image.affine[:3, :3], axis=0)
    slice_axis = int(np.argmax(np.abs(frame.right @ directions)))

    # Only the voxels in a box around disc and canal at this level are looked at.
    half_depth = outline.depth_mm / 2
    spacing = float(np.linalg.norm(image.affine[:3, slice_axis]))
    lateral = max(constants["mid_sagittal_half_mm"].value, settings.MEASURE_HALF_SLICE * spacing)
    band = constants["csf_band_half_mm"].value
    behind = settings.MEASURE_CANAL_REACH_MM
    box = np.array(
        [[x, f, u] for x in (-lateral, lateral) for f in (-half_depth - behind, half_depth) for u in (-band, band)]
    )
    inverse = np.linalg.inv(image.affine)
    index = frame.world(box) @ inverse[:3, :3].T + inverse[:3, 3]
    low = np.maximum(np.floor(index.min(axis=0)).astype(int), 0)
    high = np.minimum(np.ceil(index.max(axis=0)).astype(int) + 1, image.data.shape)
    if (low >= high).any():
        return None
    ijk = np.stack(np.meshgrid(*(np.arange(a, b) for a, b in zip(low, high, strict=True)), indexing="ij"), axis=-1)
    values = np.asarray(image.data[tuple(slice(a, b) for a, b in zip(low, high, strict=True))], np.float64)
    world = ijk @ image.affine[:3, :3].T + image.affine[:3, 3]
    local = frame.local(world.reshape(-1, 3)).reshape(world.shape)
    x, f, u = np.moveaxis(local, -1, 0)

    centre = outline.front_mm - constants["nucleus_centre_share"].value * outline.depth_mm
    core = constants["nucleus_roi_share"].value / 2
    middle = np.interp(f, outline.front, outline.middle)
    thickness = np.interp(f, outline.front, outline.thickness)
    near = np.abs(x) <= lateral
    nucleus = near & (np.abs(f - centre) <= core * outline.depth_mm) & (np.abs(u - middle) <= core * thickness)
    inside = coverage(disc, world) >= 0.5
    nucleus &= inside
    annulus = near & inside & (np.abs(u - middle) <= core * thickness) & _annulus(outline, f)
    fluid = np.zeros_like(nucleus)
    if canal is not None:
        fluid = near & (np.abs(u) <= band) & (coverage(canal, world) >= settings.MEASURE_INSIDE)
    return _by_slice(values, (nucleus, annulus, fluid), slice_axis, canal is not None)


def _annulus(outline: Outline, front: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Middle half of the anterior and of the posterior annulus, of points at ``front`` mm along the disc."""
    constants = facts("imaging_measures")
    at = (outline.front_mm - front) / outline.depth_mm
    anterior, posterior = constants["annulus_front_share"].value, constants["annulus_back_share"].value
    return np.asarray((np.abs(at - anterior / 2) <= anterior / 4) | (np.abs(at - (1 - posterior / 2)) <= posterior / 4))


def _by_slice(
    values: NDArray[np.float64],
    regions: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
    axis: int,
    has_canal: bool,
) -> Signal | None:
    """Average over slices along ``axis``; ``regions`` (nucleus, annulus, fluid) and values on one box of voxels."""
    quantile = facts("imaging_measures")["csf_quantile"].value
    enough = settings.MEASURE_MIN_ROI_VOXELS
    signals, ratios, contrasts = [], [], []
    for index in range(values.shape[axis]):
        cut = tuple(index if a == axis else slice(None) for a in range(3))
        nucleus, annulus, fluid = (values[cut][region[cut]] for region in regions)
        if nucleus.size < enough:
            continue
        signal = float(nucleus.mean())
        signals.append(signal)
        if fluid.size >= enough and (bright := float(np.quantile(fluid, quantile))) > 0:
            ratios.append(signal / bright)
        if annulus.size >= enough and (dark := float(annulus.mean())) > 0:
            contrasts.append(signal / dark)
    if not signals:
        return None
    note = "" if ratios else ("no fluid found at this level" if has_canal else "the label map has no spinal canal")
    return Signal(
        float(np.mean(signals)),
        float(np.mean(ratios)) if ratios else None,
        len(ratios),
        float(np.mean(contrasts)) if contrasts else None,
        note,
    )
