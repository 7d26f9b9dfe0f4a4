"""A file of a treatment answers every topic and holds no number."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest
import yaml
from pydantic import ValidationError

from pulposus.evidence.aftermath.records import TOPICS, Topic
from pulposus.evidence.aftermath.schema import AftermathFile
from pulposus.treatment import names

FOLDER = files("pulposus.evidence") / "aftermath" / "treatments"


def texts(node: object) -> list[str]:
    """Every text of a file that a reader sees."""
    if isinstance(node, dict):
        return [t for key, value in node.items() if key not in ("fact", "like") for t in texts(value)]
    if isinstance(node, list):
        return [t for value in node for t in texts(value)]
    return [str(node)]


def test_every_treatment_of_the_library_has_a_file_and_no_other_has() -> None:
    assert {path.name.removesuffix(".yaml") for path in FOLDER.iterdir()} == set(names())
    assert len(names()) == 24


def test_fields_are_the_topics() -> None:
    assert tuple(AftermathFile.model_fields)[1:] == TOPICS == get_args(Topic)


@pytest.mark.parametrize("key", names())
def test_a_file_holds_no_number(key: str) -> None:
    raw = yaml.safe_load((FOLDER / f"{key}.yaml").read_text(encoding="utf-8"))
    for text in texts(raw):
        assert not re.search(r"\d", re.sub(r"\{\w+\}", "", text)), text


def test_a_topic_left_out_is_refused() -> None:
    raw = yaml.safe_load((FOLDER / "saline.yaml").read_text(encoding="utf-8"))
    del raw["infection"]
    with pytest.raises(ValidationError, match="infection"):
        AftermathFile.model_validate(raw)


def test_unknown_without_a_sentence_is_refused() -> None:
    raw = yaml.safe_load((FOLDER / "saline.yaml").read_text(encoding="utf-8"))
    with pytest.raises(ValidationError):
        AftermathFile.model_validate({**raw, "work": {"unknown": "no"}})
