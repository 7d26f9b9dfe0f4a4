"""Tables of chances: whole people out of 100 by treatment and month, with Monte Carlo error."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pulposus.errors import InputError
from pulposus.forecasting.result import Chance, Forecast, TreatmentForecast
from pulposus.report.figures.icons import people
from pulposus.report.figures.style import Look
from pulposus.report.groups import controls, groups
from pulposus.report.picture import Picture
from pulposus.report.words import month_name, out_of_100, people_of_100

KEY_MONTHS = (1, 3, 6, 12, 24)
_KEY = re.compile(r"(?P<what>pain|odi) (?P<way>gain|worse) >= (?P<points>\d+(?:\.\d+)?)(?P<beyond> beyond sham)?$")
_NAMES = {"pain": "pain", "odi": "disability (ODI)"}


@dataclass(frozen=True)
class ChanceTable:
    """One question and its answers: ``blocks`` are (group, rows), rows (treatment, colour, cells), a cell (people,
    error)."""

    title: str
    explanation: str
    months: tuple[str, ...]
    blocks: tuple[tuple[str, tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]], ...]


@dataclass(frozen=True)
class Icons:
    """A hundred people under one treatment."""

    key: str
    name: str
    colour: str
    gain: int
    same: int
    worse: int
    picture: Picture


@dataclass(frozen=True)
class IconBlock:
    """One group's hundreds of people, and those of the control arms that belong beside them."""

    title: str
    controls: tuple[Icons, ...]
    members: tuple[Icons, ...]


def shown_months(forecast: Forecast) -> tuple[float, ...]:
    """The visits at which chances are told: 1, 3, 6, 12, 24 where forecast, else all (six at most)."""
    key = tuple(m for m in forecast.months if m in KEY_MONTHS)
    return key or tuple(m for m in forecast.months if m > 0)[-6:]


def main_month(forecast: Forecast) -> float:
    """The month of the summary: 12, or the last one before, or the last of a shorter forecast."""
    before = [m for m in forecast.months if 0 < m <= 12]
    return before[-1] if before else forecast.months[-1]


def at_month(forecast: Forecast, treatment: TreatmentForecast, key: str, month: float) -> Chance | None:
    """One chance; None where the treatment does not hold it. The row may or may not begin at month 0.

    Raises:
        InputError: when the chances fit neither all months nor the months after 0.
    """
    row = treatment.chances.get(key)
    if row is None:
        return None
    after = tuple(m for m in forecast.months if m > 0)
    for months in (forecast.months, after):
        if len(row) == len(months):
            return row[months.index(month)]
    raise InputError(
        f"Treatment '{treatment.key}' holds {len(row)} chances of '{key}' for {len(forecast.months)} months: "
        f"give one per month."
    )


def _sentence(key: str) -> tuple[str, str] | None:
    match = _KEY.match(key)
    if match is None:
        return None
    name, points = _NAMES[match["what"]], match["points"]
    if match["beyond"]:
        return (
            f"At least {points} points less {name} than the same simulated person after sham",
            "A model quantity that no patient can observe: nobody lives the same months twice. It is read from paired "
            "draws, the same simulated person with the same unknowns once under the treatment and once under sham.",
        )
    if match["way"] == "worse":
        return (
            f"At least {points} points more {name} than at the start",
            "The chance of getting clearly worse.",
        )
    return (
        f"At least {points} points less {name} than at the start",
        "From all causes together: natural course, the attention of an injection, the treatment's mechanism, and the "
        "error with which anybody rates pain or answers a questionnaire.",
    )


def tables(forecast: Forecast, look: dict[str, Look]) -> tuple[ChanceTable, ...]:
    """One table per kind of chance that any treatment holds, in the order of the first treatment."""
    keys = dict.fromkeys(key for treatment in forecast.treatments for key in treatment.chances)
    months = shown_months(forecast)
    found: list[ChanceTable] = []
    for key in keys:
        sentence = _sentence(key)
        if sentence is None:
            continue
        blocks = []
        for group in groups(forecast):
            rows = []
            for treatment in group.treatments:
                chances = [at_month(forecast, treatment, key, month) for month in months]
                reference = "beyond sham" in key and treatment.key.lower().startswith("sham")
                cells = tuple(("–", "") if chance is None or reference else out_of_100(chance) for chance in chances)
                name = f"{treatment.name} (the comparison)" if reference else treatment.name
                rows.append((name, look[treatment.key].colour, cells))
            blocks.append((group.title, tuple(rows)))
        title, explanation = sentence
        explanation = "" if explanation in (table.explanation for table in found) else explanation
        found.append(ChanceTable(title, explanation, tuple(f"{m:g}" for m in months), tuple(blocks)))
    return tuple(found)


def icons(forecast: Forecast, look: dict[str, Look]) -> tuple[str, tuple[Icons, ...]]:
    """Threshold in points, and a hundred people per treatment at the main month, from the pain chances.

    Only treatments that hold both a gain and a worsening of the same threshold are shown.
    """
    month, found, points = main_month(forecast), [], ""
    for treatment in forecast.treatments:
        key = next(
            (k for k in treatment.chances if (m := _KEY.match(k)) and m["what"] == "pain" and not m["beyond"]), ""
        )
        match = _KEY.match(key)
        if match is None:
            continue
        points = match["points"]
        gain = at_month(forecast, treatment, f"pain gain >= {points}", month)
        worse = at_month(forecast, treatment, f"pain worse >= {points}", month)
        if gain is None or worse is None:
            continue
        n_gain, n_same, n_worse = people_of_100([gain.value, 1 - gain.value - worse.value, worse.value])
        words = (
            f"Of 100 people under {treatment.name}, at {month_name(month)}: {n_gain} with at least {points} points "
            f"less pain, {n_same} about the same, {n_worse} with at least {points} points more pain."
        )
        own = look[treatment.key]
        picture = Picture.of_svg(people(n_gain, n_same, n_worse, own), words)
        found.append(Icons(treatment.key, treatment.name, own.colour, n_gain, n_same, n_worse, picture))
    return points, tuple(found)


def icon_blocks(forecast: Forecast, found: tuple[Icons, ...]) -> tuple[IconBlock, ...]:
    """The hundreds of people by group, each group beside the control arms of its members."""
    by_key = {icon.key: icon for icon in found}
    blocks = []
    for group in groups(forecast):
        members = tuple(by_key[t.key] for t in group.treatments if t.key in by_key)
        own = {t.key for t in group.treatments}
        beside = controls(forecast, group.treatments)
        others = tuple(by_key[t.key] for t in beside if t.key in by_key and t.key not in own)
        if members:
            blocks.append(IconBlock(group.title, others, members))
    return tuple(blocks)
