"""What can be counted of how the program is made, where its source tree is at hand."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pulposus
from pulposus.credibility.results import Software

_TEST = re.compile(r"^\s*def test_", re.MULTILINE)
_LOCKED = re.compile(r"^[A-Za-z0-9][^\n]*==", re.MULTILINE)


def source_tree() -> Path | None:
    """Folder that holds tests and lock beside this very package, None where it is installed without them."""
    root = Path(pulposus.__file__).resolve().parents[2]
    here = (root / "pyproject.toml").is_file() and (root / "tests").is_dir() and (root / "src" / "pulposus").is_dir()
    return root if here else None


def counted(root: Path | None) -> Software:
    """Version, tests and locked packages of a source tree; without one the version alone."""
    if root is None:
        return Software(version=pulposus.__version__)
    tests = sorted((root / "tests").rglob("test_*.py"))
    functions = sum(len(_TEST.findall(path.read_text(encoding="utf-8"))) for path in tests)
    lock = root / "requirements.lock"
    locked, hashed = packages(lock.read_text(encoding="utf-8")) if lock.is_file() else (None, None)
    return Software(
        version=pulposus.__version__, test_files=len(tests), test_functions=functions, locked=locked, hashed=hashed
    )


def packages(lock: str) -> tuple[int, int]:
    """Packages that a lock file names, and those of them with a hash."""
    starts = [found.start() for found in _LOCKED.finditer(lock)]
    parts = [lock[a:b] for a, b in pairwise([*starts, len(lock)])]
    return len(parts), sum("--hash=" in part for part in parts)
