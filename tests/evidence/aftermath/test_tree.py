"""The tree is JSON and holds every finding with its source."""

from __future__ import annotations

import json

import pytest

from pulposus.evidence.aftermath import TOPICS, aftermath, tree
from pulposus.treatment import names


@pytest.mark.parametrize("key", [*names(), "bm_msc_and_exercise"])
def test_json_and_back(key: str) -> None:
    found = aftermath(key)
    back = json.loads(json.dumps(tree(found)))
    assert tuple(back["topics"]) == TOPICS
    for topic, answer in back["topics"].items():
        assert answer["known"] == bool(found.answer(topic).records)
        assert len(answer["records"]) == len(found.answer(topic).records)
        for record in answer["records"]:
            assert record["source"]["citation"]
            assert record["measure"] is None or record["measure"]["kind"] in ("Share", "Amount", "Ratio")


def test_a_count_in_the_tree() -> None:
    topics = tree(aftermath("bm_expanded"))["topics"]
    assert isinstance(topics, dict)
    measure = topics["serious_harm"]["records"][0]["measure"]
    assert (measure["events"], measure["of"], measure["of_what"]) == (2, 136, "people")
