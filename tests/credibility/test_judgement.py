"""Judgements say why, deeds that are done say where."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from pulposus.credibility.judgement import Deed, deeds, judged, judgements

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_numbers_of_the_rules() -> None:
    assert judged("enough_samples") == 30
    assert all(len(each.why) > 20 for each in judgements().values())


def test_a_deed_that_is_done_says_where() -> None:
    with pytest.raises(ValidationError, match="where"):
        Deed(words="a check", done=True)
    for deed in deeds().values():
        assert not deed.done or (DOCS / str(deed.where)).is_file()
