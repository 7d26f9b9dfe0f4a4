"""The summary of a forecast: its numbers are those of the draws."""

from __future__ import annotations

import io
import json
import re
import sys

import numpy as np
import pytest
from rich.console import Console

from pulposus.cli.console import say_table
from pulposus.cli.summary import as_table, as_tree
from pulposus.forecasting.result import SYMPTOM_OUTCOMES, Chance, Forecast, TreatmentForecast

MONTHS = (0.0, 6.0, 12.0, 24.0)
DRAWS = 101


def treatment(key: str, pain: float, group: str = "injection") -> TreatmentForecast:
    """Draws evenly spread over pain - 10 to pain + 10 at every month; month m moves them by -m."""
    spread = np.linspace(-10, 10, DRAWS)[:, None]
    draws = pain + spread - np.array(MONTHS)
    chances = tuple(Chance(0.1 * i, 0.01, DRAWS) for i in range(len(MONTHS)))
    return TreatmentForecast(
        key=key,
        name=key.title(),
        what="",
        context="sham",
        symptoms={name: draws for name in SYMPTOM_OUTCOMES},
        discs={},
        group=group,
        chances={"pain gain >= 15": chances, **({"pain gain >= 15 beyond sham": chances} if key != "sham" else {})},
    )


@pytest.fixture
def forecast() -> Forecast:
    return Forecast(
        patient={},
        assumed=("pain_0_100",),
        months=MONTHS,
        levels=("L4/5",),
        treated_levels=("L4/5",),
        disc_inputs={},
        treatments=(treatment("natural", 60), treatment("sham", 50), treatment("saline", 48), treatment("cells", 45)),
        unknowns=(),
        failures=(),
        seed=7,
        draws=DRAWS,
        facts_used=("symptoms",),
    )


def test_the_table_is_one_line_each_at_twelve_months(forecast: Forecast) -> None:
    file = io.StringIO()
    Console(file=file, width=100).print(as_table(forecast))
    lines = [line for line in file.getvalue().splitlines() if line.strip() and "─" not in line]
    assert len(lines) == 6  # two of them headings
    assert "after 12 months" in lines[1]
    # Median 60 - 12; the central 90 % of a uniform spread of +-10 is +-9.
    assert "48 (39 to 57)" in lines[2]
    assert "20 %" in lines[2]  # third month's chance
    assert lines[3].count("%") == 1  # sham has no chance beyond itself


def test_the_tree_holds_the_bands_of_the_draws(forecast: Forecast) -> None:
    tree = json.loads(json.dumps(as_tree(forecast), allow_nan=False))
    pain = tree["treatments"]["cells"]["symptoms"]["pain_0_100"]
    assert pain["median"] == pytest.approx([45 - month for month in MONTHS])
    assert pain["low"] == pytest.approx([36 - month for month in MONTHS])
    assert pain["high"] == pytest.approx([54 - month for month in MONTHS])
    assert tree["treatments"]["cells"]["chances"]["pain gain >= 15"][3]["value"] == pytest.approx(0.3)
    assert (tree["seed"], tree["draws"], tree["assumed"]) == (7, DRAWS, ["pain_0_100"])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("wide", [80, 40])
def test_no_number_is_cut_in_a_narrow_terminal(forecast: Forecast, monkeypatch: pytest.MonkeyPatch, wide: int) -> None:
    from dataclasses import replace

    named = replace(forecast.treatments[3], name="Marrow-derived cells in saline")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(wide))
    monkeypatch.setenv("NO_COLOR", "1")
    say_table(as_table(replace(forecast, treatments=(*forecast.treatments[:3], named))))
    said = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())
    assert "…" not in said
    assert "Marrow-derived cells in saline" in said
    assert "33 (24 to 42)" in said  # 45 - 12, on one line
    assert max(len(line.rstrip()) for line in said.splitlines()) <= wide
    assert ("  pain 0-100: 33 (24 to 42)" in said) == (wide == 40)


def test_many_treatments_stand_in_groups_and_fit_80_letters(
    forecast: Forecast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    groups = ("surgery", "cells", "injection", "medicine and exercise", "no treatment")  # as nobody should print them
    many = tuple(
        replace(treatment(f"t{i}", 60 - i, groups[i % 5]), name=f"Marrow-derived cells with platelet-rich plasma {i}")
        for i in range(20)
    )
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    say_table(as_table(replace(forecast, treatments=many)))
    said = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())
    headings = [line.strip() for line in said.splitlines() if line.strip().isupper()]
    assert headings == ["NO TREATMENT", "MEDICINE AND EXERCISE", "INJECTION", "CELLS", "SURGERY"]
    assert max(len(line.rstrip()) for line in said.splitlines()) <= 80
    for i in range(20):
        assert said.count(f"{48 - i} ({39 - i} to {57 - i})") == 2  # pain and disability, on one line
    assert "…" not in said


def test_the_tree_names_the_group(forecast: Forecast) -> None:
    tree = as_tree(forecast)
    assert {t["group"] for t in tree["treatments"].values()} == {"injection"}  # type: ignore[attr-defined]
