"""A battery of checks: each looks at one thing and reports with a level, a message and a fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from pulposus.errors import InputError

Level = Literal["note", "refuse"]
Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Report:
    """What one check found. ``message`` says what was found, ``fix`` what to do (or what was done, for a note).

    Neither may quote free text of a file header: it can name the patient.
    """

    level: Level
    message: str
    fix: str = ""

    def sentence(self, subject: str) -> str:
        """One sentence about the subject."""
        return f"{subject} {self.message}{'; ' if self.fix else ''}{self.fix}."


Check = Callable[[Subject], Report | None]


def run_battery(subject: str, thing: Subject, checks: Iterable[Check[Subject]]) -> tuple[str, ...]:
    """Run checks in order; the first refusal ends it.

    Args:
        subject: what is checked, in words ("The label map scan.nii.gz").
        thing: what each check is given.
        checks: functions that return None when all is well.

    Returns:
        The sentences of all notes.

    Raises:
        InputError: with the sentence of the first refusal.
    """
    notes = []
    for check in checks:
        report = check(thing)
        if report is None:
            continue
        if report.level == "refuse":
            raise InputError(report.sentence(subject))
        notes.append(report.sentence(subject))
    return tuple(notes)
