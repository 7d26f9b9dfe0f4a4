"""Each convention is recognised from numbers and geometry together, and every doubt is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.imaging.conventions import CONVENTIONS, rank_name
from pulposus.imaging.naming import rank_of
from pulposus.imaging.recognise import list_numbers
from pulposus.imaging.spine import load_spine

NUMBERS = {
    "spider": {"L5": 1, "L1": 5, "L5/S1": 201, "T12/L1": 206},
    "totalspineseg": {"S1": 50, "L5": 45, "L1": 41, "T12": 32, "T7": 27, "L5/S1": 100, "L1/2": 92, "T12/L1": 91},
    "spineps": {"S1": 26, "L5": 24, "L1": 20, "T12": 19, "L5/S1": 124, "T12/L1": 119},
    "totalsegmentator": {"S1": 26, "L5": 27, "L1": 31, "T12": 32},
    "totalsegmentator-mr": {"S1": 1, "L5": 2, "T12": 7},
    "discs-from-sacrum": {"L5/S1": 1, "L1/2": 5},
}
LEVELS = ("L5/S1", "L4/5", "L3/4", "L2/3", "L1/2", "T12/L1")
BONES = ("L5", "L4", "L3", "L2", "L1", "T12")

Save = Callable[..., Path]


def refused(path: Path, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        load_spine(None, path, **options)  # type: ignore[arg-type]
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_mean_what_the_tables_say(name: str) -> None:
    for level, number in NUMBERS[name].items():
        meaning = CONVENTIONS[name].meanings[number]
        assert meaning.rank is not None
        assert rank_name(meaning.rank) == level
        assert meaning.kind == ("disc" if "/" in level else "sacrum" if level == "S1" else "vertebra")


def test_whole_spine_has_names_and_only_the_lower_part_is_kept() -> None:
    assert [rank_name(rank) for rank in (48, 34, 24, 22)] == ["C1", "T1", "T6", "T7"]
    assert rank_name(23) == "the disc above T7"


def test_every_table_has_a_whole_spine_without_doubles() -> None:
    for convention in CONVENTIONS.values():
        bones = [m.rank for m in convention.meanings.values() if m.kind == "vertebra" and m.rank is not None]
        discs = [m.rank for m in convention.meanings.values() if m.kind == "disc" and m.rank is not None]
        if bones:
            assert {rank // 2 for rank in bones} >= set(range(1, 25)), convention.name
        if discs:
            assert {rank // 2 for rank in discs} >= set(range(23)), convention.name


@pytest.mark.parametrize("name", ["spider", "totalspineseg", "spineps", "totalsegmentator"])
def test_recognised_and_named(save_spine: Save, name: str) -> None:
    spine = load_spine(None, save_spine(name)).spine
    assert spine.convention == name
    assert spine.vertebra_levels == BONES
    assert spine.disc_levels == (() if name == "totalsegmentator" else LEVELS)
    assert (spine.canal is not None) == (name in ("spider", "totalspineseg"))
    assert (spine.vertebra("S1") is not None) == (name != "spider")
    for disc in spine.disc_levels:
        centre = spine.disc(disc).centre_mm()  # type: ignore[union-attr]
        assert centre[2] == pytest.approx(36 * LEVELS.index(disc) + 31.5, abs=0.5)


@pytest.mark.parametrize("name", ["totalsegmentator-mr", "discs-from-sacrum"])
def test_small_numbers_are_never_guessed(save_spine: Save, name: str) -> None:
    path = save_spine(name)
    sentence = refused(path)
    assert "can be read as" in sentence
    assert name in sentence
    assert "--convention" in sentence
    spine = load_spine(None, path, convention=name).spine
    assert (spine.vertebra_levels or spine.disc_levels) == (BONES if "total" in name else LEVELS)


def test_unknown_numbers_are_named(save_spine: Save, spider: dict[str, int]) -> None:
    path = save_spine({**spider, "T12": 77, "L1": 150})
    assert "77" in refused(path)
    assert "150" in refused(path)
    named = refused(path, convention="spider")
    assert "does not know the label numbers 77, 150" in named


def test_unknown_convention(save_spine: Save) -> None:
    assert "expected one of auto, spider" in refused(save_spine("spider"), convention="nonsense")


def test_wrong_named_convention(save_spine: Save) -> None:
    sentence = refused(save_spine("totalspineseg"), convention="spider")
    assert "it does not know the label numbers" in sentence
    assert "give another --convention (it can be read as totalspineseg)" in sentence


def test_semantic_map(save_spine: Save, spider: dict[str, int]) -> None:
    kinds = {name: 3 if "/" in name else 2 if name == "canal" else 1 for name in spider}
    for convention in ("auto", "spider"):
        sentence = refused(save_spine(kinds), convention=convention)
        assert "semantic map" in sentence
        assert "SPIDER seg-sem" in sentence


def test_semantic_map_of_two_levels(save_spine: Save) -> None:
    assert "semantic map" in refused(save_spine({"L5": 1, "L4": 1, "canal": 2, "L4/5": 3}))


def test_subregion_map(save_spine: Save) -> None:
    bones = {name: 49 for name in BONES} | {name: 100 for name in LEVELS} | {"canal": 61, "S1": 26}
    for convention in ("auto", "spineps"):
        assert "SPINEPS subregion" in refused(save_spine(bones), convention=convention)


def test_a_canal_alone_is_not_read_as_a_disc(save_spine: Save) -> None:
    path = save_spine({"canal": 100})  # SPIDER's canal has the number of TotalSpineSeg's disc L5/S1
    for convention in ("auto", "totalspineseg"):
        sentence = refused(path, convention=convention)
        assert "mm tall" in sentence
        assert "60 mm for a disc" in sentence


@pytest.mark.parametrize(
    ("name", "anchor"), [("spider", ["L5/S1"]), ("spineps", ["S1"]), ("totalspineseg", ["S1", "L5/S1"])]
)
def test_without_the_sacrum_the_lowest_level_is_needed(
    save_spine: Save, numbers: dict[str, dict[str, int]], name: str, anchor: list[str]
) -> None:
    path = save_spine({key: n for key, n in numbers[name].items() if key not in anchor})
    assert "--lowest-level" in refused(path)
    spine = load_spine(None, path, lowest_level="L5").spine
    assert spine.vertebra_levels == BONES
    # The count follows the user's word, not the numbers.
    moved = load_spine(None, path, lowest_level="L4")
    assert moved.spine.vertebra_levels == ("L4", "L3", "L2", "L1", "T12", "T11")
    assert any("own numbers" in note for note in moved.notes)


def test_lowest_level_as_a_disc(save_spine: Save, spider: dict[str, int]) -> None:
    path = save_spine({key: n for key, n in spider.items() if key not in ("L5/S1", "L5")})
    assert load_spine(None, path, lowest_level="L4/L5").spine.disc_levels == LEVELS[1:]


def test_lowest_level_that_contradicts_the_sacrum(save_spine: Save) -> None:
    assert "leave the option out" in refused(save_spine("totalspineseg"), lowest_level="L4")
    assert load_spine(None, save_spine("totalspineseg"), lowest_level="l5").spine.vertebra_levels == BONES


@pytest.mark.parametrize("level", ["L6", "C3", "", "5", "L4/S1"])
def test_lowest_level_that_is_no_level(save_spine: Save, level: str) -> None:
    assert "--lowest-level is" in refused(save_spine("spineps"), lowest_level=level)


def test_lowest_level_of_a_kind_that_is_not_there(save_spine: Save) -> None:
    assert "has no disc" in refused(save_spine("totalsegmentator"), lowest_level="L5/S1")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("spineps", {"L5": 25, "L4": 24, "L3": 23, "L2": 22, "L1": 21, "T12": 20}),
        ("totalspineseg", {"L5": 46, "L4": 45, "L3": 44, "L2": 43, "L1": 42, "T12": 41}),
    ],
)
def test_sixth_lumbar_vertebra(
    save_spine: Save, numbers: dict[str, dict[str, int]], name: str, change: dict[str, int]
) -> None:
    bones = {key: n for key, n in numbers[name].items() if "/" not in key} | change
    assert "transitional count" in refused(save_spine(bones))


def test_four_lumbar_vertebrae(save_spine: Save) -> None:
    path = save_spine({"S1": 26, "L5": 23, "L4": 22, "L3": 21, "L2": 20, "L1": 19})
    assert "transitional count" in refused(path)


def test_gap_in_the_numbering(save_spine: Save, spider: dict[str, int]) -> None:
    shifted = {key: n + (1 if "L2" in key or "L1" in key or "T12" in key else 0) for key, n in spider.items()}
    assert "gap in its numbering" in refused(save_spine({k: n for k, n in shifted.items() if "3" not in k}))


def test_level_that_the_numbering_skips(save_spine: Save) -> None:
    """Consecutive numbers on bones that are two levels apart."""
    path = save_spine({"S1": 26, "L5": 27, "L4": 28, "L2": 29, "L1": 30})
    assert "72 mm apart" in refused(path)


def test_one_missing_disc_is_a_note(save_spine: Save, spider: dict[str, int]) -> None:
    loaded = load_spine(None, save_spine({key: n for key, n in spider.items() if key != "L3/4"}))
    assert loaded.spine.disc("L3/4") is None
    assert loaded.spine.disc_levels == tuple(level for level in LEVELS if level != "L3/4")
    assert loaded.notes == ("The label map leaves out L3/4.",)


def test_instance_numbers_beside_a_sacrum_are_counted_from_it(save_spine: Save) -> None:
    """SPINEPS without its labelling step counts from the head down; the sacrum is 26 all the same."""
    bones = {bone: 6 - i for i, bone in enumerate(BONES)}
    discs = {disc: 106 - i for i, disc in enumerate(LEVELS)}
    loaded = load_spine(None, save_spine({"S1": 26, **bones, **discs}))
    assert loaded.spine.vertebra_levels == BONES
    assert loaded.spine.disc_levels == LEVELS
    assert "instance numbers" in loaded.notes[0]


def test_bone_seen_in_part_is_named(save_spine: Save, spider: dict[str, int]) -> None:
    spine = load_spine(None, save_spine({**spider, "T12": 106})).spine
    assert spine.vertebra_levels == BONES


def test_discs_numbered_one_level_off_the_bones(save_spine: Save, spider: dict[str, int]) -> None:
    shifted = {key: n + 1 if "/" in key else n for key, n in spider.items()}
    sentence = refused(save_spine(shifted), convention="spider", lowest_level="L5")
    assert "should lie" in sentence


def test_hanging_spinous_process_does_not_disturb_the_order(save_spine: Save, spider: dict[str, int]) -> None:
    """As in the lower thorax: most of the bone's voxels lie behind and below the next disc."""

    def hang(data: np.ndarray) -> np.ndarray:
        for number in range(6, 1, -1):
            top = int(np.argwhere(data == number)[:, 2].min())
            data[2:20, 0:4, top - 14 : top - 3] = number
        return data

    spine = load_spine(None, save_spine(spider, change=hang)).spine
    bone, disc = spine.vertebra("L1"), spine.disc("L1/2")
    assert bone is not None
    assert disc is not None
    assert bone.centre_mm()[2] < disc.centre_mm()[2] + 3
    assert spine.disc_levels == LEVELS


def test_two_numbers_for_one_level(save_spine: Save, spider: dict[str, int]) -> None:
    assert "both name" in refused(save_spine({**spider, "T12": 105}), convention="spider")


def test_speck_is_left_out_with_a_note(save_spine: Save, spider: dict[str, int]) -> None:
    def speck(data: np.ndarray) -> np.ndarray:
        index = np.argwhere(data == 206)
        data[tuple(index[5:].T)] = 0
        return data

    loaded = load_spine(None, save_spine(spider, change=speck))
    assert loaded.spine.disc("T12/L1") is None
    assert any("206" in note for note in loaded.notes)


@pytest.mark.parametrize(
    ("turn", "word"),
    [
        (np.diag([1.0, 1.0, -1.0, 1.0]), "should lie above"),
        (np.diag([1.0, -1.0, 1.0, 1.0]), "front and back"),
        (np.array([[1, 0, 0, 0], [0, 0.34, -0.94, 0], [0, 0.94, 0.34, 0], [0, 0, 0, 1.0]]), "degrees"),
    ],
)
def test_orientation_that_no_patient_has(save_spine: Save, turn: np.ndarray, word: str) -> None:
    assert word in refused(save_spine("spider", affine_change=turn), convention="spider")


def test_sacrum_alone(save_spine: Save) -> None:
    assert "no disc and no vertebra" in refused(save_spine({"S1": 50}), convention="totalspineseg")


@pytest.mark.parametrize(
    ("text", "rank"), [("L5/S1", 1), ("l4/5", 3), ("L4/L5", 3), ("L4-5", 3), ("T12/L1", 11), ("S1", 0)]
)
def test_level_names_are_understood(text: str, rank: int) -> None:
    assert rank_of(text) == rank


def test_numbers_are_listed_in_runs() -> None:
    assert list_numbers([203, 1, 2, 3, 100, 201]) == "1-3, 100, 201, 203"
