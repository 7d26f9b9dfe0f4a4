"""The pictures of the README come from the code of the report."""

from __future__ import annotations

from pathlib import Path

import fake
import pytest

from pulposus.report import docs
from pulposus.report.image import size_pixels, stripped


def test_pictures_are_whole_small_and_repeatable(tmp_path: Path) -> None:
    forecast = fake.forecast(draws=8, arms=fake.MANY)
    png = docs.disc(forecast, "L4/5")
    width, height = size_pixels(stripped(png))
    assert width > height > 300
    assert len(png) < 400_000
    assert b"Software" not in png
    assert docs.disc(forecast, "L4/5") == png
    files = docs.write(forecast, tmp_path)
    assert [file.name for file in files] == ["treatments.svg", "context-and-mechanism.svg", "disc.png", "report.html"]
    for file in files[:2]:
        text = file.read_text(encoding="utf-8")
        assert text.startswith("<svg")
        assert text.count(">Fusion<") == 1
        assert len(text) < 100_000


def test_without_a_folder_it_says_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert docs.main([]) == 2
    assert "python -m pulposus.report.docs OUT_DIR" in capsys.readouterr().err
