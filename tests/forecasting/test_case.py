"""The case file: what it accepts, and one clear sentence for everything else."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.forecasting.case import Case, case_from, load_case, worst_level
from pulposus.forecasting.case_blocks import DiscInput, ImageInput, Patient, TreatmentInput, level_name
from pulposus.forecasting.case_numbers import accepted, number
from pulposus.forecasting.case_schema import schema_text
from pulposus.forecasting.case_yaml import MAX_BYTES, parse
from pulposus.forecasting.demo import demo_case
from pulposus.imaging.measurement import DISC_QUANTITIES
from pulposus.levels import DISCS
from pulposus.library import facts

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

VALID: dict[str, Any] = {
    "schema": "pulposus-case/1",
    "patient": {"age_y": 45, "sex": "female", "pain_0_100": 60, "odi_0_100": 40, "duration_months": 36},
    "discs": [{"level": "L4/5", "grade": 3, "mean_height_mm": 9.5}, {"level": "L5/S1", "grade": 4}],
    "treatments": ["natural", "sham", {"key": "bm_msc", "dose_1e6": 6}],
}


def changed(*place: str | int, to: Any) -> dict[str, Any]:
    """The valid case with one value changed; ``to=...`` (Ellipsis) removes it."""
    data = copy.deepcopy(VALID)
    inner: Any = data
    for part in place[:-1]:
        inner = inner[part]
    if to is ...:
        del inner[place[-1]]
    else:
        inner[place[-1]] = to
    return data


def refusal(data: object) -> str:
    """The sentence with which a case is refused."""
    with pytest.raises(InputError) as caught:
        case_from(data, "case.yaml")
    return str(caught.value)


def assert_one_sentence(text: str) -> None:
    assert text.splitlines() == [text]
    assert text.endswith((".", "?"))
    assert "Traceback" not in text
    assert "pydantic" not in text
    assert len(text) < 900


# --- what is accepted ---------------------------------------------------------------------------------------


def test_a_valid_case_holds_what_the_file_says() -> None:
    case = case_from(VALID)
    assert (case.patient.age_y, case.patient.sex, case.patient.pain_0_100) == (45, "female", 60)
    assert [disc.level for disc in case.discs] == ["L4/5", "L5/S1"]
    assert case.disc("L4/5").mean_height_mm == 9.5
    assert case.treatments is not None
    assert [(t.key, t.dose_1e6) for t in case.treatments] == [("natural", None), ("sham", None), ("bm_msc", 6)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("mean_height_mm", "1.2 cm", 12.0),
        ("mean_height_mm", "0.012 m", 12.0),
        ("mean_height_mm", "0.5 inch", 12.7),
        ("mean_height_mm", "11", 11.0),
        ("axial_area_mm2", "15 cm2", 1500.0),
        ("axial_area_mm2", "15 cm^2", 1500.0),
        ("volume_cm3", "11000 mm³", 11.0),
        ("volume_cm3", "11 mL", 11.0),
        ("wedge_deg", "0.1 rad", 5.729577951308232),
        ("bmi_kg_m2", "27 kg/m2", 27.0),
        ("age_y", "540 months", 45.0),
        ("duration_months", "2 years", 24.0),
        ("pain_0_100", "60 %", 60.0),
        ("dose_1e6", "2e7 cells", 20.0),
        ("volume_mL", "1500 uL", 1.5),
        ("volume_mL", "2 cc", 2.0),
        ("adherence_percent", "80 %", 80.0),
        ("dose_1e6", "20 million cells", 20.0),
        ("dose_1e6", "20 million", 20.0),
        ("disc_csf_ratio", "4e-1", 0.4),
    ],
)
def test_text_with_a_unit_is_converted(name: str, text: str, expected: float) -> None:
    assert number(name, text) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("written", ["L4/5", "L4/L5", "L4-L5", "L4-5", "L45", "L4L5", "l4/5", " L4–5 "])
def test_levels_may_be_written_as_radiologists_do(written: str) -> None:
    assert level_name(written) == "L4/5"


@pytest.mark.parametrize("level", DISCS)
def test_every_house_level_is_its_own_name(level: str) -> None:
    assert level_name(level) == level


def test_the_disc_to_treat_is_the_worst_grade_and_the_lowest_of_equals() -> None:
    assert case_from(VALID).treated_levels == ("L5/S1",)
    assert case_from(changed("discs", 1, "grade", to=3)).treated_levels == ("L5/S1",)
    assert case_from({**VALID, "treat": ["L4-L5"]}).treated_levels == ("L4/5",)
    assert worst_level({"L3/4": 2.0, "L4/5": None}) == ("L3/4",)
    assert worst_level({"L4/5": None}) == ()


def test_the_expected_grade_is_the_mean_of_the_probabilities() -> None:
    disc = DiscInput.model_validate({"level": "L4/5", "grade_probabilities": [0, 0, 0.5, 0.25, 0.25]})
    assert disc.expected_grade == pytest.approx(3.75)


def test_rounded_probabilities_are_normalised() -> None:
    disc = DiscInput.model_validate({"level": "L4/5", "grade_probabilities": [0.333, 0.333, 0.333, 0, 0]})
    assert disc.grade_probabilities is not None
    assert sum(disc.grade_probabilities) == pytest.approx(1, abs=1e-15)


def test_disc_fields_are_those_that_imaging_measures() -> None:
    assert set(DISC_QUANTITIES) <= set(DiscInput.model_fields)


def test_a_case_is_written_and_read_back_unchanged(tmp_path: Path) -> None:
    for case in (case_from(VALID), demo_case(), load_case(EXAMPLES / "case_parametric.yaml")):
        file = tmp_path / "again.yaml"
        file.write_text(case.to_yaml(), encoding="utf-8")
        assert load_case(file) == case


def test_image_paths_are_taken_from_the_folder_of_the_case(tmp_path: Path) -> None:
    (tmp_path / "labels.nii.gz").write_bytes(b"")
    data = {**VALID, "image": {"labels": "labels.nii.gz"}}
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    image = load_case(file).image
    assert image is not None
    assert image.labels == (tmp_path / "labels.nii.gz").resolve()
    (tmp_path / "labels.nii.gz").unlink()
    with pytest.raises(InputError, match=r"case\.yaml, line \d+: image\.labels: found 'labels\.nii\.gz', which is not"):
        load_case(file)


def test_a_written_case_holds_no_name_of_an_image_file(tmp_path: Path) -> None:
    for name in ("Jane-Doe-1970.nii.gz", "labels.Doe.nii"):
        (tmp_path / name).write_bytes(b"")
    image = {"path": "Jane-Doe-1970.nii.gz", "labels": "labels.Doe.nii", "lowest_level": "L5"}
    (tmp_path / "case.yaml").write_text(yaml.safe_dump({**VALID, "image": image}), encoding="utf-8")
    text = load_case(tmp_path / "case.yaml").to_yaml()
    assert "Doe" not in text
    assert str(tmp_path) not in text
    written = {"path": "image.nii.gz", "labels": "labels.nii", "lowest_level": "L5"}
    assert yaml.safe_load(text)["image"] == written
    for name in (written["path"], written["labels"]):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "again.yaml").write_text(text, encoding="utf-8")
    assert load_case(tmp_path / "again.yaml").image is not None


# --- the files of the repository ----------------------------------------------------------------------------


def test_the_demo_case_names_its_source_and_what_it_assumes() -> None:
    case = demo_case()
    assert (case.patient.age_y, case.patient.sex) == (45, "female")  # SPIDER patient 045, image header
    assert case.disc("L4/5").grade == 3 or case.disc("L4/5").grade_probabilities is not None
    assert set(case.patient.assumed) == {"pain_0_100", "odi_0_100", "duration_months"}
    assert "10.1038/s41597-024-03090-w" in case.attribution
    assert "CC BY 4.0" in case.attribution


@pytest.mark.slow
def test_the_demo_case_is_what_measure_measures(data: Path) -> None:
    from pulposus.imaging.measure import measure

    name = data / "spider" / "{}" / "spider-045_t2space_{}.nii.gz"
    spine = measure(str(name).format("images", "T2w"), str(name).format("labels", "seg-inst"))
    measured, disc = spine.disc("L4/5"), demo_case().disc("L4/5")
    for quantity in (name for name in DISC_QUANTITIES if name != "nucleus_signal"):  # scanner units say nothing
        found = getattr(disc, quantity)
        expected = measured.value(quantity)
        assert found is None if expected is None else found == pytest.approx(expected, rel=2e-3), quantity
    assert disc.grade_probabilities == pytest.approx(measured.grade_probabilities, abs=2e-3)


def test_the_mri_example_is_valid_once_its_placeholders_are_files(tmp_path: Path) -> None:
    text = (EXAMPLES / "case_mri.yaml").read_text(encoding="utf-8")
    (tmp_path / "PATH" / "TO").mkdir(parents=True)
    for name in ("T2w.nii.gz", "labels.nii.gz"):
        (tmp_path / "PATH" / "TO" / name).write_bytes(b"")
    file = tmp_path / "case_mri.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_case(file).treated_levels == ("L5/S1",)


def test_the_json_schema_in_the_documentation_is_current() -> None:
    file = ROOT / "docs" / "case.schema.json"
    assert file.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m pulposus.forecasting.case_schema docs/case.schema.json"
    )


def test_every_number_of_a_case_has_an_accepted_range() -> None:
    for block in json.loads(schema_text())["$defs"].values():
        for name, about in block["properties"].items():
            for kind in (about, *about.get("anyOf", ())):
                if kind.get("type") in ("number", "integer"):
                    assert kind["minimum"] < kind["maximum"], name
    for name, fact in facts("case_ranges").items():
        low, high, _ = accepted(name)
        assert low <= fact.value <= high


def test_the_documentation_names_every_field() -> None:
    text = (ROOT / "docs" / "case.md").read_text(encoding="utf-8")
    schema = json.loads(schema_text())
    names = {name for block in (schema, *schema["$defs"].values()) for name in block["properties"]}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


# --- what is refused, and how -------------------------------------------------------------------------------

REFUSED: list[tuple[dict[str, Any] | list[Any] | str | None, list[str]]] = [
    (changed("patient", "age_y", to=-4), ["patient.age_y", "-4", "18 to 90 years", "doi", "10.1016"][:3]),
    (changed("patient", "age_y", to=float("nan")), ["patient.age_y", "nan", "18 to 90"]),
    (changed("patient", "age_y", to=float("inf")), ["patient.age_y", "inf", "18 to 90"]),
    (changed("patient", "age_y", to=10**400), ["patient.age_y", "more than 40 digits", "18 to 90"]),
    (changed("patient", "age_y", to=True), ["patient.age_y", "True", "18 to 90"]),
    (changed("patient", "age_y", to=...), ["patient.age_y", "found nothing", "add it"]),
    (changed("patient", "age_y", to=None), ["patient.age_y", "found nothing", "expected a number; correct it"]),
    (changed("patient", "sex", to="femal"), ["patient.sex", "'femal'", "did you mean 'female'?"]),
    (changed("patient", "pain_0_100", to=101), ["pain_0_100", "101", "0 to 100", "10.1002/acr.20543"]),
    (changed("patient", "pain_0_100", to="6 cm"), ["pain_0_100", "'6 cm'", "0 to 100"]),
    (changed("patient", "duration_months", to="50 years"), ["duration_months", "no more than the age"]),
    (changed("patient", "pian_0_100", to=3), ["patient.pian_0_100", "unknown field", "did you mean 'pain_0_100'?"]),
    (changed("patient", "smoker", to="perhaps"), ["patient.smoker", "'perhaps'", "true or false"]),
    (changed("patient", "assumed", to=["bmi_kg_m2"]), ["patient.assumed", "'bmi_kg_m2'", "have a value"]),
    (changed("patient", to=[1, 2]), ["patient", "a list of 2", "a mapping", "age_y"]),
    (changed("discs", 0, "mean_height_mm", to="11 kg"), ["mean_height_mm", "'11 kg'", "2 to 25 mm", "29433530"]),
    (changed("discs", 0, "mean_height_mm", to=0.011), ["0.011", "2 to 25 mm", "29433530", "write '0.011 m'"]),
    (changed("discs", 0, "mean_height_mm", to=110), ["found 110", "2 to 25 mm"]),
    (changed("discs", 0, "mean_height_mm", to="11 blarg"), ["'11 blarg'", "unit is not known"]),
    (changed("discs", 0, "mean_height_mm", to="9**9**9"), ["'9**9**9'", "2 to 25 mm"]),
    (changed("discs", 0, "mean_height_mm", to="1,2 cm"), ["'1,2 cm'", "2 to 25 mm"]),
    (changed("discs", 0, "disc_csf_ratio", to="0.4 mm"), ["disc_csf_ratio", "without a unit"]),
    (changed("discs", 0, "volume_cm3", to=11000), ["volume_cm3", "1 to 40 cm3", "write '11000 mm3'"]),
    (changed("discs", 0, "grade", to=6), ["discs.0.grade", "found 6", "1 to 5"]),
    (changed("discs", 0, "grade", to=2.5), ["discs.0.grade", "2.5", "whole number"]),
    (changed("discs", 0, "grade", to=...), ["discs.0.grade", "no Pfirrmann grade for L4/5", "add it"]),
    (changed("discs", 0, "grade_probabilities", to=[0.2] * 5), ["discs.0.grade", "one of them"]),
    (changed("discs", 0, to={"level": "L4/5", "grade_probabilities": [0.5] * 5}), ["sum to 2.5", "sum to 1"]),
    (changed("discs", 0, to={"level": "L4/5", "grade_probabilities": [1, 0]}), ["a list of 2", "five numbers"]),
    (changed("discs", 0, to={"level": "L4/5", "grade_probabilities": [2, -1, 0, 0, 0]}), ["from 0 to 1"]),
    (changed("discs", 0, "level", to="L6/7"), ["discs.0.level", "'L6/7'", "name one of L5/S1"]),
    (changed("discs", 0, "level", to="L5/S1"), ["discs", "'L5/S1' 2 times", "once"]),
    (changed("discs", 0, "modic", to=4), ["modic", "found 4", "0 to 3"]),
    (changed("discs", to={"L4/5": 3}), ["discs", "a mapping", "a list"]),
    (changed("discs", to=[]), ["discs", "no disc and no image"]),
    ({**changed("discs", to=...), "image": {"labels": "x.nii"}}, ["discs", "a label map alone", "image.path"]),
    ({**changed("discs", 0, "grade", to=...), "image": {"labels": "x.nii"}}, ["discs.0.grade", "no MRI"]),
    (
        changed("discs", 0, to={"level": "L4/5", "grade": 3, "depth_mm": 36, "width_mm": 50, "axial_area_mm2": 3000}),
        ["discs.0.axial_area_mm2", "found 3000", "900 to 2.52e+03", "depth_mm 36"],
    ),
    (
        changed(
            "discs", 0, to={"level": "L4/5", "grade": 3, "volume_cm3": 2, "axial_area_mm2": 1500, "mean_height_mm": 9}
        ),
        ["discs.0.volume_cm3", "found 2", "6.75 to 27"],
    ),
    ({**VALID, "treat": ["L3/4"]}, ["treat", "'L3/4'", "L4/5, L5/S1"]),
    ({**VALID, "treatments": []}, ["treatments", "empty list"]),
    ({**VALID, "treatments": ["sham", "sham"]}, ["treatments", "'sham' 2 times"]),
    ({**VALID, "treatments": ["bm_mcs"]}, ["treatments.0.key", "'bm_mcs'", "did you mean 'bm_msc'"]),
    (changed("treatments", 2, "dose_1e6", to=0), ["dose_1e6", "found 0", "0.1 to 1000 million cells", "'saline'"]),
    (changed("treatments", 2, "dose_1e6", to=1e12), ["dose_1e6", "1e+12", "0.1 to 1000 million cells", "Trials"]),
    (changed("treatments", 2, "dose_1e6", to=2e7), ["dose_1e6", "if it is in cells, write '2e+07 cells'"]),
    ({**VALID, "treatments": [{"key": "sham", "dose_1e6": 6}]}, ["'sham' gives no cells"]),
    ({**VALID, "image": {"path": "x.nii.gz"}}, ["image.labels", "found nothing", "Label map"]),
    ({**VALID, "image": {"labels": "x.nii", "convention": "spidr"}}, ["convention", "did you mean 'spider'?"]),
    ({**VALID, "image": {"labels": "x.nii", "lowest_level": "S5"}}, ["lowest_level", "'S5'"]),
    ({**VALID, "schema": "pulposus-case/2"}, ["schema", "'pulposus-case/2'", "pulposus-case/1"]),
    ({**VALID, "pateint": {}}, ["pateint", "did you mean 'patient'?"]),
    ({**VALID, "two\nlines": 1}, ["two\\nlines", "unknown field"]),
    ([1, 2, 3], ["a list of 3", "a mapping", "patient"]),
    ("case", ["'case'", "a mapping"]),
    (None, ["nothing", "a mapping"]),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_a_wrong_case_is_refused_in_one_sentence(data: Any, words: list[str]) -> None:
    sentence = refusal(data)
    assert sentence.startswith("case.yaml: ")
    assert [word for word in words if word not in sentence] == []
    assert_one_sentence(sentence)


@pytest.mark.parametrize(
    "name", [n for m in (Patient, DiscInput) for n in m.model_fields if "_mm" in n or "_0_100" in n]
)
def test_just_outside_the_accepted_range_is_refused_and_the_edges_are_not(name: str) -> None:
    low, high, _ = accepted(name)
    assert (number(name, low), number(name, high)) == (low, high)
    for outside in (low - 1e-6, high + 1e-6):
        with pytest.raises(InputError, match="expected"):
            number(name, outside)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["found nothing in the file"]),
        ("# only a comment\n", ["found nothing in the file"]),
        ("patient: {age_y: 45\ndiscs: [", ["line 2", "cannot be read as YAML"]),
        ("a: 1\nb: 2\na: 3\n", ["line 3", "'a' twice"]),
        ("a: &x [1]\nb: [*x, *x]\n", ["line 2", "alias"]),
        ("a: !!python/object:os.system {}\n", ["line 1", "cannot be read as YAML"]),
        ("a: !!int x\n", ["cannot read", "tags"]),
        ("a: !!timestamp x\n", ["cannot read", "tags"]),
        ("a: " + "9" * 5000, ["cannot read"]),
        ("- a\n" * 10_000, ["line 5000", "more than 5000 values"]),
        ("a: " + "[" * 500, ["line 1", "nested"]),
        ("a: 1\n---\nb: 2\n", ["line 2", "YAML"]),
        ("a: 1\nb: \x00\n", ["line 2", "a character"]),
        ("? [a, b]\n: 1\n", ["line 1", "YAML"]),
        ("\ta: 1\n", ["line 1", "YAML"]),
    ],
)
def test_wrong_yaml_is_refused_in_one_sentence(text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, "case.yaml")
    assert [word for word in words if word not in str(caught.value)] == []
    assert_one_sentence(str(caught.value))


def test_a_mistake_is_given_with_its_line(tmp_path: Path) -> None:
    text = (EXAMPLES / "case_parametric.yaml").read_text(encoding="utf-8").replace("9.5", "0.0095")
    line = next(i for i, row in enumerate(text.splitlines(), start=1) if "0.0095" in row)
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"^mine\.yaml, line {line}: discs\.1\.anterior_height_mm: found 0\.0095"):
        load_case(file)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("pain: gré".encode("latin-1"), ["line 1", "not UTF-8"]),
        (b"a: 1\n\xff\xfe", ["line 2", "not UTF-8"]),
        (b"#" * (MAX_BYTES + 1), ["more than 1 MB"]),
        (b"", ["found nothing in the file"]),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: list[str]) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_case(file)
    assert [word for word in words if word not in str(caught.value)] == []
    assert_one_sentence(str(caught.value))


@pytest.mark.parametrize("path", ["missing.yaml", ".", "no\0name", "x" * 5000])
def test_a_path_without_a_case_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError) as caught:
        load_case(str(tmp_path / path))
    assert "expected a case file in YAML" in str(caught.value)


# --- whatever the file holds: a case or one sentence --------------------------------------------------------

BLOCKS = (Case, Patient, DiscInput, ImageInput, TreatmentInput)
FIELDS = sorted({name for block in BLOCKS for name in block.model_fields} | {"schema"})
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.binary(max_size=5)
    | st.sampled_from(["L4/5", "1.2 cm", "11 kg", "2e7 cells", "female", "bm_msc", "sham", "1 degC", "3 dB", "2 m/s"])
    | st.from_regex(
        r"[+-]?[0-9]{1,3}(\.[0-9])?(e[0-9]{1,3})? ?[a-zA-Zµ%°]{0,4}[\^*/]{0,2}[a-z0-9]{0,3}", fullmatch=True
    )
)
KEYS = st.sampled_from(FIELDS) | st.text(max_size=10) | st.integers() | st.none()
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)


def places(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in nested data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [at, *(place for key, value in inner for place in places(value, (*at, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """The valid case with one to three of its values, or new fields, replaced by anything."""
    data = copy.deepcopy(VALID)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(data)[1:]))
        inner: Any = data
        for part in place[:-1]:
            inner = inner[part]
        key = draw(KEYS) if isinstance(inner, dict) and draw(st.booleans()) else place[-1]
        inner[key] = draw(TREES)
    return data


def case_or_sentence(data: object) -> None:
    try:
        case = case_from(data, "case.yaml")
    except InputError as error:
        assert_one_sentence(str(error))
    else:
        if case.image is None:
            assert case_from(yaml.safe_load(case.to_yaml())) == case


QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(TREES)
def test_any_data_is_a_case_or_one_sentence(data: object) -> None:
    case_or_sentence(data)


@QUICK
@given(mutated())
def test_any_change_to_a_valid_case_is_a_case_or_one_sentence(data: object) -> None:
    case_or_sentence(data)


@QUICK
@given(st.sampled_from(["mean_height_mm", "dose_1e6", "age_y", "grade", "bmi_kg_m2"]), SCALARS)
def test_any_number_is_in_its_range_or_one_sentence(name: str, found: object) -> None:
    low, high, _ = accepted(name)
    try:
        read = number(name, found)
    except InputError as error:
        assert_one_sentence(f"{error}.")
    else:
        assert low <= read <= high


PRINTABLE = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80)
YAML_LIKE = st.text("{}[]&*!|>'\"%@`:-?#,\n\t a1", max_size=40)


@QUICK
@given(PRINTABLE | YAML_LIKE)
def test_any_text_is_data_or_one_sentence(text: str) -> None:
    try:
        data, lines = parse(text, "case.yaml")
    except InputError as error:
        assert_one_sentence(str(error))
    else:
        line = lines(())
        assert line is not None
        assert 1 <= line <= text.count("\n") + text.count("\r") + text.count("\x85") + 3
        case_or_sentence(data)


# --- modifiers and treatments in combination ----------------------------------------------------------------


def test_what_modifies_a_patient_is_read_and_unknown_when_left_out() -> None:
    plain = case_from(VALID).patient
    assert (plain.heavy_work, plain.low_mood, plain.root_compression, plain.adherence_percent) == (None,) * 4
    given = {"heavy_work": True, "low_mood": False, "root_compression": True, "adherence_percent": "75 %"}
    read = case_from({**VALID, "patient": {**VALID["patient"], **given}}).patient
    assert (read.heavy_work, read.low_mood, read.root_compression, read.adherence_percent) == (True, False, True, 75)


def test_a_treatment_may_hold_a_volume_and_be_combined() -> None:
    treatments = [{"key": "bm_expanded", "volume_mL": 1.5, "with": ["exercise", "nsaid"]}]
    case = case_from({**VALID, "treatments": treatments})
    assert case.treatments is not None
    assert (case.treatments[0].volume_mL, case.treatments[0].with_) == (1.5, ("exercise", "nsaid"))
    again = case_from(yaml.safe_load(case.to_yaml()))
    assert again == case
    assert (
        case_from({**VALID, "discs": [{"level": "L4/5", "grade": 3, "annular_tear_dallas": 5}]})
        .discs[0]
        .annular_tear_dallas
        == 5
    )


@pytest.mark.parametrize(
    ("treatment", "words"),
    [
        ({"key": "sham", "volume_mL": 2}, "injects nothing"),
        ({"key": "fusion", "with": ["prp"]}, "fused disc"),
        ({"key": "prp", "with": ["saline"]}, "inject the same disc 2 times"),
        ({"key": "fusion", "with": ["discectomy"]}, "operate on the same disc"),
        ({"key": "exercise", "with": ["exercise"]}, "each treatment once"),
        ({"key": "exercise", "with": ["nsaids"]}, "did you mean"),
        ({"key": "prp", "volume_mL": 200}, "0.1 to 10 mL"),
        ({"key": "prp", "volume_mL": 0.001}, "write '0.001 L'"),
    ],
)
def test_contradictory_treatments_are_refused_in_one_sentence(treatment: dict[str, object], words: str) -> None:
    said = refusal({**VALID, "treatments": [treatment]})
    assert words in said
    assert_one_sentence(said)


@pytest.mark.parametrize(
    ("block", "field", "found"), [("patient", "adherence_percent", 120), ("patient", "low_mood", "sad")]
)
def test_bad_modifiers_are_refused_in_one_sentence(block: str, field: str, found: object) -> None:
    said = refusal({**VALID, block: {**VALID[block], field: found}})
    assert field in said
    assert_one_sentence(said)
