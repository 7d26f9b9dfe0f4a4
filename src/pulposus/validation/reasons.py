"""Where known misses come from: words that an analysis stands behind, kept beside the code in ``reasons.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def reasons() -> dict[str, str]:
    """Reason by the fact that a row is measured against."""
    text = (files("pulposus.validation") / "reasons.yaml").read_text(encoding="utf-8")
    return {name: " ".join(reason.split()).rstrip(".") for name, reason in yaml.safe_load(text).items()}
