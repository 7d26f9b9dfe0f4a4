"""The embedded case: one real L4/5 disc as numbers, so that the demo needs neither network nor image."""

from __future__ import annotations

from importlib.resources import files

from pulposus.forecasting.case import Case, case_from
from pulposus.forecasting.case_yaml import parse

FILE = "demo_case.yaml"


def demo_case() -> Case:
    """The L4/5 disc of patient 045 of SPIDER (doi:10.1038/s41597-024-03090-w, CC BY 4.0).

    Pain, ODI and duration are not in that data set; the case lists them as assumed.
    """
    data, lines = parse((files("pulposus.forecasting") / FILE).read_text(encoding="utf-8"), FILE)
    return case_from(data, FILE, lines)
