"""Write one report: a single HTML file that needs nothing else."""

from __future__ import annotations

from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pulposus.report.whole_file import write_whole

if TYPE_CHECKING:
    from pulposus.forecasting.result import Forecast
    from pulposus.report.page import Page


def render(page: Page) -> str:
    """The page as HTML text; the same page gives the same text."""
    import jinja2

    folder = files("pulposus.report") / "template"
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = (folder / "style.css").read_text(encoding="utf-8")
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    return environment.get_template("page.html.j2").render(style=style, **values)


def write_report(
    forecast: Forecast,
    path: str | Path,
    *,
    image_png: bytes | None = None,
    image_alt: str = "",
    image_attribution: str = "",
) -> None:
    """Write the report of one forecast as one self-contained HTML file.

    Args:
        forecast: what to report; of its patient and disc fields only those on the report's own list are shown.
        path: the HTML file; it is replaced whole, never left half-written.
        image_png: the MRI with the named discs; text in the PNG is removed before it is embedded.
        image_alt: what the picture shows, for those who do not see it.
        image_attribution: whose picture it is, where a licence asks for it.

    Raises:
        InputError: when the path cannot be written or the picture is not a PNG.
        RunError: when writing fails half-way (disk full).
    """
    from pulposus.report.page import build

    target = Path(path)
    text = render(build(forecast, image_png, image_alt, image_attribution))
    write_whole(target, text)
