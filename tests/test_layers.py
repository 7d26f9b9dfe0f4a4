"""The pipeline is the folder tree: a folder imports only from the folders before it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "pulposus"
ORDER = (
    "library", "numerics", "imaging", "disc", "mechanics", "transport", "biology", "treatment", "course", "evidence",
    "symptoms", "calibration", "eligibility", "forecasting", "trial", "problem", "verification", "validation",
    "benchmarks", "claims", "credibility", "report", "cli",
)  # fmt: skip
GROUND = ("errors", "units", "levels", "listing", "progress", "run_folder")


def imports(path: Path) -> set[str]:
    """Parts of Pulposus that a module imports, as folder names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        found |= {name.split(".")[1] for name in names if name.startswith("pulposus.")}
    return found - set(GROUND)


@pytest.mark.parametrize("folder", ORDER)
def test_folder_imports_only_what_comes_before(folder: str) -> None:
    allowed = set(ORDER[: ORDER.index(folder) + 1])
    wrong = {
        str(path.relative_to(SOURCE)): sorted(imports(path) - allowed)
        for path in sorted((SOURCE / folder).rglob("*.py"))
        if imports(path) - allowed
    }
    assert wrong == {}


def test_every_folder_has_its_place() -> None:
    folders = {p.name for p in SOURCE.iterdir() if p.is_dir() and not p.name.startswith("_")}
    assert folders == set(ORDER)
