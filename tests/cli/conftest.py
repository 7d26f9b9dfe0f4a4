"""What tests of commands share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulposus.cli import main
from pulposus.cli.explain import DEBUG

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command in this process: exit code, stdout, stderr."""
    monkeypatch.delenv(DEBUG, raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main.main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return call
