"""Studies are found, a user's own join them, and a file that is none is refused in one sentence."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.evidence.check import problems
from pulposus.evidence.load import read_file, read_text, studies, study
from pulposus.evidence.schema import Study


def test_the_base_is_sorted_and_read_once() -> None:
    keys = [found.key for found in studies()]
    assert keys == sorted(set(keys))
    assert len(keys) > 90
    assert studies() is studies()
    assert study("vast_2021").arm("saline").outcomes[0].value == -30.5


def test_a_wrong_key_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"There is no study 'vast_2012'; did you mean 'vast_2021'\?"):
        study("vast_2012")
    with pytest.raises(InputError, match="'pulposus evidence summary' lists them"):
        study("zzzzzzzzzzzz")


def test_a_folder_of_ones_own_joins_the_base(tmp_path: Path, example_text: str) -> None:
    (tmp_path / "mine.yaml").write_text(example_text, "utf-8")
    found = studies(tmp_path)
    assert len(found) == len(studies()) + 1
    assert "example_2020" in {one.key for one in found}
    assert "example_2020" not in {one.key for one in studies()}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "holds no .yaml file"),
        ({"a.yaml": "key: vast_2021"}, "Study file 'a.yaml'"),
        ({"a.yaml": None, "b.yml": None}, "Study file 'b.yml', key: found 'example_2020', which 'a.yaml' has"),
        (
            {"a.yaml": ("key: example_2020", "key: vast_2021")},
            "key: found 'vast_2021', which the base has; give another key.",
        ),
        (
            {"a.yaml": ("value: 0.5", "value: 50")},
            "Study file 'a.yaml', arms.cells, responders share at 12 months: found 50",
        ),
        ({"a.yaml": ("NCT00000000", "NCT03709901")}, "same_people_as: found nothing, expected 'vast_2021'"),
    ],
)
def test_a_folder_with_a_wrong_file_is_refused(
    tmp_path: Path, example_text: str, files: dict[str, Any], said: str
) -> None:
    for name, change in files.items():
        text = (
            example_text if change is None else change if isinstance(change, str) else example_text.replace(*change, 1)
        )
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        studies(tmp_path)
    assert said in str(caught.value)
    one_sentence(str(caught.value))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there; check the path"):
        studies(tmp_path / "nowhere")


def one_sentence(said: str) -> None:
    assert "\n" not in said
    assert said.endswith(".")
    assert len(said) < 700


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "month: 12, measure: pain",
            "month: -1, measure: pain",
            "arms.0.outcomes.1.month: found -1, expected greater than or equal to 0",
        ),
        ("value: 68", "value: many", "arms.0.outcomes.0.value: found 'many', expected a valid number"),
        ("measure: odi", "measure: joy", "found 'joy', expected 'pain', 'odi', 'responders'"),
        ("blinding: double blind", "blindness: double blind", "blinding: found nothing, expected a value"),
        ("statistic: mean", "statistics: mean", "found nothing, expected a value"),
        ("    n: 30  ", "    n: 30.5", "arms.0.n: found 30.5, expected a valid integer"),
        ("key: example_2020  ", "key: Example 2020", "key: found 'Example 2020', expected"),
        ("doi: 10.1000/example.2020", "doi: example", "reference.doi: found 'example'"),
        ("value: 68", "value: .nan", "expected a finite number"),
        ("sd: 13", "SD: 13", "arms.0.outcomes.0.SD: found a field that does not exist"),
        ("    events:", "    event:", "arms.0.event: found a field that does not exist, expected perhaps 'events'"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_field_and_next_step(
    example_text: str, old: str, new: str, said: str
) -> None:
    assert old in example_text
    text = example_text.replace(old, new, 1)
    with pytest.raises(InputError) as caught:
        read_text(text, "mine.yaml")
    sentence = str(caught.value)
    one_sentence(sentence)
    assert sentence.startswith("Study file 'mine.yaml', line ") or "blinding: found nothing" in sentence
    assert said in sentence
    assert "docs/evidence.md" in sentence


def test_the_line_is_the_one_in_the_file(example_text: str) -> None:
    lines = example_text.splitlines()
    at = next(i for i, line in enumerate(lines) if "value: 68" in line)
    lines[at] = lines[at].replace("68", "'68'")
    with pytest.raises(InputError, match=rf"line {at + 1}, arms.0.outcomes.0.value"):
        read_text("\n".join(lines), "x.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found None, expected fields"), ("- 1\n- 2\n", "expected fields"),
        ("a: [1\n", "found text that is not YAML"),
        ("\t", "found"), ("when: 2001-99-99\n", "found a value that cannot be read"),
        ("a: &a [*a]\n", "docs/evidence.md"),
        ("key: a\nkey: b\n", "line 2, key: found twice, expected once"), ("!!python/object:os.system x\n", "not YAML"),
        ("[" * 3000, "docs/evidence.md"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_study_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_text(text, "x.yaml")
    one_sentence(str(caught.value))
    assert said in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_file(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_file(tmp_path)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00key")
    with pytest.raises(InputError, match="is not UTF-8 text"):
        read_file(tmp_path / "bytes.yaml")


def judged(text: str) -> Study | None:
    """A study with every check run over it, or None where it is refused in one sentence; anything else raises."""
    try:
        found = read_text(text, "x.yaml")
    except InputError as error:
        one_sentence(str(error))
        return None
    for problem in problems(found, studies()):
        one_sentence(problem.sentence)
    return found


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3), st.floats(-1e3, 1e3), st.just([]), st.just({}),
)  # fmt: skip


def leaves(block: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all values and blocks."""
    inner = block.items() if isinstance(block, dict) else enumerate(block) if isinstance(block, list) else ()
    return (
        [path, *(leaf for key, value in inner for leaf in leaves(value, (*path, key)))]
        if path
        else [leaf for key, value in inner for leaf in leaves(value, (key,))]
    )


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), junk=JUNK, leave_out=st.booleans())
def test_any_value_may_be_junk(example_data: dict[str, Any], seed: int, junk: Any, leave_out: bool) -> None:
    data = copy.deepcopy(example_data)
    path = random.Random(seed).choice(leaves(data))
    block: Any = data
    for part in path[:-1]:
        block = block[part]
    if leave_out:
        del block[path[-1]]
    else:
        block[path[-1]] = junk
    judged(yaml.safe_dump(data, allow_unicode=True))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), letter=st.characters(codec="utf-8"), times=st.integers(1, 4))
def test_any_letter_may_be_lost_or_wrong(example_text: str, seed: int, letter: str, times: int) -> None:
    chance = random.Random(seed)
    text = example_text
    for _ in range(times):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(["", letter]) + text[at + 1 :]
    judged(text)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    assert judged(text) is None


def test_the_example_is_accepted_and_json_is_yaml(example_text: str, example_data: dict[str, Any]) -> None:
    found = judged(example_text)
    assert found is not None
    assert problems(found, studies()) == ()
    assert judged(json.dumps(example_data, indent=1)) == found
