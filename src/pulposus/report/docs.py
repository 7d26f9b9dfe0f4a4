"""Draw the pictures of the README and the documentation: ``python -m pulposus.report.docs OUT_DIR``.

They are drawn by the same code as the report, from the embedded case, so they cannot drift from it; the figures of
the laws (``law_*.svg``) by the functions of the laws.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pulposus.errors import InputError
from pulposus.listing import listing
from pulposus.report.figures import section, split, style, symptoms

if TYPE_CHECKING:
    from pulposus.forecasting.result import Forecast

_PANEL_W, _PANEL_H = 3.45, 2.55


def courses(forecast: Forecast) -> bytes:
    """Pain and ODI over time, one column per treatment, as PNG."""
    look, outcomes = style.looks(forecast), tuple(symptoms.TITLES)
    columns = len(forecast.treatments)
    with style.drawing():
        width, height = _PANEL_W * columns, _PANEL_H * len(outcomes)
        fig = style.figure(width, height)
        for row, outcome in enumerate(outcomes):
            for column, treatment in enumerate(forecast.treatments):
                left, bottom = column * _PANEL_W + 0.42, height - (row + 1) * _PANEL_H + 0.44
                ax = fig.add_axes((left / width, bottom / height, 2.0 / width, 1.6 / height))
                symptoms.draw(ax, forecast, treatment, outcome, look)
        return style.png(fig)


def splits(forecast: Forecast, month: float) -> bytes:
    """Context and mechanism of pain and ODI side by side, as PNG."""
    with style.drawing():
        width, height = 8.8, 0.95 + 0.62 * len(forecast.treatments)
        fig = style.figure(width, height)
        for column, outcome in enumerate(split.PARTS):
            left = (0.15 + column * 4.4) / width
            ax = fig.add_axes((left, 0.5 / height, 2.5 / width, 1 - 0.85 / height))
            split.draw(ax, forecast, outcome, month)
            fig.text(
                left,
                1 - 0.18 / height,
                f"{symptoms.TITLES[outcome]} at month {month:g}",
                weight="bold",
                va="center",
            )
        return style.png(fig)


def disc(forecast: Forecast, level: str) -> bytes:
    """Cross-sections of one disc, a column per group of treatments with the same fields, as PNG."""
    groups = section.groups(forecast, level)
    with style.drawing():
        column = style.PANEL_INCHES[0]
        height = section.height_inches(forecast, level, groups[0][0].sections[level])
        fig = style.figure(column * len(groups) + 0.1, height)
        for index, group in enumerate(groups):
            section.draw_all(fig, forecast, level, group, left=index * column)
        return style.png(fig)


def write(forecast: Forecast, folder: Path) -> tuple[Path, ...]:
    """Write all pictures and the report of one forecast into an existing folder; the files, in order."""
    from pulposus.report.chances import main_month
    from pulposus.report.write import write_report

    level = (forecast.treated_levels or forecast.levels)[0]
    pictures = {
        "treatments.png": courses(forecast),
        "context-and-mechanism.png": splits(forecast, main_month(forecast)),
        "disc.png": disc(forecast, level),
    }
    for name, content in pictures.items():
        (folder / name).write_bytes(content)
    write_report(forecast, folder / "report.html")
    return (*(folder / name for name in pictures), folder / "report.html")


def main(arguments: list[str]) -> int:
    """Command line of this module."""
    if len(arguments) != 1:
        sys.stderr.write("Give one folder for the pictures: python -m pulposus.report.docs OUT_DIR\n")
        return 2
    from pulposus.forecasting.demo import demo_case
    from pulposus.forecasting.run import forecast
    from pulposus.report.figures import laws

    folder = Path(arguments[0])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = (*laws.write(folder), *write(forecast(demo_case()), folder))
    except (InputError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"Wrote {listing([str(file) for file in files])}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
