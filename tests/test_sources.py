"""No physics or biology module holds a constant of its own: numbers live in the library of facts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "pulposus"
SCIENCE = (
    "disc", "mechanics", "transport", "biology", "treatment", "course", "evidence", "symptoms", "calibration",
    "eligibility",
)  # fmt: skip
# Numbers of mathematics, not of the world: halves, counts, squares, cubes.
MATHEMATICS = {0.0, 0.5, 1.0, 2.0, 3.0, 4.0}

MODULES = sorted(path for folder in SCIENCE for path in (SOURCE / folder).rglob("*.py"))


def own_constants(path: Path) -> list[str]:
    """Literal numbers of a module outside mathematics, as 'line N: value'.

    Default values of a topology (how many elements) are integers and allowed only in dataclass fields.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    counts = {
        id(node.value)
        for cls in ast.walk(tree)
        if isinstance(cls, ast.ClassDef)
        for node in cls.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant) and type(node.value.value) is int
    }
    enums = {
        id(node.value)
        for cls in ast.walk(tree)
        if isinstance(cls, ast.ClassDef) and any(getattr(base, "id", "") == "IntEnum" for base in cls.bases)
        for node in cls.body
        if isinstance(node, ast.Assign)
    }
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and type(node.value) in (int, float)
        and float(node.value) not in MATHEMATICS
        and id(node) not in counts | enums
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_science_module_holds_no_literal_constant(path: Path) -> None:
    assert own_constants(path) == []


def test_the_check_can_fail(tmp_path: Path) -> None:
    module = tmp_path / "bad.py"
    module.write_text("DIFFUSIVITY = 9.167e-10\nn = 2 * 3\n", encoding="utf-8")
    assert own_constants(module) == ["line 1: 9.167e-10"]
