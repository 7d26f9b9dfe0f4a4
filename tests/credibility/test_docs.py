"""Tables of the documentation are those of the results that ship."""

from __future__ import annotations

from pathlib import Path

import made_results as made

from pulposus.credibility import assess_all, shipped
from pulposus.credibility.docs import levels, numerics, refresh, refreshed
from pulposus.credibility.left_out import known

PAGE = Path(__file__).resolve().parents[2] / "docs" / "credibility.md"


def test_the_page_holds_the_tables_of_the_shipped_results() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert refreshed(text, assess_all(shipped(), known())) == text, "run python -m pulposus.credibility.snapshot again"
    assert levels(assess_all(shipped(), known())) in text


def test_levels_and_moves_are_told() -> None:
    page = assess_all(made.results())
    assert "| Numerical code verification | 2 / 2 | 1 / 2 **short** |" in levels(page)
    assert "| lowest glucose | 1 % (2 %) | 1 % (2 %) | 1 % (2 %) |" in numerics(made.moved(0.01))


def test_only_what_stands_between_marks_is_written(tmp_path: Path) -> None:
    assert refresh(tmp_path, assess_all(made.results())) is None
    (tmp_path / "docs").mkdir()
    file = tmp_path / "docs" / "credibility.md"
    file.write_text("before\n<!-- levels -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    assert refresh(tmp_path, assess_all(made.results())) == file
    text = file.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- levels -->\n\n| factor |")
    assert text.endswith("|\n\n<!-- end -->\nafter\n")
    assert "old" not in text
