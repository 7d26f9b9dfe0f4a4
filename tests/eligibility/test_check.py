"""Red flags come first; then the trials, the own rule, and what to ask next."""

from __future__ import annotations

import pytest

from pulposus.eligibility import Answers, check, red_flags, trials
from pulposus.eligibility.check import NOT_APPROVAL
from pulposus.eligibility.tree import as_tree

ALL_NO = {flag.key: False for flag in red_flags().flags}


@pytest.mark.parametrize("flag", red_flags().flags, ids=lambda flag: flag.key)
def test_each_raised_flag_stops_everything(flag) -> None:  # type: ignore[no-untyped-def]
    found = check(Answers({"age_y": 45}, red_flags={**ALL_NO, flag.key: True}))
    assert found.stopped
    assert (found.trials, found.consensus, found.ask_next()) == ((), None, ())
    assert flag.words in found.flags.sentence
    assert red_flags().what_to_do[flag.urgency] in found.flags.sentence
    assert as_tree(found)["trials"] == []


def test_the_most_urgent_flag_says_what_to_do() -> None:
    found = check(Answers(red_flags={"night_pain": True, "bladder_or_bowel": True}))
    assert "today" in found.flags.sentence
    assert [flag.key for flag in found.flags.raised] == ["bladder_or_bowel", "night_pain"]


@pytest.mark.parametrize(
    ("answer", "flag"), [("cancer", "cancer_history"), ("immunosuppression", "steroids_or_weak_immunity")]
)
def test_the_same_yes_elsewhere_raises_the_flag_and_a_no_does_not_answer_it(answer: str, flag: str) -> None:
    assert [one.key for one in check(Answers({answer: True}, red_flags=ALL_NO)).flags.raised] == [flag]
    assert flag in [one.key for one in check(Answers({answer: False})).flags.unanswered]


def test_flags_that_were_not_asked_are_named_and_nothing_is_stopped() -> None:
    found = check(Answers())
    assert not found.stopped
    assert len(found.flags.unanswered) == len(red_flags().flags)
    assert check(Answers(red_flags=ALL_NO)).flags.unanswered == ()


def test_every_trial_is_judged_and_the_own_rule_is_none_of_them() -> None:
    found = check(Answers())
    assert [one.criteria.key for one in found.trials] == [criteria.key for criteria in trials()]
    assert found.consensus is not None
    assert found.consensus.criteria.kind == "judgement"
    assert {one.verdict for one in found.trials} == {"unknown"}


def test_what_to_ask_next_counts_the_trials_that_wait() -> None:
    found = check(Answers())
    asked = {question.key: count for question, count in found.ask_next()}
    for key in ("modified_pfirrmann", "age_y"):
        assert asked[key] == sum(key in one.missing for one in found.trials)
    assert list(asked.values()) == sorted(asked.values(), reverse=True)
    infant = check(Answers({"age_y": 10}))  # settled in every trial that has a limit of age
    waiting = [one for one in infant.trials if one.verdict == "unknown"]
    assert max(count for _, count in infant.ask_next()) <= len(waiting) < len(trials())


def test_the_tree_says_that_a_listing_is_no_approval() -> None:
    tree = as_tree(check(Answers({"age_y": 45})))
    assert tree["not_approval"] == NOT_APPROVAL
    assert "not approved" in NOT_APPROVAL
    assert tree["stopped"] is False
    assert len(tree["trials"]) == len(trials()) + 1  # type: ignore[arg-type]
