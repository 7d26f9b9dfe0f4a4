"""What is counted of a source tree."""

from __future__ import annotations

from pathlib import Path

import pulposus
from pulposus.credibility.software import counted, packages, source_tree

LOCK = """annotated-doc==0.0.7 \\
    --hash=sha256:0a \\
    --hash=sha256:0b
    # via typer
attrs==1.0 ; python_version < '3.12'
numpy==2.0 \\
    --hash=sha256:0c
"""


def test_a_package_without_a_hash_is_seen() -> None:
    assert packages(LOCK) == (3, 2)
    assert packages("") == (0, 0)


def test_tests_are_counted_by_function(tmp_path: Path) -> None:
    (tmp_path / "tests" / "a").mkdir(parents=True)
    (tmp_path / "tests" / "a" / "test_x.py").write_text(
        "def test_a():\n    pass\n\nclass TestB:\n    def test_b(self): ...\n"
    )
    (tmp_path / "tests" / "helper.py").write_text("def test_not(): ...\n")
    found = counted(tmp_path)
    assert (found.test_files, found.test_functions, found.locked) == (1, 2, None)


def test_without_a_source_tree_only_the_version_is_known() -> None:
    found = counted(None)
    assert (found.version, found.test_functions, found.hashed) == (pulposus.__version__, None, None)


def test_this_tree_is_found() -> None:
    assert source_tree() == Path(__file__).resolve().parents[2]
