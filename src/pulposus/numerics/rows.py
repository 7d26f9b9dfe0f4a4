"""Some members of a batch: dataclasses whose arrays lead with the batch axis."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def take(batch: T, rows: NDArray[np.int64]) -> T:
    """The same dataclass with every array reduced to some rows; fields that are no arrays stay."""
    arrays: dict[str, Any] = {
        item.name: np.asarray(found)[rows]
        for item in fields(batch)
        if hasattr(found := getattr(batch, item.name), "ndim") and found.ndim > 0
    }
    return replace(batch, **arrays)


def put(batch: T, rows: NDArray[np.int64], part: T) -> T:
    """The batch with some rows replaced by those of ``part``."""
    arrays: dict[str, Any] = {}
    for item in fields(batch):
        found = getattr(batch, item.name)
        if hasattr(found, "ndim") and found.ndim > 0:
            merged = np.array(found)
            merged[rows] = getattr(part, item.name)
            arrays[item.name] = merged
    return replace(batch, **arrays)
