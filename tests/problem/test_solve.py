"""Solving a problem file: closed forms through every layer, runs that are stopped and gone on with, folders."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import meshio
import numpy as np
import pytest
from hexboxes import as_feb, as_vtu, box, quadratic

from pulposus.disc.yardstick import yardstick_numbers
from pulposus.errors import InputError, RunError
from pulposus.problem import run_mechanics
from pulposus.problem.folder import resumable
from pulposus.problem.posed import Posed, load_posed
from pulposus.problem.solve import solve

ROOT = Path(__file__).resolve().parents[2]


def posed_in(folder: Path, data: dict[str, Any]) -> Posed:
    (folder / "p.yaml").write_text(json.dumps(data), "utf-8")  # JSON is YAML, and has no aliases
    return load_posed(folder / "p.yaml")


def results(out: Path) -> list[dict[str, float]]:
    with (out / "results.csv").open(encoding="utf-8") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


# --- closed forms -------------------------------------------------------------------------------------------

HA, K, HEIGHT, LOAD = 0.5, 1e-3, 4.0, 1e-4  # aggregate modulus MPa, permeability mm4/Ns, mm, MPa: small strain
COLUMN: dict[str, Any] = {
    "physics": "mechanics",
    "mesh": "column.vtu",
    "materials": {
        "gel": {
            "solid_fraction": 0.2,
            "matrix": {"neo_hookean": {"E_MPa": HA, "nu": 0}},
            "permeability": {"constant": {"k_mm4_Ns": K}},
        }
    },
    "assign": {"rest": "gel"},
    "fixed": [{"nodes": "outside", "components": ["x", "y"]}, {"nodes": "bottom", "components": ["z"]}],
    "face_sets": {"lid": {"nodes": "top"}},
    "traction": [{"faces": "lid", "pressure_MPa": LOAD}],
    "potential": [{"nodes": "top"}],
}


def terzaghi(T: float) -> float:
    """Settlement of a column drained on top over its last one, at the dimensionless time H k t/h^2."""
    a = (np.arange(200) + 0.5) * np.pi
    return float(1 - (2 / a**2 * np.exp(-(a**2) * T)).sum())


@pytest.mark.parametrize("order", [8, 20])
def test_a_confined_column_settles_as_terzaghi_says(tmp_path: Path, order: int) -> None:
    nodes, elements = box((1, 1, 20), (1, 1, HEIGHT))
    if order == 20:
        nodes, elements = quadratic(nodes, elements)
    as_vtu(tmp_path / "column.vtu", nodes, elements)
    assert terzaghi(0.1) == pytest.approx(0.356823, abs=1e-6)  # record V1
    unit = HEIGHT**2 / (HA * K)
    programme = {"kind": "creep", "end_s": unit, "output_s": [0.1 * unit, 0.5 * unit], "first_step_s": 1e-4 * unit}
    folder = solve(posed_in(tmp_path, {**COLUMN, "programme": programme}), tmp_path / "run")
    for state, T in zip(("state_0001", "state_0002", "state_0003"), (0.1, 0.5, 1.0), strict=True):
        shown = meshio.vtu.read(folder.path / "fields" / f"{state}.vtu")
        lid = shown.point_data["displacement_mm"][shown.points[:, 2] == HEIGHT, 2]
        assert lid == pytest.approx(-terzaghi(T) * LOAD * HEIGHT / HA, rel=0.01)


def test_a_free_gel_swells_to_its_closed_form(tmp_path: Path) -> None:
    """Record V5: 1.581121, the root of mu/J (J^(2/3) - 1) = RT (sqrt(cF^2 + 4 c^2) - 2 c)."""
    folder = solve(load_posed(ROOT / "examples" / "solve_swelling.yaml"), tmp_path / "run")
    assert results(folder.path)[0]["least_volume_ratio"] == pytest.approx(1.581121, rel=1e-4)
    J = results(folder.path)[0]["least_volume_ratio"]
    assert results(folder.path)[0]["largest_fluid_pressure_MPa"] == pytest.approx(
        0.5 / J * (J ** (2 / 3) - 1), rel=1e-6
    )


def test_a_plate_bends_and_presses_a_bar_as_beams_do(tmp_path: Path) -> None:
    """A slender bar under tension N and moment M: N h/(E A), and M h/(E I) tanh(kh)/(kh) with k^2 = N/(E I)."""
    nodes, elements = quadratic(*box((1, 1, 10), (2, 2, 40)))
    as_vtu(tmp_path / "column.vtu", nodes, elements)
    plate = {"name": "end", "nodes": "top", **dict.fromkeys(("x", "y", "ry", "rz"), "free")}
    plate |= {"z": {"force_N": 0.002}, "rx": {"moment_Nm": 1e-7}}
    data = {**COLUMN, "fixed": [{"nodes": "bottom"}], "plates": [plate], "programme": {"kind": "swelling"}}
    for name in ("traction", "face_sets", "potential"):
        data.pop(name)
    row = results(solve(posed_in(tmp_path, data), tmp_path / "run").path)[0]
    EI = HA * 2**4 / 12
    kh = 40 * np.sqrt(0.002 / EI)
    assert row["end_z_mm"] == pytest.approx(0.002 * 40 / (HA * 4), rel=1e-2)
    assert np.deg2rad(row["end_rx_deg"]) == pytest.approx(1e-4 * 40 / EI * np.tanh(kh) / kh, rel=1e-2)
    assert row["end_force_z_N"] == pytest.approx(0.002, rel=1e-4)
    assert row["end_moment_x_Nm"] == pytest.approx(1e-7, rel=1e-4)


def test_three_nutrients_in_a_slab(tmp_path: Path) -> None:
    """Record V10 (2.520437 kPa, 2.441042 mM) has no limiter of glycolysis; ours moves glucose by a few per cent."""
    row = results(solve(load_posed(ROOT / "examples" / "solve_transport.yaml"), tmp_path / "run").path)[0]
    assert row["least_oxygen_kPa"] == pytest.approx(2.520437, rel=2e-3)
    assert row["least_glucose_mM"] == pytest.approx(2.441042, rel=0.03)
    assert row["least_glucose_mM"] > 2.441042
    assert row["largest_lactate_mM"] == pytest.approx(2.85618, rel=0.03)
    assert row["flux_balance"] < 1e-6


def test_one_solute_in_a_slab(tmp_path: Path) -> None:
    """Record V9: u'' = a u/(K + u), (a, K) = (2, 0.5), has u(0) = 0.4756868."""
    length, D = 5.0, 4e-4
    nodes, elements = box((20, 1, 1), (length, 1, 1))
    (tmp_path / "slab.feb").write_text(as_feb(nodes, elements, np.arange(len(nodes)), np.arange(20)), "utf-8")
    solute = {"diffusivity_mm2_s": D, "uptake_mM_s": 2 * D / length**2, "half_mM": 0.5}
    data = {
        "physics": "transport",
        "mesh": "slab.feb",
        "materials": {"a": {"solid_fraction": 0.2, "solute": solute}, "b": {"solid_fraction": 0.2, "solute": solute}},
        "assign": {"Half": "a", "rest": "b"},
        "node_sets": {"edge": {"side": "top", "axis": "x"}},
        "concentrations": [{"nodes": "edge", "concentration_mM": 1}],
        "programme": {"kind": "steady"},
    }
    folder = solve(posed_in(tmp_path, data), tmp_path / "run")
    assert results(folder.path)[0]["least_concentration_mM"] == pytest.approx(0.4756868, rel=2e-3)
    assert results(folder.path)[0]["Half_least_concentration_mM"] == results(folder.path)[0]["least_concentration_mM"]
    data["materials"]["b"]["solute"] = {**solute, "half_mM": 0.4}
    with pytest.raises(InputError, match=r"half_mM of 0\.4, 0\.5 mM"):
        solve(posed_in(tmp_path, data), tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.slow
def test_nutrients_in_time_reach_the_steady_state_and_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pulposus.problem.run_transport as run_transport

    steady = json.loads(
        json.dumps(load_posed(ROOT / "examples" / "solve_transport.yaml").problem.model_dump(by_alias=True))
    )
    data = {name: value for name, value in steady.items() if value}
    data["mesh"] = str(ROOT / "examples" / "meshes" / "slab.feb")
    data["initial"] = {"oxygen_kPa": 5.1, "glucose_mM": 4, "lactate_mM": 0.8}
    data["programme"] = {"kind": "transient", "end_s": "6 days", "output_s": [3600, "1 days"], "tolerance": 0.02}
    posed = posed_in(tmp_path, data)
    whole = solve(posed, tmp_path / "whole")
    last = results(solve(load_posed(ROOT / "examples" / "solve_transport.yaml"), tmp_path / "steady").path)[0]
    for name in ("least_oxygen_kPa", "least_glucose_mM", "largest_lactate_mM"):
        assert whole.rows[-1][name] == pytest.approx(last[name], rel=0.01)
    glucose = [row["least_glucose_mM"] for row in whole.rows]
    assert glucose == sorted(glucose, reverse=True)
    assert glucose[0] == 4
    transient = run_transport.run_transport

    def broken_off(*given: Any) -> Iterator[Any]:
        states = transient(*given)
        yield next(states)
        yield next(states)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run_transport, "run_transport", broken_off)
        with pytest.raises(KeyboardInterrupt):
            solve(posed, tmp_path / "left")
    assert solve(posed, tmp_path / "left", resume=True).rows == whole.rows


@pytest.mark.slow
def test_the_yardstick_example_creeps_as_another_program_says(tmp_path: Path) -> None:
    """320 elements against the answers for 1,632: within 5 % from 100 s on."""
    folder = solve(load_posed(ROOT / "examples" / "solve_creep.yaml"), tmp_path / "run")
    answers = yardstick_numbers()
    found = {row["time_s"]: row["upper_z_mm"] for row in results(folder.path)}
    assert list(found) == [0, *answers.answer_time_s]
    for time, plate in zip(answers.answer_time_s[1:], answers.answer_plate_mm[1:], strict=True):
        assert found[time] == pytest.approx(plate, rel=0.05)
    assert all(row["upper_force_z_N"] == pytest.approx(-500, rel=1e-3) for row in results(folder.path)[1:])
    assert (folder.path / "fields.pvd").read_text("utf-8").count("DataSet") == 6


# --- stopped and gone on with -------------------------------------------------------------------------------

SHORT: dict[str, Any] = {**COLUMN, "programme": {"kind": "creep", "end_s": 9000, "output_s": [100, 1000, 4000]}}


@pytest.fixture
def column(tmp_path: Path) -> Posed:
    as_vtu(tmp_path / "column.vtu", *box((1, 1, 4), (1, 1, HEIGHT)))
    return posed_in(tmp_path, SHORT)


def stopping_after(count: int, error: BaseException) -> Any:
    """The runner, which breaks off after so many states."""
    whole = run_mechanics.run_mechanics

    def run(*given: Any) -> Iterator[Any]:
        for number, snapshot in enumerate(whole(*given)):
            yield snapshot
            if number + 1 == count:
                raise error

    return run


def test_a_run_that_was_stopped_gives_the_same_numbers(
    tmp_path: Path, column: Posed, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve(column, tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(run_mechanics, "run_mechanics", stopping_after(3, KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            solve(column, tmp_path / "left")
    left = tmp_path / "left"
    assert not (left / "run.json").exists()
    assert len(results(left)) == 3
    assert not resumable
    (left / "states" / ".state_0003.npz.part").write_bytes(b"half")  # a kill in the middle of a write
    with pytest.raises(InputError, match="unfinished run; go on with --resume"):
        solve(column, left)
    solve(column, left, resume=True)
    assert (left / "results.csv").read_bytes() == (tmp_path / "whole" / "results.csv").read_bytes()
    assert (left / "fields.pvd").read_bytes() == (tmp_path / "whole" / "fields.pvd").read_bytes()
    for name in (f"state_{k:04d}" for k in range(5)):
        one, two = (np.load(tmp_path / run / "states" / f"{name}.npz") for run in ("whole", "left"))
        assert all(np.array_equal(one[key], two[key]) for key in one.files)
    record = json.loads((left / "run.json").read_text("utf-8"))
    assert record["resumed"] is True
    assert set(record["files"]) == {p.relative_to(left).as_posix() for p in left.rglob("*") if p.is_file()}
    with pytest.raises(InputError, match="holds a whole run"):
        solve(column, left, resume=True)


def test_a_failed_step_leaves_the_last_good_state(
    tmp_path: Path, column: Posed, monkeypatch: pytest.MonkeyPatch
) -> None:
    march = run_mechanics.march

    def failing(model: Any, times: Any, **options: Any) -> Iterator[Any]:
        for number, step in enumerate(march(model, times, **options)):
            yield step
            if times == [1000] and number == 1:
                raise RunError("No time step could be solved (element 3 folds): the last good state stands; do this.")

    with monkeypatch.context() as patch:
        patch.setattr(run_mechanics, "march", failing)
        with pytest.raises(RunError) as error:
            solve(column, tmp_path / "run")
    kept = f"its last good state is in '{tmp_path / 'run'}', go on with --resume."
    where = "element 3 at 0.5, 0.5, 3.5 mm folds"
    assert str(error.value) == f"p.yaml: No time step could be solved ({where}): do this; {kept}"
    run = tmp_path / "run"
    last = np.load(run / "states" / "last.npz")
    assert 100 < last["time_s"] < 1000
    assert (run / "fields" / "last.vtu").exists()
    assert [row["time_s"] for row in results(run)] == [0, 100]
    folder = solve(column, run, resume=True)
    assert [row["time_s"] for row in results(run)] == [0, 100, 1000, 4000, 9000]
    assert not list(run.rglob("last.*"))
    solve(column, tmp_path / "whole")
    for one, two in zip(folder.rows, results(tmp_path / "whole"), strict=True):
        assert one["least_volume_ratio"] == pytest.approx(two["least_volume_ratio"], rel=1e-6)


def test_only_the_same_problem_goes_on(tmp_path: Path, column: Posed, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(run_mechanics, "run_mechanics", stopping_after(2, KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            solve(column, tmp_path / "run")
    other = posed_in(tmp_path, {**SHORT, "bath_mEq_mL": 0.2})
    with pytest.raises(InputError, match="belongs to another problem or mesh"):
        solve(other, tmp_path / "run", resume=True)
    finer = {**SHORT, "programme": {**SHORT["programme"], "tolerance": 5e-4}}
    assert solve(posed_in(tmp_path, finer), tmp_path / "run", resume=True).count == 5


def test_folders_are_never_taken(tmp_path: Path, column: Posed) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "thesis.txt").write_text("x", "utf-8")
    for overwrite in (False, True):
        with pytest.raises(InputError, match="left alone"):
            solve(column, taken, overwrite=overwrite)
    with pytest.raises(InputError, match="holds no unfinished run"):
        solve(column, taken, resume=True)
    with pytest.raises(InputError, match="not a folder"):
        solve(column, taken / "thesis.txt")
    assert (taken / "thesis.txt").read_text("utf-8") == "x"


def test_a_broken_state_is_named(tmp_path: Path, column: Posed, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(run_mechanics, "run_mechanics", stopping_after(2, KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            solve(column, tmp_path / "run")
    (tmp_path / "run" / "states" / "state_0001.npz").write_bytes(b"PK")
    with pytest.raises(InputError, match=r"state_0001\.npz in '.*' cannot be read"):
        solve(column, tmp_path / "run", resume=True)
    assert solve(column, tmp_path / "run", overwrite=True).count == 5
    with pytest.raises(InputError, match="holds an earlier Pulposus run"):
        solve(column, tmp_path / "run")


def test_the_copy_of_the_problem_gives_the_same_problem(tmp_path: Path, column: Posed) -> None:
    folder = solve(column, tmp_path / "run")
    (tmp_path / "again.yaml").write_bytes((folder.path / "problem.yaml").read_bytes())
    assert load_posed(tmp_path / "again.yaml").problem == column.problem
