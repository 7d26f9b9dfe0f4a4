"""Who takes part and in which arm: people of the cohort in random order, arms in permuted blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.trial.design.design import Design

Int = NDArray[np.int64]


def enrolled(cohort: int, patients: int, rng: np.random.Generator) -> Int:
    """Places of people in the cohort, in the order of their enrolment, (patients,): nobody twice.

    Raises:
        InputError: the cohort is smaller than the trial.
    """
    if patients > cohort:
        raise InputError(
            f"The trial needs {patients} people and the cohort has {cohort}; raise size.cohort or lower patients."
        )
    return rng.choice(cohort, patients, replace=False)


def block_of(design: Design) -> tuple[int, ...]:
    """People of each arm in one block: the smallest whole numbers in the shares, twice; more where the design says."""
    return design.people_of_arms(design.block_people)


def allocated(design: Design, patients: int, rng: np.random.Generator) -> Int:
    """Arm of each person in the order of enrolment, (patients,), the control being 0.

    Blocks are permuted whole; the last one is cut, so arms may differ by a few people from their shares.
    """
    block = np.repeat(np.arange(len(design.arms)), block_of(design))
    blocks = -(-patients // len(block))
    each = np.tile(block, (blocks, 1))
    return numbered(design, rng.permuted(each, axis=1).ravel()[:patients])


def numbered(design: Design, arms: Int) -> Int:
    """Arm numbers in which the control is 0, from places in the design."""
    return np.array([design.arms_in_order.index(key) for key in design.arm_keys])[arms]
