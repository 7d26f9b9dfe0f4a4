"""What a validation case is: an experiment done again on the model, with a progress of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pulposus.progress import Progress
from pulposus.validation.row import Row


@dataclass(frozen=True)
class Case:
    """One case. ``usual_s`` is about how long it takes on two cores, for the progress bar."""

    id: str
    title: str
    run: Callable[[Progress], tuple[Row, ...]]
    usual_s: float
