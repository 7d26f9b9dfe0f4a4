"""Levels of equivalency and of the comparison itself."""

from __future__ import annotations

import made_results as made

NULL = made.row("BV3", "no change of pain through the disc, share of draws")
RABBITS = made.row("BV5", "added cells alive at 6 and 8 weeks")


def test_an_animal_s_disc_is_another_kind_of_input() -> None:
    both = made.results(validation=(made.validated("BV3", NULL), made.validated("BV5", RABBITS)))
    assert made.level(both, "trial_arm", "equivalency") == 0
    people = made.results(validation=(made.validated("BV3", NULL),))
    assert made.level(people, "trial_arm", "equivalency") == 1  # a typical disc for theirs
    arms = made.results(validation=())
    assert made.level(arms, "trial_arm", "equivalency", made.honesty()) == 2


def test_the_top_needs_both_uncertainties() -> None:
    bare = made.row("BV3", NULL.name, with_band=False)
    results = [made.results(validation=(made.validated("BV3", row),)) for row in (NULL, bare)]
    assert [made.level(each, "trial_arm", "output_comparison") for each in results] == [3, 2]


def test_nothing_compared_is_level_nothing() -> None:
    assert made.level(made.results(validation=()), "trial_arm", "output_comparison") == 0
