"""The progress callback: parts add up to a whole, and nothing is drawn where no terminal is."""

from __future__ import annotations

import io
import sys

import pytest

from pulposus.cli.console import progress_bar
from pulposus.progress import part_of, silent


def test_two_parts_make_one_whole() -> None:
    heard: list[tuple[str, float]] = []

    def whole(stage: str, fraction: float) -> None:
        heard.append((stage, fraction))

    for part in (part_of(whole, 0.0, 0.2), part_of(whole, 0.2, 1.0)):
        for fraction in (0.0, 0.5, 1.0):
            part("x", fraction)
    assert [fraction for _, fraction in heard] == pytest.approx([0, 0.1, 0.2, 0.2, 0.6, 1.0])


def test_no_bar_without_a_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as progress:
        progress("measuring", 0.5)
    assert progress is silent
    assert capfd.readouterr() == ("", "")


def test_a_bar_on_a_terminal_names_the_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar() as progress:
        progress("measuring", 0.5)
    assert "measuring" in terminal.getvalue()
    assert "50 %" in terminal.getvalue()
