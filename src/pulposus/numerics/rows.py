"""Some members of a batch: dataclasses whose arrays, those of nested dataclasses and mappings too, lead with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def take(batch: T, rows: NDArray[np.int64]) -> T:
    """The same dataclass with every array reduced to some rows; what holds no array stays."""
    return _each((batch,), lambda arrays: arrays[0][rows])


def join(batches: Sequence[T]) -> T:
    """Batches of one kind after each other; what holds no array is the first's."""
    return _each(tuple(batches), np.concatenate)


def put(batch: T, rows: NDArray[np.int64], part: T) -> T:
    """The batch with some rows replaced by those of ``part``."""

    def merged(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
        whole = np.array(arrays[0])
        whole[rows] = arrays[1]
        return whole

    return _each((batch, part), merged)


def _each(values: Any, combine: Callable[[Sequence[NDArray[Any]]], NDArray[Any]]) -> Any:
    """``combine`` on the arrays that stand at the same place in all of ``values``."""
    first = values[0]
    if is_dataclass(first) and not isinstance(first, type):
        names = [item.name for item in fields(first)]
        return replace(first, **{name: _each([getattr(one, name) for one in values], combine) for name in names})
    if isinstance(first, Mapping):
        return {name: _each([one[name] for one in values], combine) for name in first}
    if getattr(first, "ndim", 0) > 0:
        return combine([np.asarray(one) for one in values])
    return first


def middle(batch: T) -> T:
    """A batch of one member, each array reduced to its median over the members."""
    return _each((batch,), lambda arrays: np.median(arrays[0], axis=0, keepdims=True))
