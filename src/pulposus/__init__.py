"""Pulposus: what a damaged lumbar disc is, whether cells can live in it, and what each treatment would do.

The public verbs are those of the command line. Everything heavy is imported when it is first used, so that
``import pulposus`` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

RESEARCH_ONLY = (
    "Pulposus is research software. It is not a medical device, gives no medical advice, "
    "and no regenerative product is approved for disc disease."
)

# Verb -> module that defines it.
_VERBS = {
    "load_case": "pulposus.forecasting.case",
    "measure": "pulposus.imaging.measure",
    "forecast": "pulposus.forecasting.run",
    "demo_case": "pulposus.forecasting.demo",
    "facts": "pulposus.library",
    "bibtex": "pulposus.library",
}

if TYPE_CHECKING:
    from pulposus.forecasting.case import load_case as load_case
    from pulposus.forecasting.demo import demo_case as demo_case
    from pulposus.forecasting.run import forecast as forecast
    from pulposus.imaging.measure import measure as measure
    from pulposus.library import bibtex as bibtex
    from pulposus.library import facts as facts

__all__ = ["RESEARCH_ONLY", "__version__", *_VERBS]


def __getattr__(name: str) -> Any:
    if name in _VERBS:
        return getattr(import_module(_VERBS[name]), name)
    raise AttributeError(f"module 'pulposus' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
