"""Who reads: how large the errors of grade, height and T2 are, and what counts as change beyond them.

An error has two parts: one that is new at every reading, and one that belongs to the reader and stays. With the same
reader the second drops out of a change. With another reader at follow-up it does not; its size is what two readers
disagree by more than one reader does with himself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.kappa import error_sds
from pulposus.course.reading.scale import TOPIC, pfirrmann
from pulposus.course.reading.t2 import between_discs_log_sd
from pulposus.library import sample, value

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Reader:
    """How the images of a patient are made and read."""

    same: bool = True
    """The reader of the first image reads the later ones too."""
    fixed_time: bool = True
    """All images are made at the same time of day; else at any time from morning to evening."""


SAME_READER = Reader()


@dataclass(frozen=True)
class ErrorSize:
    """SD of an error, each (n,): new at every reading, and lasting with the reader."""

    fresh: Float
    lasting: Float

    @property
    def whole(self) -> Float:
        """SD of one reading about the truth, (n,)."""
        return np.hypot(self.fresh, self.lasting)


@dataclass(frozen=True)
class Errors:
    """Sizes of all errors, and the share of height lost from morning to evening, (n,), zero at a fixed time."""

    grade: ErrorSize
    height_mm: ErrorSize
    log_T2: ErrorSize
    diurnal_loss: Float


@dataclass(frozen=True)
class Limits:
    """Changes between two readings that 95 of 100 unchanged discs stay within."""

    height_mm: float
    T2_share: float
    """Rise over the first T2."""


def draw_errors(reader: Reader, n: int, seed: int) -> Errors:
    """Sizes of the errors in each of ``n`` draws: the published spread between readers."""

    def size(own: Float, both: Float) -> ErrorSize:
        lasting = np.sqrt(np.maximum(both**2 - own**2, 0))
        return ErrorSize(own, np.zeros_like(own) if reader.same else lasting)

    grade = (error_sds(sample(TOPIC, f"grade_kappa_{who}_reader", n, seed), pfirrmann()) for who in ("same", "other"))
    height = (_of_one(sample(TOPIC, f"height_limits_{who}_reader_mm", n, seed)) for who in ("same", "other"))
    T2_both = _between_readers_log_sd(sample(TOPIC, "t2_icc_other_reader", n, seed))
    loss = np.zeros(n) if reader.fixed_time else sample("loading", "diurnal_height_loss", n, seed, low=0.0)
    return Errors(
        size(*grade),
        size(*height),
        size(sample(TOPIC, "t2_log_sd_same_reader", n, seed), T2_both),
        loss,
    )


def limits(reader: Reader) -> Limits:
    """What counts as change beyond the error of measurement, at the central published repeatability.

    The time of day is left out: trials that do not fix it do not allow for it either.
    """
    if reader.same:
        log_sd = value(TOPIC, "t2_log_sd_same_reader")
    else:
        log_sd = float(_between_readers_log_sd(np.array(value(TOPIC, "t2_icc_other_reader"))))
    who = "same" if reader.same else "other"
    return Limits(
        value(TOPIC, f"height_limits_{who}_reader_mm"),
        float(np.expm1(np.sqrt(2) * value(TOPIC, "limits_half_width_sd") * log_sd)),
    )


def height_error_sd_mm() -> float:
    """Error of one height by one reader, central value."""
    return float(_of_one(np.array(value(TOPIC, "height_limits_same_reader_mm"))))


def _of_one(half_width: Float) -> Float:
    """SD of one reading from the half-width of the limits between two."""
    return np.asarray(half_width / value(TOPIC, "limits_half_width_sd") / np.sqrt(2))


def _between_readers_log_sd(icc: Float) -> Float:
    """Error of one T2 from an intraclass correlation, over discs as different as the library's graded ones."""
    return np.asarray(between_discs_log_sd() * np.sqrt(1 - icc))
