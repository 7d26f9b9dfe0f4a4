"""Maps, rules, subgroups and expected gains from groups whose gains are known."""

from __future__ import annotations

import made_up_trial
import numpy as np
import pytest

from pulposus.trial.answers.answer import Answers, answer
from pulposus.trial.answers.maps import dose_map
from pulposus.trial.answers.tables import Tables
from pulposus.trial.answers.worlds import expected, lead_arm

DESIGN = made_up_trial.design()


def test_the_lead_arm_is_the_one_of_the_design_with_the_largest_gain(tables: Tables, answers: Answers) -> None:
    groups = expected(tables, DESIGN)
    assert lead_arm(groups, DESIGN) == "cells_18" == answers.lead
    assert {one.arm for one in groups} > set(DESIGN.active)  # further doses are told, but lead no trial
    assert all(len(one.gain) == 200 and (np.diff(one.world) > 0).all() for one in groups)


def test_expected_gains_are_counted_over_worlds(tables: Tables, answers: Answers) -> None:
    drawn = -tables.read("SELECT difference FROM groups WHERE kind = 'all' AND arm = 'cells_18' ORDER BY world")[
        "difference"
    ]
    found = answers.worth[1]
    assert found.band == pytest.approx(tuple(np.quantile(drawn, [0.05, 0.5, 0.95])))
    assert found.any_gain == np.mean(drawn > 0)
    assert found.threshold == 15.0
    assert found.meaningful == np.mean(drawn >= 15)


def test_a_rule_adds_what_its_people_lack(answers: Answers) -> None:
    assert answers.rules is not None
    added = {rule.without.key: rule for rule in answers.rules.rules}
    for words, off, screened in made_up_trial.RULES:
        rule = added[words]
        assert rule.added_gain == pytest.approx((-off,) * 3, abs=1e-9)
        assert rule.without.screened_per_enrolled == pytest.approx(screened)
    strict = added["Pfirrmann grade: grade 3 to 4"]
    assert strict.enrichment
    assert not added["low back pain: at least 40 points of 100"].enrichment
    # Without the rule 4 / 2.2 times the people are enrolled of as many screened, so it is worth less than it adds.
    assert strict.added_chance_same_screened < strict.added_chance
    assert strict.without.chance_same_screened > strict.without.chance
    worths = [rule.added_chance_same_screened for rule in answers.rules.rules]
    assert worths == sorted(worths, reverse=True)


def test_a_subgroup_differs_only_where_the_worlds_agree(answers: Answers) -> None:
    assert answers.forest is not None
    found = {one.key: one for one in answers.forest.groups}
    assert found["pfirrmann_3"].differs
    assert found["pfirrmann_5"].differs
    assert not found["modic_some"].differs
    assert not found["pfirrmann_4"].differs  # half a point in every world is no difference worth a claim
    assert found["pfirrmann_5"].beside_all == pytest.approx((-2.5,) * 3)
    assert answers.forest.everybody.beside_all == (0.0, 0.0, 0.0)
    chances = [found[f"pfirrmann_{grade}"].chance for grade in (3, 4, 5)]
    assert chances == sorted(chances, reverse=True)


def test_the_map_rises_with_dose_and_limit(answers: Answers) -> None:
    found = answers.map
    assert found is not None
    assert found.arm == "cells_18"
    assert found.doses_1e6 == (2.0, 6.0, 18.0, 60.0)
    assert found.limits == (40.0, 50.0, 60.0, 70.0)
    assert (np.diff(found.chances, axis=0) > 0).all()
    assert (np.diff(found.chances, axis=1) > 0).all()
    assert found.best == (3, 3)
    assert found.screened[0] == pytest.approx([4, 6, 8, 10])
    assert found.gains[2, 0] == pytest.approx(answers.worth[1].band[1])


def test_the_map_has_one_side_where_only_one_was_asked_for(tables: Tables, answers: Answers) -> None:
    groups = expected(tables, DESIGN)
    explore = DESIGN.explore
    doses = DESIGN.model_copy(update={"explore": explore.model_copy(update={"selection": None})})
    found = dose_map(groups, doses, "cells_18", answers.seen)
    assert found is not None
    assert found.chances.shape == (4, 1)
    assert np.isnan(found.limits[0])
    limits = DESIGN.model_copy(update={"explore": explore.model_copy(update={"doses": None})})
    only = dose_map(groups, limits, "cells_6", answers.seen)
    assert only is not None
    assert (only.arm, only.chances.shape) == ("cells_6", (1, 4))
    neither = DESIGN.model_copy(update={"explore": explore.model_copy(update={"doses": None, "selection": None})})
    assert dose_map(groups, neither, "cells_18", answers.seen) is None


def test_a_responder_endpoint_is_told_in_people_of_100() -> None:
    design = DESIGN.model_copy(update={"primary": ("responder_12",)})
    rows = made_up_trial.tables_of()
    scaled = rows["groups"]
    share = -0.01 * np.asarray(scaled["difference"])
    import pyarrow as pa

    rows["groups"] = scaled.set_column(scaled.column_names.index("difference"), "difference", pa.array(share))
    found = answer(design, made_up_trial.connected(rows))
    assert found.worth[1].meaningful is None
    assert found.worth[1].band[1] == pytest.approx(4.8, abs=1.0)
    assert "people of 100" in " ".join(found.decision.sentences)
