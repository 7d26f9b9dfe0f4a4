"""What is in the base: numbers as the editors' records and the papers have them, and none from memory."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from pulposus.evidence.load import studies, study
from pulposus.evidence.schema import Study
from pulposus.symptoms.definition import limits
from pulposus.treatment import load, names

BASE = {found.key: found for found in studies()}
MEASURES = {"odi": "odi", "pfirrmann": "pfirrmann"}
STATISTICS = {"mean": "mean", "mean_change": "change", "percent_change": "percent_change"}


def test_every_file_is_named_by_its_key() -> None:
    folder = Path(__file__).resolve().parents[2] / "src" / "pulposus" / "evidence" / "studies"
    assert {path.stem for path in folder.glob("*.yaml")} == set(BASE)


@pytest.mark.parametrize("found", BASE.values(), ids=BASE)
def test_treatments_of_the_library_stand_in_their_own_setting(found: Study) -> None:
    for arm in found.arms:
        if arm.treatment in names():
            assert arm.setting == load(arm.treatment).context, arm.key


@pytest.mark.parametrize("found", BASE.values(), ids=BASE)
def test_what_may_be_fitted_can_be(found: Study) -> None:
    """A fitted arm has a size, its responders a definition that the model knows, and each score one number a visit."""
    for arm in found.arms:
        fitted = [o for o in arm.outcomes if found.use_of(o) == "calibrate" and o.month > 0]
        scores = [(o.measure, o.month) for o in fitted if o.measure in ("pain", "odi")]
        assert len(scores) == len(set(scores)), arm.key
        assert not fitted or arm.people is not None, arm.key
        for outcome in fitted:
            if outcome.measure == "responders":
                assert outcome.definition is not None
                assert limits(outcome.definition).used.sum() > 0
    if found.use != "calibrate":
        assert found.use == "context" or found.why_use


def test_nothing_is_fitted_of_grade_c_reviews_news_or_the_same_people_again() -> None:
    for found in BASE.values():
        fitted = [o for arm in found.arms for o in arm.outcomes if found.use_of(o) == "calibrate"]
        if found.quality.grade == "C" or found.design == "meta-analysis" or found.same_people_as:
            assert fitted == [], found.key
        assert {found.sources[o.read_in][0] for o in fitted} <= {"primary text", "registry", "review table"}, found.key


NAMES = {"pettine_2015_bmc_12mo": "pettine_2015", "matrilin3_asc_spheroids_2023": "matrilin3_2023"}


def key_of(record: dict[str, Any]) -> str | None:
    """Key in the base of a record of the editors, None where it has none."""
    starts = [key for key in BASE if str(record["id"]).startswith(key)]
    return NAMES.get(record["id"], max(starts, key=len) if starts else None)


def rows(reference: Path) -> list[tuple[str, dict[str, Any]]]:
    """Numbers of arms in the editors' records of cell trials, with the key in the base."""
    records = yaml.safe_load((reference / "cell_trials.yaml").read_text("utf-8"))
    return [(key, row) for record in records if (key := key_of(record)) for row in record.get("outcomes", [])]


def as_base(row: dict[str, Any]) -> tuple[str, str, float, float] | None:
    """Measure, statistic, month and value of a row, None for words and other scores."""
    measure = str(row["measure"]).lower()
    if "sciatic" in measure or "leg" in measure or not isinstance(row["time_months"], (int, float)):
        return None
    if measure.startswith("responder_") or measure == "responder":
        given = row["value"]
        return (
            ("responders", "share", float(row["time_months"]), given / 100) if row["statistic"] == "percent" else None
        )
    name = "pain" if measure.startswith(("vas", "nrs back", "nps")) else MEASURES.get(measure)
    if name is None or row["statistic"] not in STATISTICS or not isinstance(row["value"], (int, float)):
        return None
    tenfold = (
        "0-10" in str(row.get("scale"))
        and "0-100" not in str(row.get("scale"))
        and row["statistic"] != "percent_change"
    )
    return name, STATISTICS[row["statistic"]], float(row["time_months"]), float(row["value"]) * (10 if tenfold else 1)


def printed(found: Study) -> list[tuple[str, str, float, float]]:
    return [(o.measure, o.statistic, o.month, o.value) for arm in found.arms for o in arm.outcomes]


IN_WORDS = (
    "single-site",
    "AND CFU",
    "all others",
    "baseline NRS",
    "pooled or unstated",
)  # parts of an arm, or more than one


def test_numbers_that_were_read_are_in_the_base(reference: Path) -> None:
    seen = [(key, row, as_base(row)) for key, row in rows(reference) if row["seen"]]
    wanted = [(key, number) for key, row, number in seen if number and not any(part in row["arm"] for part in IN_WORDS)]
    assert len(wanted) > 90
    lost = [(key, number) for key, number in wanted if not close(number, printed(BASE[key]))]
    assert lost == []


def close(number: tuple[str, str, float, float], known: list[tuple[str, str, float, float]]) -> bool:
    return any(one[:3] == number[:3] and one[3] == pytest.approx(number[3], abs=5e-4) for one in known)


def test_numbers_from_memory_are_not(reference: Path) -> None:
    recalled = [(key, number) for key, row in rows(reference) if not row["seen"] and (number := as_base(row))]
    assert len(recalled) > 8
    assert [(key, number) for key, number in recalled if close(number, printed(BASE[key]))] == []


def test_comparators_agree_with_the_editors_records(reference: Path) -> None:
    sections = yaml.safe_load((reference / "comparators.yaml").read_text("utf-8"))["section_1_comparators"]
    record = {row["id"]: row["value"] for row in chain.from_iterable(sections.values()) if row["seen"]}
    care, ablation = study("intracept_2021").arm("care"), study("intracept_2021").arm("ablation")
    for arm, means, changes in (
        (care, record["standard_care_intracept"], record["standard_care_intracept_change"]),
        (ablation, record["bvna_odi"], record["bvna_odi_change"]),
    ):
        odi = {(o.statistic, o.month): [o.value, o.sd] for o in arm.outcomes if o.measure == "odi"}
        assert [odi["mean", month] for month in (0, 3, 6)] == [means["0"], means["3mo"], means["6mo"]]
        assert [odi["change", month] for month in (3, 6)] == [changes["3mo"], changes["6mo"]]
    fusion = record["brox2010_fusion_4yr"]
    given = {(o.measure, o.month): [o.value, o.sd] for o in study("brox_2010").arm("fusion").outcomes}
    assert [given["odi", 0], given["odi", 48]] == [fusion["odi_0"], fusion["odi_4yr"]]
    assert [given["pain", 0], given["pain", 48]] == [fusion["backpain_0"], fusion["backpain_4yr"]]
    mrc = {(arm.key, o.month): [o.value, o.sd] for arm in study("mrc_2005").arms for o in arm.outcomes}
    assert [mrc["fusion", 0], mrc["fusion", 24]] == [record["mrc_fusion"]["odi_0"], record["mrc_fusion"]["odi_24mo"]]
    assert [mrc["rehabilitation", 24]] == [record["rehab_mrc"]["odi_24mo"]]
    course = [o.value for o in study("costa_2012").arms[0].outcomes]
    assert course == list(record["nh_persistent_pain"].values())


def test_changes_that_papers_print_follow_from_the_means_of_the_base() -> None:
    """Hellum prints a difference at two years of -12.2 with the start adjusted; the arms' own means give -14.3."""
    arms = study("hellum_2011").arms
    at = {(arm.key, o.month): o.value for arm in arms for o in arm.outcomes if o.measure == "pain"}
    assert at["prosthesis", 24] - at["rehabilitation", 24] == pytest.approx(-14.3)
    mrc = {(arm.key, o.month): o.value for arm in study("mrc_2005").arms for o in arm.outcomes}
    change = {key: mrc[key, 24] - mrc[key, 0] for key in ("fusion", "rehabilitation")}
    assert change["fusion"] - change["rehabilitation"] == pytest.approx(-4.1, abs=0.4)  # printed -4.1, adjusted


def test_the_null_trials_say_so_in_countable_words() -> None:
    words = {(key, f.measure): f.direction for key in ("respine_2024", "dream_2025") for f in study(key).findings}
    for key in ("respine_2024", "dream_2025"):
        assert [words[key, measure] for measure in ("pain", "odi")] == ["no difference", "no difference"]
    assert words["dream_2025", "height_percent"] == "improved within arm"
    assert study("mesoblast_phase3").findings[0].direction == "no difference"
