"""Tables of the right shape from a seeded generator with a known truth, so that answers are tested without a run.

The model: gain of an arm in a world is N(mean, sd) points; everybody's change has the standard deviation SD and the
correlation RHO with the start, so that the standard error of a comparison is SD sqrt(1 - RHO^2) sqrt(1/n + 1/m).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import stats

from pulposus.trial.answers.tables import Tables
from pulposus.trial.design import Design, parse

SD, RHO, SEEN = 24.0, 0.4, 0.9
GAIN = {"cells_6": (3.0, 4.0), "cells_18": (5.0, 5.0)}
CONTROL_CHANGE = -18.0
METHODS = ("mar", "jump to reference")
TEXT = """
pulposus_trial: 1
name: A made-up phase 2b
question: Do donor marrow cells ease back pain more than saline in the disc, a year later?
population:
  criteria: mesoblast_phase2
  rules:
    - {field: pain_0_100, rule: at_least, value: 40}
    - {field: pfirrmann, rule: between, value: [3, 4], enrichment: true}
patients: 300
arms:
  - {key: saline, treatment: saline}
  - {key: cells_6, treatment: bm_msc, dose_1e6: 6, name: Donor marrow cells, 6 million}
  - {key: cells_18, treatment: bm_msc, dose_1e6: 18, name: Donor marrow cells, 18 million}
control: saline
visits_months: [1, 3, 6, 12, 24]
endpoints:
  - {key: pain_12, kind: change, measure: pain, month: 12}
  - {key: odi_12, kind: change, measure: odi, month: 12}
  - {key: responder_12, kind: responder, month: 12, definition: {pain: {percent: 50}}}
  - {key: operation, kind: time, measure: reoperation}
primary: [pain_12]
events:
  rescue: {strategy: treatment policy}
  reoperation: {strategy: composite}
  sensitivity: [mar, jump to reference]
enrolled_per_month: 12
explore:
  patients: [75, 150, 300, 600]
  selection: {field: pain_0_100, rule: at_least, values: [40, 50, 60, 70]}
  doses: {arm: cells_18, doses_1e6: [2, 6, 18, 60]}
size: {replicates: 400, null_replicates: 400, fixed_replicates: 400}
seed: 26
""".replace("name: Donor marrow cells, 6 million", "name: 'Donor marrow cells, 6 million'").replace(
    "name: Donor marrow cells, 18 million", "name: 'Donor marrow cells, 18 million'"
)
LOOKS = "looks: {information: [0.5, 1], futility: {beta: 0.2}}\nadaptation: {drop_doses: {keep: 1}}\n"


def text(looks: bool = False) -> str:
    """The design as YAML; one with looks is run at the planned size only."""
    return TEXT.replace("  patients: [75, 150, 300, 600]\n", "") + LOOKS if looks else TEXT


def design(looks: bool = False) -> Design:
    """The design behind the tables."""
    return parse(text(looks))


def standard_error(size: int) -> float:
    """Of one comparison with thirds of the people in each arm."""
    n = SEEN * size / 3
    return SD * (1 - RHO**2) ** 0.5 * (2 / n) ** 0.5


def hochberg(p: np.ndarray, alpha: float = 0.025) -> np.ndarray:
    """Rejections (replicates, 2) of two hypotheses from their one-sided p-values."""
    return (p.max(axis=1) <= alpha)[:, None] | (p <= alpha / 2)


def replicates(
    rng: np.random.Generator, scenario: str, size: int, trials: int, looks: bool = False
) -> dict[str, list[object]]:
    """Rows of one scenario and size."""
    se, df = standard_error(size), SEEN * size - 5
    arms = list(GAIN)
    mean, sd = (np.array([GAIN[arm][k] for arm in arms]) for k in (0, 1))
    worlds = rng.normal(mean, sd if scenario == "assurance" else 0.0, (trials, 2)) * (scenario != "null")
    shared = rng.normal(0, CONTROL_CHANGE / -3, trials)
    noise = rng.multivariate_normal(np.zeros(2), se**2 * np.array([[1, 0.5], [0.5, 1]]), trials)
    estimate = -worlds + noise + 0.15 * shared[:, None]
    truth = -worlds + 0.15 * shared[:, None]
    p = 2 * stats.t.sf(np.abs(estimate / se), df)
    rejected = hochberg(np.where(estimate < 0, p / 2, 1 - p / 2))
    success = rejected.any(axis=1)
    half = stats.t.ppf(0.975, df) * se
    stopped = np.where(success, rng.integers(0, 2, trials), 1) if looks else np.full(trials, -1)
    used = np.where(stopped == 0, size // 2, size)
    rows: dict[str, list[object]] = {}

    def add(name: str, values: object) -> None:
        rows.setdefault(name, []).extend(np.broadcast_to(np.asarray(values), (trials,)).tolist())

    for endpoint, factor in (("pain_12", 1.0), ("odi_12", 0.6), ("responder_12", -0.01)):
        for k, arm in enumerate(arms):
            first = endpoint == "pain_12"
            add("scenario", scenario)
            add("replicate", np.arange(trials))
            add("world", -1 if scenario == "fixed" else np.arange(trials))
            add("size", size)
            add("endpoint", endpoint)
            add("arm", arm)
            add("estimate", factor * estimate[:, k])
            add("se", abs(factor) * se)
            add("df", df)
            add("low", np.minimum(factor * (estimate[:, k] - half), factor * (estimate[:, k] + half)))
            add("high", np.maximum(factor * (estimate[:, k] - half), factor * (estimate[:, k] + half)))
            add("p_value", p[:, k])
            add("benefit_p", np.where(estimate[:, k] < 0, p[:, k] / 2, 1 - p[:, k] / 2))
            add("rejected", rejected[:, k] if first else np.zeros(trials, bool))
            add("truth", np.nan if scenario == "assurance" else factor * truth[:, k])
            add("n_arm", size // 3)
            add("n_control", size // 3)
            add("observed_arm", round(SEEN * size / 3))
            add("observed_control", round(SEEN * size / 3))
            add("control_change", CONTROL_CHANGE + shared)
            add("sd", SD)
            add("success", success)
            add("stopped_at", stopped)
            add("people_used", used)
            add("months_used", 12 + used / 12)
            worse = np.where(estimate[:, 0] < estimate[:, 1], "cells_18", "cells_6")
            add("dropped", np.where(stopped == 0, "", worse) if looks else "")  # who stops at the look drops nothing
    return rows


DOSES = (2.0, 6.0, 18.0, 60.0)
RULES = (("low back pain: at least 40 points of 100", -0.5, 2.5), ("Pfirrmann grade: grade 3 to 4", -2.0, 2.2),
         ("body-mass index: at most 35 kg/m2", 0.05, 3.6))  # fmt: skip


def groups(rng: np.random.Generator, worlds: int = 200) -> dict[str, list[object]]:
    """Rows of all groups; a rule's and a subgroup's gain is a fixed amount off everybody's, and so is a dose's."""
    base = {arm: rng.normal(*GAIN[arm], worlds) for arm in GAIN}
    gains = {**base, **{f"cells_18@{dose:g}": base["cells_18"] + 1.5 * np.log(dose / 18) for dose in DOSES}}
    listed: list[tuple[str, str, str, float, float, float]] = [
        ("all", "all", "everybody who may enrol", np.nan, 0.0, 4.0)
    ]
    listed += [("rule", words, f"without {words}", np.nan, off, screened) for words, off, screened in RULES]
    listed += [("subgroup", f"pfirrmann_{g}", f"Pfirrmann grade {g}", np.nan, off, 12.0)
               for g, off in ((3, 1.5), (4, -0.5), (5, -2.5))]  # fmt: skip
    listed += [("subgroup", "modic_some", "with Modic change", np.nan, 0.0, 8.0)]
    listed += [("selection", f"pain_0_100_{limit}", f"low back pain at least {limit}", limit, 0.04 * (limit - 40),
                4.0 + (limit - 40) / 5) for limit in (40, 50, 60, 70)]  # fmt: skip
    rows: dict[str, list[object]] = {}
    for kind, key, words, limit, off, screened in listed:
        wobble = rng.normal(0, 1.2, worlds) if key == "modic_some" else 0.0
        for arm, gain in gains.items():
            table = {
                "world": np.arange(worlds), "kind": kind, "group": key, "words": words, "limit": float(limit),
                "dose_1e6": float(arm.partition("@")[2] or arm.partition("_")[2]), "arm": arm, "people": 800,
                "share": 4 / screened, "difference": -(gain + off + wobble), "sd_arm": SD, "sd_control": SD,
                "correlation": RHO, "control_change": CONTROL_CHANGE, "screened_per_enrolled": float(screened),
            }  # fmt: skip
            for name, values in table.items():
                rows.setdefault(name, []).extend(np.broadcast_to(np.asarray(values), (worlds,)).tolist())
    return rows


def people(rng: np.random.Generator, n: int = 4000) -> dict[str, object]:
    """People, a third of whom break a rule."""
    failed = (rng.random(n) < 1 / 3).astype(int)
    return {
        "person": np.arange(n), "age_y": rng.normal(43, 10, n), "female": rng.random(n) < 0.5,
        "bmi_kg_m2": rng.normal(27, 4, n), "level": rng.choice(["L3/4", "L4/5", "L5/S1"], n),
        "pfirrmann": rng.integers(2, 6, n), "modified_pfirrmann": rng.integers(2, 9, n),
        "middle_height_mm": rng.normal(10, 1.5, n), "T2_ms": rng.normal(70, 20, n), "modic": rng.integers(0, 4, n),
        "pain_0_100": rng.normal(65, 12, n), "odi_0_100": rng.normal(45, 12, n),
        "duration_months": rng.lognormal(3.5, 0.8, n), "failed": failed,
        "failed_rule": np.where(failed > 0, RULES[0][0], ""),
    }  # fmt: skip


def screening() -> dict[str, object]:
    """Two pieces."""
    rules = ["", RULES[0][0], RULES[2][0]]
    return {
        "piece": [0, 0, 0, 1, 1, 1], "candidates": [2000] * 6, "eligible": [500] * 6, "rule": rules * 2,
        "removed": [1500, 1200, 700, 1500, 1210, 690], "removed_alone": [0, 800, 300, 0, 810, 290],
           }  # fmt: skip


def courses(rng: np.random.Generator, n: int = 1200, worlds: int = 200, world_sd: float = 5.0) -> dict[str, object]:
    """Cohort people, each in one world: worlds' means spread by ``world_sd``, people by 15 within one."""
    months = np.array([0.0, 1, 3, 6, 12, 24])
    world = np.arange(n) % worlds
    off, own = rng.normal(0, world_sd, worlds)[world], rng.normal(0, 15, n)
    rows: dict[str, list[np.ndarray]] = {}
    for arm, gain in (("saline", 0.0), ("cells_6", 3.0), ("cells_18", 5.0)):
        more = rng.normal(0, gain / 2, worlds)[world]
        for month in months:
            fall = 1 - np.exp(-month / 3)
            table = {
                "person": np.arange(n), "arm": np.full(n, arm), "month": np.full(n, month), "world": world,
                "pain_0_100": 50 - (18 + gain + more) * fall + fall * off + own,
                "odi_0_100": 45 - (12 + 0.6 * (gain + more)) * fall + own,
                "ratio": np.full(n, fall), "severity": np.full(n, 3.5), "height_mm": np.full(n, 10.0),
                "t2_ms": np.full(n, 70.0),
            }  # fmt: skip
            for name, values in table.items():
                rows.setdefault(name, []).append(values)
    return {name: np.concatenate(parts) for name, parts in rows.items()}


def event_free(rng: np.random.Generator, trials: int = 200, hazard_month: float = 0.004) -> dict[str, object]:
    """Curves of trials of 100 people an arm whom nobody leaves: constant hazards, half as high with more cells."""
    months = np.array([1.0, 3, 6, 12, 24])
    arms = {"saline": 1.0, "cells_6": 1.0, "cells_18": 0.5}
    rows: dict[str, list[np.ndarray]] = {}
    for arm, ratio in arms.items():
        at = rng.exponential(1 / (hazard_month * ratio), (trials, 100, 1))
        free = (at > months).mean(axis=1)
        table = {
            "scenario": np.full(free.size, "assurance"), "replicate": np.repeat(np.arange(trials), 5),
            "endpoint": np.full(free.size, "operation"), "arm": np.full(free.size, arm),
            "month": np.tile(months, trials), "free": free.ravel(), "se": np.sqrt(free * (1 - free) / 100).ravel(),
            "at_risk": (100 * free).ravel(),
        }  # fmt: skip
        for name, values in table.items():
            rows.setdefault(name, []).append(values)
    return {name: np.concatenate(parts) for name, parts in rows.items()}


def tables_of(looks: bool = False, trials: int = 400, seed: int = 1) -> dict[str, pa.Table]:
    """Every table by kind."""
    rng = np.random.default_rng(seed)
    tried = (300,) if looks else (75, 150, 300, 600)
    parts = [
        replicates(rng, scenario, size, trials, looks)
        for scenario, sizes in (("assurance", tried), ("fixed", tried), ("null", (300,)))
        for size in sizes
    ]
    whole = {name: [x for part in parts for x in part[name]] for name in parts[0]}
    frame = pa.table(whole)
    kept = np.array([s == "assurance" and n == 300 and e == "pain_12" for s, n, e in
                     zip(whole["scenario"], whole["size"], whole["endpoint"], strict=True)])  # fmt: skip
    names = ["scenario", "replicate", "size", "endpoint", "arm", "estimate", "se", "df", "low", "high", "p_value"]
    some = frame.filter(pa.array(kept)).select(names)
    weaker = some.set_column(5, "estimate", pa.array(0.85 * np.asarray(some["estimate"])))
    sides = [t.append_column("method", pa.array([m] * len(t))) for t, m in ((some, METHODS[0]), (weaker, METHODS[1]))]
    arms, n = ("saline", "cells_6", "cells_18"), 100
    events = {
        "scenario": ["assurance"] * 3 * n, "replicate": [r for r in range(n) for _ in arms], "arm": list(arms) * n,
        "people": [100] * 3 * n, "dropped_out": rng.binomial(100, 0.1, 3 * n), "rescued": rng.binomial(100, 0.2, 3 * n),
        "crossed": [0] * 3 * n, "reoperated": rng.binomial(100, 0.03, 3 * n),
    }  # fmt: skip
    emulator = {
        "arm": ["cells_18", "cells_18", "cells_6", "cells_6@2"], "month": [6.0, 12.0, 12.0, 12.0], "discs": [96] * 4,
        "full": [0.8, 1.0, 0.6, 0.3], "bias": [-0.02, 0.04, 0.03, 0.02], "se": [0.02] * 4, "rmse": [0.2] * 4,
        "r2": [0.7] * 4, "full_sd": [0.4] * 4, "sd_difference": [-0.01] * 4, "grade_bias": [0.1] * 4,
        "worst_grade": [4] * 4, "outside": [False] * 4, "points": [-0.1, 0.3, 0.2, 0.1],
    }  # fmt: skip
    return {
        "people": pa.table(people(rng)), "screening": pa.table(screening()), "courses": pa.table(courses(rng)),
        "groups": pa.table(groups(rng)), "replicates": frame, "sensitivity": pa.concat_tables(sides),
        "events": pa.table(events), "emulator": pa.table(emulator),
        "event_free": pa.table(event_free(np.random.default_rng(seed + 1))),
    }  # fmt: skip


def timed() -> tuple[Design, dict[str, pa.Table]]:
    """A design whose primary endpoint is the time to an operation, and its tables: of its 60 trials 20 each have 25, 35
    and 45 of 100 controls operated on, of which 4, 8 and 12 succeed; groups have no difference, as in a run."""
    made = parse(text().replace("primary: [pain_12]", "primary: [operation]").replace(
        "  sensitivity: [mar, jump to reference]\n", ""))  # fmt: skip
    rows = tables_of(trials=60)
    frame = rows["replicates"].to_pandas()
    frame = frame[frame.endpoint == "pain_12"].assign(endpoint="operation")
    third = frame.replicate % 3
    frame["control_change"] = 0.25 + 0.1 * third
    frame["success"] = frame.replicate // 3 < 4 + 4 * third
    frame["estimate"] = frame.estimate / 20
    rows["replicates"] = pa.Table.from_pandas(frame, schema=rows["replicates"].schema, preserve_index=False)
    lost = pa.array(np.full(len(rows["groups"]), np.nan))
    rows["groups"] = rows["groups"].set_column(rows["groups"].column_names.index("difference"), "difference", lost)
    del rows["sensitivity"]
    return made, rows


def connected(found: dict[str, pa.Table]) -> Tables:
    """The tables as views."""
    connection = duckdb.connect(":memory:")
    for kind, table in found.items():
        connection.register(kind, table)
    return Tables(connection)


def write_folder(folder: Path, looks: bool = False, trials: int = 400) -> None:
    """A run folder with these tables."""
    import json

    for kind, table in tables_of(looks, trials).items():
        place = folder / "pieces" / kind
        place.mkdir(parents=True)
        pq.write_table(table, place / f"{kind}-0000.parquet")
    (folder / "design.yaml").write_text(text(looks), encoding="utf-8")
    record = {"program": "pulposus", "command": "trial", "fingerprint": "ab" * 32, "versions": {"pulposus": "0.1.0"}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
