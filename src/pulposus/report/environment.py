"""How templates of this folder are read."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def template_text(name: str) -> str:
    """A file of the folder of templates."""
    return (files("pulposus.report") / "template" / name).read_text(encoding="utf-8")


def environment() -> Environment:
    """Templates that escape what they are given and refuse a name that they were not given."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(template_text),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
