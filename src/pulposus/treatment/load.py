"""Find treatments by key."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files

import yaml

from pulposus.errors import InputError
from pulposus.treatment.schema import CONTEXTS, Treatment


@cache
def _all() -> dict[str, Treatment]:
    folder = files("pulposus.treatment") / "library"
    read = [
        Treatment.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in folder.iterdir()
        if path.name.endswith(".yaml")
    ]
    # From least to most: no cells before cells, and by the context that they share.
    read.sort(key=lambda t: (t.cells is not None, CONTEXTS.index(t.context), t.key))
    return {treatment.key: treatment for treatment in read}


def names() -> tuple[str, ...]:
    """Keys of all treatments, from natural course to cells."""
    return tuple(_all())


def load(key: str) -> Treatment:
    """One treatment.

    Raises:
        InputError: when there is none of that key; names the nearest.
    """
    known = _all()
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(known)}."
    raise InputError(f"There is no treatment '{key}'; {hint}")
