"""Tables of one's own: what is given is kept, what is missing is drawn to fit it, what is wrong is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from scipy import stats

from pulposus.errors import InputError
from pulposus.library import value
from pulposus.trial.people import COLUMNS, Population, draw, read_people
from pulposus.trial.people.cells import check
from pulposus.trial.people.columns import NAMES, column
from pulposus.trial.people.given import truncated
from pulposus.trial.people.painful_disc import reading_sd, severity_mean, severity_sd
from pulposus.trial.people.person import score
from pulposus.trial.people.table import complete

SOURCE = draw(40, seed=8)


def people_of_columns(**columns: list[object]) -> Population:
    return complete(check("t", columns), seed=0)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_given_cells_are_kept_and_missing_ones_are_possible(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    n = data.draw(st.integers(1, 12))
    table = {}
    for name in names:
        cells = getattr(SOURCE, name)[:n].tolist()
        empty = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
        table[name] = [None if gone else cell for gone, cell in zip(empty, cells, strict=True)]
    found = people_of_columns(**table)
    again = people_of_columns(**table)
    assert len(found) == n
    for one in COLUMNS:
        cells = getattr(found, one.name)
        assert np.array_equal(cells, getattr(again, one.name))
        for place, cell in enumerate(table.get(one.name, [])):
            assert cell is None or cells[place] == cell
        if one.kind == "choice":
            assert set(cells) <= set(one.options)
        else:
            low, high = one.limits
            assert np.isfinite(cells.astype(float)).all()
            assert low <= cells.min() <= cells.max() <= high
    assert (found.failed_care_months <= found.duration_months + 1e-9).all()
    sized = np.isin(found.herniation, ["protrusion", "extrusion", "sequestration"])
    assert np.array_equal(sized, found.protrusion_mm > 0)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_whole_population_comes_back_from_a_table(tmp_path: Path, ending: str) -> None:
    columns = SOURCE.as_columns() | {"id": SOURCE.id + 100}
    path = tmp_path / f"people{ending}"
    if ending == ".parquet":
        parquet.write_table(pa.table({name: pa.array(array.tolist()) for name, array in columns.items()}), path)
    else:
        lines = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
        path.write_text("\n".join(lines), "utf-8")
    found = read_people(path, seed=0)
    for name, array in columns.items():
        assert np.array_equal(getattr(found, name), array), name


def test_pain_tells_of_odi_as_the_correlation_says() -> None:
    """Given pain alone, the score of ODI is normal with mean r z and variance 1 - r^2."""
    n, r = 6000, value("symptoms", "score_correlation")
    found = people_of_columns(pain_0_100=[80.0] * n)
    z = stats.norm.ppf(score("pain").probability(np.array([80.0])))[0]
    odi = stats.norm.ppf(score("odi").probability(found.odi_0_100))
    assert odi.mean() == pytest.approx(r * z, abs=4.5 * (1 - r**2) ** 0.5 / n**0.5)
    assert odi.std() == pytest.approx((1 - r**2) ** 0.5, rel=0.04)


def test_a_class_tells_of_a_number_as_the_copula_says() -> None:
    """Given low mood, the score of pain has the mean r phi(t)/p, and given none -r phi(t)/(1 - p)."""
    n, r, p = 6000, value("trial_people", "correlation_low_mood_pain"), value("trial_people", "low_mood_share")
    density = stats.norm.pdf(stats.norm.ppf(1 - p))
    for given_mood, wanted in (("yes", r * density / p), ("no", -r * density / (1 - p))):
        found = people_of_columns(low_mood=[given_mood] * n)
        pain = stats.norm.ppf(score("pain").probability(found.pain_0_100))
        assert pain.mean() == pytest.approx(wanted, abs=4.5 / n**0.5)


def test_nothing_told_is_drawn_as_the_population() -> None:
    found, drawn = people_of_columns(level=["L4/5"] * 6000), draw(6000, 77)
    for name in ("age_y", "bmi_kg_m2", "pain_0_100", "odi_0_100", "duration_months", "severity"):
        assert stats.ks_2samp(getattr(found, name), getattr(drawn, name)).pvalue > 1e-4, name
    for name in ("female", "smoker", "radiculopathy", "facet_pain"):
        assert abs(getattr(found, name).mean() - getattr(drawn, name).mean()) < 0.04, name


def test_a_grade_that_was_read_regresses_to_the_mean() -> None:
    """Severity given a reading: prior times chance of reading so, by quadrature."""
    n, age, grade = 6000, 45.0, 4
    found = people_of_columns(age_y=[age] * n, pfirrmann=[grade] * n)
    x = np.linspace(0, 6, 2001)
    mean, sd = severity_mean(np.array([age]))[0], severity_sd()
    reads = stats.norm.cdf((grade + 0.5 - x) / reading_sd()) - stats.norm.cdf((grade - 0.5 - x) / reading_sd())
    density = stats.norm.pdf(x, mean, sd) * reads
    wanted = np.trapezoid(x * density, x) / np.trapezoid(density, x)
    spread = np.sqrt(np.trapezoid((x - wanted) ** 2 * density, x) / np.trapezoid(density, x))
    assert found.severity.mean() == pytest.approx(wanted, abs=4.5 * spread / n**0.5)
    assert found.severity.std() == pytest.approx(spread, rel=0.04)
    assert wanted < grade


def test_T2_tells_of_severity_down_to_grade_IV() -> None:
    found = people_of_columns(T2_ms=[84.1, 128.99], age_y=[45, 45])
    assert found.severity == pytest.approx([3, 2])
    dark = people_of_columns(T2_ms=[45.0] * 500, age_y=[45] * 500)
    assert dark.severity.min() >= 4
    assert dark.severity.std() > 0.05


def test_related_cells_agree() -> None:
    found = people_of_columns(herniation=["none", "extrusion"] * 200)
    assert (found.protrusion_mm[::2] == 0).all()
    assert (found.protrusion_mm[1::2] > 0).all()
    found = people_of_columns(protrusion_mm=[0, 6] * 200)
    assert set(found.herniation[::2]) == {"none", "bulge"}
    assert not set(found.herniation[1::2]) & {"none", "bulge"}
    assert (people_of_columns(failed_care_months=[200] * 50, age_y=[50] * 50).duration_months >= 200).all()
    both = people_of_columns(severe_depression=["yes"] * 50)
    assert both.low_mood.all()
    assert (people_of_columns(leg_pain_percent=[0] * 50).radiculopathy == 0).all()
    facet = people_of_columns(facet_pain=["yes"] * 50)
    assert not facet.sacroiliac_pain.any()


def test_a_number_stands_where_a_class_does_not_agree() -> None:
    found = people_of_columns(leg_pain_percent=[5.0] * 50, radiculopathy=["yes"] * 50)
    assert (found.leg_pain_percent == 5).all()
    assert found.radiculopathy.all()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"age": [40]}, "Table 't': found the column 'age'; did you mean 'age_y' (in years)?"),
        ({"pain_0_10": [4]}, "Table 't': found the column 'pain_0_10'; did you mean 'pain_0_100' (in points of 100)?"),
        ({"bmi_lb_in2": [4]}, "Table 't': found the column 'bmi_lb_in2'; did you mean 'bmi_kg_m2' (in kg/m2)?"),
        ({"zzz": [4]}, "Table 't': found the column 'zzz'; the page on populations lists the columns there are."),
        ({"id": [4]}, "Table 't' has no column of people; name the columns as the page on populations lists them."),
        ({"age_y": []}, "Table 't' has no rows; give one row for each person."),
        ({"age_y": [40, 400]}, "Table 't', row 2, age_y: found 400; give 18 to 90 years."),
        (
            {"age_y": ["40 years"]},
            "Table 't', row 1, age_y: found the text '40 years'; give the number alone in years.",
        ),
        ({"pfirrmann": ["3.5"]}, "Table 't', row 1, pfirrmann: found 3.5; give a whole number (grade of 1 to 5)."),
        ({"pain_0_100": ["inf"]}, "Table 't', row 1, pain_0_100: found inf; give 0 to 100 points of 100."),
        ({"smoker": ["maybe"]}, "Table 't', row 1, smoker: found 'maybe'; give yes or no."),
        ({"level": ["L4"]}, "Table 't', row 1, level: found 'L4'; give one of L5/S1, L4/5, L3/4, L2/3, L1/2."),
        ({"age_y": [40, 50], "id": [7, 7]}, "Table 't': rows 1 and 2 have the id 7; give each person one."),
        ({"age_y": [40], "id": ["x"]}, "Table 't', row 1, id: found 'x'; give a whole number for each person."),
        (
            {"pain_0_100": [4, 5, 6, 7, 8]},
            "Table 't', pain_0_100: no value is above 8, as on a scale of 0 to 10; multiply by ten.",
        ),
        (
            {"middle_height_mm": [1.1]},
            "Table 't', row 1, middle_height_mm: found 1.1; give 1.5 to 24 mm.",
        ),
        (
            {"facet_pain": [0, 1], "sacroiliac_pain": [0, 1]},
            "Table 't', row 2: pain comes mainly from the facet joints and mainly from the sacroiliac joint; correct "
            "one of the two.",
        ),
        (
            {"failed_care_months": [20], "duration_months": [10]},
            "Table 't', row 1: treatment failed for longer than the pain has lasted; correct one of the two.",
        ),
    ],
)
def test_cells_that_are_refused(columns: dict[str, list[object]], said: str) -> None:
    with pytest.raises(InputError) as caught:
        people_of_columns(**columns)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("p.txt", "age_y\n40", "Table 'p.txt': found the ending '.txt'; give a .csv or a .parquet file."),
        ("p.csv", "", "Table 'p.csv' cannot be read (it is empty); save it again as CSV or Parquet."),
        ("p.csv", "age_y,age_y\n1,2", "Table 'p.csv': the column 'age_y' stands twice; keep one of them."),
        (
            "p.csv",
            "age_y,female\n40,yes\n50",
            "Table 'p.csv' cannot be read (row 2 has 1 cells and the first line 2); save it again as CSV or Parquet.",
        ),
        ("p.csv", "age_y\n", "Table 'p.csv' has no rows; give one row for each person."),
        ("p.parquet", "not parquet", "Table 'p.parquet' cannot be read ("),
    ],
)
def test_files_that_are_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_people(path, 0)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no table '.*none\.csv'; check the path\."):
        read_people(tmp_path / "none.csv", 0)


def test_truncated_normals_keep_their_digits_in_both_tails() -> None:
    """Against SciPy's truncated normal; medians of tails beyond 8 SD."""
    for low, high in ((8.0, np.inf), (-np.inf, -8.0), (-1.0, 2.0), (0.5, 0.6)):
        found = truncated(np.array([low]), np.array([high]), np.array([0.5]))[0]
        assert found == pytest.approx(stats.truncnorm(low, high).median(), rel=1e-6)


def test_nearest_names_cover_every_column() -> None:
    assert {column(name).name for name in NAMES} == {one.name for one in COLUMNS}


@pytest.mark.parametrize(("separator", "named"), [(";", "';'"), ("\t", "tabs"), ("|", "'|'")])
def test_columns_that_are_not_parted_by_commas_are_told(tmp_path: Path, separator: str, named: str) -> None:
    """Also where numbers have commas, which would part a row into other cells than the titles."""
    path = tmp_path / "people.csv"
    rows = (("id", "age_y", "pain_0_100"), ("1", "45,5", "60"), ("2", "38,0", "72,5"))
    path.write_text("\n".join(separator.join(row) for row in rows), "utf-8")
    with pytest.raises(InputError) as caught:
        read_people(path, seed=0)
    assert str(caught.value) == (
        f"Table 'people.csv': the columns are parted by {named} where ',' is expected; save it with commas between "
        "columns and points in numbers."
    )
