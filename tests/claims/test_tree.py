"""Judgements for programs."""

from __future__ import annotations

import json

from pulposus.claims import Base, claim, judge, judge_all, tree


def test_it_is_json_and_every_number_has_unit_and_kind(base: Base) -> None:
    found = tree(judge_all(base))
    again = json.loads(json.dumps(found, allow_nan=False))
    assert again == found
    assert sum(found["counts"].values()) == len(found["claims"]) == 25
    for one in found["claims"]:
        assert one["verdict"] in found["counts"]
        for part in one["parts"]:
            assert part["beside"] == (part["verdict"] is None)
            for number in part["numbers"]:
                assert number["what"]
                assert number["kind"]
                low, high = number["low"], number["high"]
                assert (low is None) == (high is None)
                assert low is None or low <= number["value"] <= high


def test_every_number_of_a_judged_part_has_a_record_that_leads_somewhere(base: Base) -> None:
    for one in tree(judge_all(base))["claims"]:
        for part in one["parts"]:
            told = [n for n in part["numbers"] if n["kind"] not in ("limit", "practice", "fitted model")]
            if part["verdict"] is None or not told:
                continue
            moving = [record for record in part["records"] if not record["silent"]]
            assert moving, (one["id"], part["name"])
            for record in moving:
                assert record["citation"]
                assert record["address"].startswith("http") or record["design"] == "analyst prior", record["key"]
                assert record["said"]


def test_studies_say_where_they_were_read(base: Base) -> None:
    parts = tree([judge(claim("S1"), base)])["claims"][0]["parts"]
    records = {record["key"]: record for record in parts[0]["records"]}
    assert records["respine_2024"]["read_in"] == ["primary text: https://pubmed.ncbi.nlm.nih.gov/39393844/"]
    assert records["noriega_2017"]["grade"] == "A"
    assert records["amirdelfan_2021"]["silent"]
