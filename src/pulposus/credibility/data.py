"""The data files of this folder."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Block(BaseModel):
    """A block of a data file or of a kept result: nothing unknown in it, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def read(name: str) -> Any:
    """What the YAML file of this name holds."""
    text = (files("pulposus.credibility") / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Loader)


def names(folder: str) -> tuple[str, ...]:
    """YAML files of a folder beside this module, as names for ``read``, sorted."""
    found = (path.name for path in (files("pulposus.credibility") / folder).iterdir())
    return tuple(sorted(f"{folder}/{name}" for name in found if name.endswith(".yaml")))
