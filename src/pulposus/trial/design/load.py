"""Read a design from YAML; what is wrong is one sentence with file, line, field and next step."""

from __future__ import annotations

from pathlib import Path

from pulposus.forecasting import case_yaml
from pulposus.forecasting.case_sentences import validated
from pulposus.forecasting.case_yaml import Lines, Wording
from pulposus.trial.design.design import Design

WORDING = Wording("design", "docs/trial_design.md")


def load(path: Path) -> Design:
    """The design of a file.

    Raises:
        InputError: one sentence with what is wrong and the next step.
    """
    data, lines = case_yaml.read(path, WORDING)
    return _design(data, path, lines)


def parse(text: str, name: str = "design.yaml", folder: Path | None = None) -> Design:
    """The design of a text; paths in it are taken from ``folder``.

    Raises:
        InputError: as ``load``.
    """
    data, lines = case_yaml.parse(text, name, WORDING)
    return _design(data, (folder or Path()) / name, lines)


def _design(data: object, path: Path, lines: Lines) -> Design:
    return validated(Design, data, path.name, lines, WORDING, {"folder": path.parent})
