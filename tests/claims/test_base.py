"""What statements are judged against."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulposus.claims import Base, with_studies
from pulposus.errors import InputError


def test_limits_and_visits_are_facts(base: Base) -> None:
    assert base.limit("important_pain") == 15
    assert base.limit(None) == 0
    assert base.visit("relief_month") == (12, 6, 24)
    assert base.least == 2


def test_a_folder_of_studies_stands_beside_the_base(base: Base, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.yaml file"):
        with_studies(tmp_path)
    page = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"
    example = page.read_text(encoding="utf-8").split("```yaml study\n")[1].split("```")[0]
    (tmp_path / "example.yaml").write_text(example, encoding="utf-8")
    assert len(with_studies(tmp_path).studies) == len(base.studies) + 1
