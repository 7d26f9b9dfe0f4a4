"""``pulposus info``: versions, treatments and library, at once."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from pulposus import RESEARCH_ONLY, __version__
from pulposus.cli.console import say, say_json

# Those whose version can move a number.
PACKAGES = ("jax", "jaxlib", "numpy", "scipy", "nibabel", "matplotlib", "pyarrow", "pydantic")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _facts() -> dict[str, object]:
    from pulposus.library import facts, topics

    return {"topics": list(topics()), "facts": sum(len(facts(topic)) for topic in topics())}


def _treatments() -> dict[str, str]:
    from pulposus.treatment import load, names

    return {key: load(key).name for key in names()}


def info(as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False) -> None:
    """Versions, treatments and the library of facts."""
    packages = {name: _version(name) for name in PACKAGES}
    result = {
        "pulposus": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": packages,
        "treatments": _treatments(),
        "library": _facts(),
        "statement": RESEARCH_ONLY,
    }
    if as_json:
        say_json(result)
        return
    library = _facts()
    say(f"pulposus {__version__}, Python {platform.python_version()}, {platform.platform()}")
    say("packages    " + ", ".join(f"{name} {found or 'missing'}" for name, found in packages.items()))
    say(f"library     {library['facts']} sourced facts in {len(library['topics'])} files")  # type: ignore[arg-type]
    for key, name in _treatments().items():
        say(f"treatment   {key:<10} {name}")
    say(RESEARCH_ONLY)
