"""The page's table of published baselines beside ours is what comes out, misses included."""

from __future__ import annotations

import re
from pathlib import Path

from tests.trial.people.baselines import RULES, rows

PAGE = Path(__file__).resolve().parents[3] / "docs" / "population.md"


def test_the_page_shows_what_comes_out() -> None:
    text = PAGE.read_text("utf-8")
    shown = {
        (trial.strip(), measure.strip()): (float(published), float(ours), inside.strip())
        for trial, measure, published, ours, inside in re.findall(
            r"^\| ([^|]+) \| ([^|]+) \| ([\d.]+) \| ([\d.]+) \| (yes|no) \|$", text, re.MULTILINE
        )
    }
    found = rows()
    assert set(shown) == {(one.trial, one.measure) for one, _, _ in found}
    for one, ours, inside in found:
        published, printed, said = shown[one.trial, one.measure]
        assert published == one.published, one
        assert abs(printed - ours) <= 0.1, one
        assert said == ("yes" if inside else "no"), one
    hits = sum(inside for _, _, inside in found)
    assert f"{hits} of {len(found)}" in text
    assert set(RULES) - {one.trial for one, _, _ in found} == {"RESPINE"}
