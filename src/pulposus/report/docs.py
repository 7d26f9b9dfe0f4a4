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
from pulposus.report.figures import forest, section, sidebyside, split, style

if TYPE_CHECKING:
    from pulposus.forecasting.result import Forecast, TreatmentForecast

_DISC_COLUMNS = 3


def _columns(forecast: Forecast, level: str) -> list[list[TreatmentForecast]]:
    """Sections for one picture: the first (natural course), then those with the most injected cells, three at most."""

    def densest(group: list[TreatmentForecast]) -> float:
        return float(group[0].sections[level].injected_cells_1e6_mL.max())

    first, *others = section.groups(forecast, level)
    return [first, *sorted(others, key=densest, reverse=True)][:_DISC_COLUMNS]


def disc(forecast: Forecast, level: str) -> bytes:
    """Cross-sections of one disc, natural course beside injected cells, as PNG."""
    groups = _columns(forecast, level)
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

    level, month = (forecast.treated_levels or forecast.levels)[0], main_month(forecast)
    pictures = {
        "treatments.svg": sidebyside.picture(forecast, month, forest.WIDE),
        "context-and-mechanism.svg": split.picture(forecast, "pain_0_100", month, forest.WIDE),
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
