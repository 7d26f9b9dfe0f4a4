"""``pulposus mechanics``: what it writes, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pulposus.cli.main import main
from pulposus.disc.anchored import ANCHORED, Anchored
from pulposus.errors import RunError
from pulposus.forecasting import mechanics as module
from pulposus.numerics import settings


def call(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capfd.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--damage", "hole"), "--damage: found 'hole'"),
        (("--damage", "nucleus_removal", "--size", "5"), "0.3 to 3 g (Brinckmann"),
        (("--damage", "protrusion", "--size", "big"), "--size: found 'big'"),
        (("--size", "2"), "without --damage"),
        (("--damage", "rim_lesion", "--place", "up"), "--place"),
        (("--level", "L1/2"), "--level: found L1/2"),
        (("--level", "L9"), "--level"),
        (("--grade", "7"), "--grade: found 7"),
        (("--mesh", "huge"), "--mesh: found 'huge'"),
    ],
)
def test_bad_input_is_one_sentence(
    arguments: tuple[str, ...], named: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(capfd, "mechanics", "--out", tmp_path / "run", *arguments)
    assert (code, out) == (2, "")
    assert named in err
    assert err.count("\n") == 1
    assert not (tmp_path / "run").exists()


def test_nothing_found_is_code_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise RunError("no equilibrium")

    monkeypatch.setattr(module, "prestress", none)
    code, out, err = call(capfd, "mechanics", "--out", tmp_path / "run")
    assert (code, out) == (1, "")
    assert "no equilibrium" in err
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_fissure_from_the_command_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = Anchored(core=2, nucleus_rings=1, inner_rings=1, outer_rings=1, disc_layers=3)
    monkeypatch.setitem(ANCHORED, "coarse", tiny)
    monkeypatch.setattr(settings, "HEXA_DISC_MOMENTS_NM", (1.0,))
    out = tmp_path / "run"
    code, said, err = call(capfd, "mechanics", "--damage", "radial_fissure", "--out", out, "--json")
    assert (code, err) == (0, "")
    told = json.loads(said)
    assert [state["name"] for state in told["states"]] == ["intact", "radial fissure, 1.5 mm, posterolateral left"]
    assert told["not_found"] == []
    assert all(row["intact"] is not None for row in told["rows"])
    assert {path.name for path in out.iterdir()} == {
        "intact.vtu", "mechanics.csv", "mechanics.png", "mechanics.svg", "moments.csv", "profile.csv",
        "radial_fissure.vtu", "run.json",
    }  # fmt: skip
