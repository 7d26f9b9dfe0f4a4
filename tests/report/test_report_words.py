"""Numbers in words, people out of 100, and the standing of measures."""

from __future__ import annotations

import itertools
from dataclasses import replace

import fake
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.forecasting.result import Chance
from pulposus.imaging.measurement import Quantity
from pulposus.listing import listing
from pulposus.report import chances, discs, patient
from pulposus.report.figures.style import apart, looks, short_name, short_names
from pulposus.report.treatments import part
from pulposus.report.words import number, out_of_100, people_of_100, signed


def test_numbers_read_well() -> None:
    assert number(-3.26, 1) == "\N{MINUS SIGN}3.3"
    assert number(-0.01, 1) == "0.0"
    assert signed(2.0) == "+2"
    assert signed(-0.2) == "0"
    assert listing(["a", "b", "c"]) == "a, b and c"


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6).filter(lambda x: sum(x) > 0))
def test_people_are_a_hundred_and_each_share_is_within_one(weights: list[float]) -> None:
    shares = [w / sum(weights) for w in weights]
    people = people_of_100(shares)
    assert sum(people) == 100
    assert all(abs(n - 100 * share) < 1 + 1e-9 for n, share in zip(people, shares, strict=True))


def test_no_draw_is_not_certainty() -> None:
    # Rule of three (Hanley 1983, JAMA 249:1743): none of 60 allows 5 of 100.
    assert out_of_100(Chance(0.0, 0.0, 60)) == ("0", "≤ 5")
    assert out_of_100(Chance(1.0, 0.0, 60)) == ("100", "≥ 95")
    assert out_of_100(Chance(0.25, 0.054, 64)) == ("25", "± 5")


def test_chances_with_or_without_baseline_are_read_at_the_right_month() -> None:
    forecast = fake.forecast(draws=16)
    cells = forecast.treatment("bm_msc")
    key = "pain gain >= 15"
    with_start = chances.at_month(forecast, cells, key, 6.0)
    without = replace(cells, chances={key: cells.chances[key][1:]})
    assert with_start == cells.chances[key][3] == chances.at_month(forecast, without, key, 6.0)
    short = replace(cells, chances={key: cells.chances[key][:2]})
    with pytest.raises(InputError, match="holds 2 chances"):
        chances.at_month(forecast, short, key, 6.0)


def test_chance_tables_hold_every_treatment_and_not_the_sham_beyond_itself() -> None:
    forecast = fake.forecast(draws=16)
    tables = chances.tables(forecast, looks(forecast))
    assert len(tables) == 6
    beyond = [t for t in tables if "same simulated person after sham" in t.title]
    assert len(beyond) == 2
    assert "no patient can observe" in beyond[0].explanation
    for table in beyond:
        rows = [row for _, rows in table.blocks for row in rows]
        assert {cell for name, _, cells in rows if "comparison" in name for cell in cells} == {("–", "")}
    gain = next(t for t in tables if t.title == "At least 15 points less pain than at the start")
    assert gain.months == ("1", "3", "6", "12", "24")
    expected = forecast.treatment("bm_msc").chances["pain gain >= 15"][4].value
    assert [title for title, _ in gain.blocks] == ["No treatment", "Injections without cells", "Cells"]
    (name, _, cells), *_ = gain.blocks[2][1]
    assert name == "Marrow cells"
    assert cells[3][0] == f"{100 * expected:.0f}"


def test_icons_agree_with_the_chances() -> None:
    forecast = fake.forecast(draws=64)
    points, icons = chances.icons(forecast, looks(forecast))
    assert points == "15"
    for treatment, icon in zip(forecast.treatments, icons, strict=True):
        assert icon.gain + icon.same + icon.worse == 100
        assert abs(icon.gain - 100 * treatment.chances["pain gain >= 15"][4].value) < 1
        assert abs(icon.worse - 100 * treatment.chances["pain worse >= 15"][4].value) < 1


def test_each_group_of_icons_stands_beside_its_control_arms() -> None:
    forecast = fake.forecast(draws=16, arms=fake.MANY)
    _, found = chances.icons(forecast, looks(forecast))
    blocks = {block.title: block for block in chances.icon_blocks(forecast, found)}
    assert [icon.key for icon in blocks["Cells"].controls] == ["natural", "saline"]
    assert [icon.key for icon in blocks["Medicine and exercise"].controls] == ["natural", "placebo_pill"]
    assert [icon.key for icon in blocks["Injections without cells"].controls] == ["natural", "sham"]  # saline is inside
    assert sorted(icon.key for block in blocks.values() for icon in block.members) == sorted(fake.MANY)


def test_measures_keep_their_standing() -> None:
    forecast = fake.forecast(draws=8)
    found = {m.label: m for m in discs.measures(forecast, "L4/5")}
    assert found["Mean height"].standing == "given"
    assert found["Height in front"] == discs.Measure("Height in front", "10.5 mm", "measured")
    assert found["Depth, front to back"].standing == "flagged"
    assert found["Width, side to side"].text == "–"
    assert found["Width, side to side"].standing == found["Volume"].standing == "not covered"
    assert found["Wedge angle"].standing == "assumed"
    # The same field of another disc is not assumed.
    other = replace(forecast, levels=("L5/S1",), disc_inputs={"L5/S1": {"wedge_deg": Quantity(4.0)}})
    assert discs.measures(other, "L5/S1")[0].standing == "measured"


def test_a_status_of_assumed_in_the_measure_itself_counts() -> None:
    entry = {"value": 33.0, "status": "assumed", "note": ""}
    found = discs.measure("depth_mm", entry, assumed=False)
    assert found is not None
    assert found.standing == "assumed"


def test_patient_shows_only_known_fields_of_the_right_kind() -> None:
    rows = patient.rows({"age_y": "45", "sex": "x y", "bmi_kg_m2": float("nan"), "name": "x", "diabetes": True}, ())
    assert [(row.label, row.text) for row in rows] == [("Diabetes", "yes")]


def test_part_says_when_a_band_includes_no_effect() -> None:
    assert part(np.linspace(-9.0, 2.0, 100)).includes_zero
    assert not part(np.linspace(-9.0, -1.0, 100)).includes_zero
    assert part(np.zeros(10)).none
    # What is written as 0 counts as no effect: -0.4 reads "0".
    assert part(np.linspace(-9.0, -0.4, 1001)).includes_zero == (
        round(np.quantile(np.linspace(-9.0, -0.4, 1001), 0.95)) == 0
    )


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_labels_do_not_overlap_and_keep_their_order(heights: list[float]) -> None:
    placed = apart(heights, 8.0, 0.0, 100.0)
    ordered = sorted(placed)
    assert all(b - a > 8.0 - 0.05 for a, b in itertools.pairwise(ordered))
    assert min(placed) >= 0
    assert max(placed) <= 100
    order = np.argsort(heights, kind="stable")
    assert np.all(np.diff(np.asarray(placed)[order]) >= 0)


def test_short_names() -> None:
    cells = fake.forecast(draws=8).treatment("bm_msc")
    assert short_name(cells) == "marrow cells"
    assert short_name(replace(cells, name="Marrow-derived cells in saline")) == "marrow-derived"
    assert short_name(replace(cells, name="Marrow-derived cells in saline"), 9) == "marrow"
    assert short_name(fake.forecast(draws=8).treatment("natural"), 9) == "natural"
    assert short_name(replace(cells, name="Hyaluronan into the disc")) == "hyaluronan"
    assert short_name(replace(cells, name="Anti-inflammatory pill")) == "anti-inflammat…"


@pytest.mark.parametrize("limit", [10, 12, 15, 20])
def test_short_names_of_a_report_tell_its_treatments_apart(limit: int) -> None:
    treatments = fake.forecast(draws=8, arms=fake.MANY).treatments
    names = short_names(treatments, limit)
    assert len(set(names.values())) == len(names) == len(treatments)
    assert all(len(name) <= limit for name in names.values())
