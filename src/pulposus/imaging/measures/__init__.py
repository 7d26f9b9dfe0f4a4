"""Measures of discs and vertebrae: shape from labels alone, signal where an image was given."""

from pulposus.imaging.measures.disc import measure_disc
from pulposus.imaging.measures.vertebra import measure_vertebra

__all__ = ["measure_disc", "measure_vertebra"]
