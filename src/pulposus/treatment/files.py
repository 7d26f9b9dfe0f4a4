"""Folders of short YAML files, each one thing of a kind, found by key."""

from __future__ import annotations

import difflib
from importlib.resources import files
from typing import TypeVar

import yaml
from pydantic import BaseModel

from pulposus.errors import InputError

T = TypeVar("T", bound=BaseModel)


def read_all(folder: str, kind: type[T]) -> list[T]:
    """Every file of a folder of this package, sorted by file name."""
    found = files("pulposus.treatment") / folder
    paths = sorted((p for p in found.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)
    return [kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths]


def pick(key: str, known: dict[str, T], what: str) -> T:
    """One of the known.

    Raises:
        InputError: naming the nearest key.
    """
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(known)}."
    raise InputError(f"There is no {what} '{key}'; {hint}")
