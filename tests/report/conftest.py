"""Fakes and finished pages for the report tests; a page is rendered once per session, since it takes seconds."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fake

from pulposus.report import write_report


@pytest.fixture(scope="session")
def one_disc(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Page of one disc, no image, no failures."""
    path = tmp_path_factory.mktemp("one") / "report.html"
    write_report(fake.forecast(), path)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def three_discs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Page of three discs with an image, failures and a patient file that holds more than it should."""
    base = fake.with_patient(
        fake.forecast(levels=("L3/4", "L5/S1", "L4/5")),
        name="Zaphod Beeblebrox",
        patient_id="HH-4711-XY",
        birth_date="1981-03-11",
        sex="Zaphod Beeblebrox",
        smoker="HH-4711-XY",
        comment="seen by Dr Slartibartfast",
    )
    inputs = {level: {**disc, "PatientName": "Zaphod", "modic": "Zaphod"} for level, disc in base.disc_inputs.items()}
    forecast = replace(base, disc_inputs=inputs, failures=("disc L4/5, 20 million cells: 2 of 64 draws <left out>",))
    path = tmp_path_factory.mktemp("three") / "report.html"
    write_report(
        forecast,
        path,
        image_png=fake.png(text="Zaphod Beeblebrox"),
        image_alt="Mid-sagittal slice with named discs.",
        image_attribution="SPIDER patient 045, CC BY 4.0",
    )
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Page of more than twenty treatments in five groups."""
    path = tmp_path_factory.mktemp("many") / "report.html"
    write_report(fake.forecast(arms=fake.MANY), path)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session", params=["one_disc", "three_discs", "many"])
def page(request: pytest.FixtureRequest) -> str:
    """Each finished page in turn."""
    return str(request.getfixturevalue(request.param))
