"""All results together: read from folders where they are given, run where they are not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pulposus.credibility import read
from pulposus.credibility.results import Moved, Results, SensitivityFound, ValidatedCase, VerifiedCase
from pulposus.credibility.software import counted, source_tree
from pulposus.progress import Progress, part_of, silent

# Shares of the progress bar: verification, validation, numerical study.
_PARTS = (0.0, 0.25, 0.8, 1.0)


@dataclass(frozen=True)
class Folders:
    """Folders of earlier runs; None: run it. Sensitivity takes long and is never run here."""

    verify: Path | None = None
    validate: Path | None = None
    numerics: Path | None = None
    sensitivity: Path | None = None


def gather(folders: Folders, progress: Progress = silent) -> Results:
    """The results of one version of the program.

    Raises:
        InputError: a folder does not hold what its command writes; said before anything is run.
    """
    versions: dict[str, str] = {}
    kept = _Kept(folders, versions)  # every folder is read first, so that a wrong one is told at once
    verification, validation, numerics = kept.verification, kept.validation, kept.numerics
    if verification is None:
        verification = _verify(part_of(progress, _PARTS[0], _PARTS[1]))
    if validation is None:
        validation = _validate(part_of(progress, _PARTS[1], _PARTS[2]))
    if numerics is None:
        numerics = _numerics(part_of(progress, _PARTS[2], _PARTS[3]))
    progress("done", 1.0)
    done, compared = {case.id for case in verification}, {case.id for case in validation}
    return Results(
        software=counted(source_tree()),
        verification=verification,
        verification_missing=tuple(name for name in verify_ids() if name not in done),
        validation=validation,
        validation_missing=tuple(name for name in validate_ids() if name not in compared),
        numerics=numerics,
        sensitivity=kept.sensitivity,
        versions=versions,
    )


class _Kept:
    """What the folders hold; None where there is no folder."""

    def __init__(self, folders: Folders, versions: dict[str, str]) -> None:
        self.verification: tuple[VerifiedCase, ...] | None = None
        self.validation: tuple[ValidatedCase, ...] | None = None
        self.numerics: tuple[Moved, ...] | None = None
        self.sensitivity: SensitivityFound | None = None
        if folders.verify:
            tree, versions["verify"] = read.from_folder(
                "--verify", folders.verify, "verify.json", "pulposus verify --out"
            )
            self.verification = read.verified(tree)
        if folders.validate:
            tree, versions["validate"] = read.from_folder(
                "--validate", folders.validate, "validate.json", "pulposus validate --out"
            )
            self.validation = read.validated(tree)
        if folders.numerics:
            tree, versions["numerics"] = read.from_folder(
                "--numerics", folders.numerics, "numerics.json", "pulposus credibility --out"
            )
            self.numerics = read.moved(tree)
        if folders.sensitivity:
            tree, _ = read.from_folder(
                "--sensitivity", folders.sensitivity, "sensitivity.json", "pulposus sensitivity --out"
            )
            self.sensitivity = read.sensitivity(tree)


def verify_ids() -> tuple[str, ...]:
    """Cases of verification that the code has."""
    from pulposus.verification.cases import CASES

    return tuple(case.id for case in CASES)


def validate_ids() -> tuple[str, ...]:
    """Cases of validation that the code has."""
    from pulposus.validation.cases import CASES

    return tuple(case.id for case in CASES)


def _verify(progress: Progress) -> tuple[VerifiedCase, ...]:
    from pulposus.verification import verify
    from pulposus.verification.table import tree

    return read.verified(tree(verify(progress=progress)))


def _validate(progress: Progress) -> tuple[ValidatedCase, ...]:
    from pulposus.validation import validate
    from pulposus.validation.table import tree

    return read.validated(tree(validate(progress=progress)))


def _numerics(progress: Progress) -> tuple[Moved, ...]:
    from pulposus.credibility.numerical import study

    return study(progress=progress)
