"""The statement files: all of them, no verdict typed in, no number, every name known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from pulposus.claims.load import GROUPS, claim, claims, parse
from pulposus.errors import InputError, RunError
from pulposus.library import facts
from pulposus.treatment import names

IDS = [
    *("D1", "D2", "D3", "C1", "C2", "T1", "T2", "T3", "M1", "M2", "M3", "E1", "E2", "E3"),
    *("A1", "A2", "A3", "S1", "S2", "S3", "S4", "P1", "P2", "P3", "P4"),
]
# Facts that would have to be measured in people one day; today there are none.
WANTED = {"stress_after_cells*", "effect_of_cells_by_*", "experience_*"}


def leaves(found: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a file with its path."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(found, list):
        for value in found:
            yield from leaves(value, path)
    else:
        yield path, found


def test_every_statement_of_the_list_is_there_once_and_in_order() -> None:
    assert [one.id for one in claims()] == IDS
    assert {one.group for one in claims()} == set(GROUPS)


def test_no_file_holds_a_verdict(statement_files: dict[str, Any]) -> None:
    word = re.compile(
        r"support|mixed|untested|verdict|proven|disproved|\btrue\b|\bfalse\b|confirmed|refuted", re.IGNORECASE
    )
    for name, data in statement_files.items():
        told = [value for _, value in leaves(data) if isinstance(value, str)]
        assert [text for text in told if word.search(text)] == [], name


def test_no_file_holds_a_number_or_names_a_study(statement_files: dict[str, Any]) -> None:
    from pulposus.evidence.load import studies

    keys = {study.key for study in studies()}
    for name, data in statement_files.items():
        numbers = [
            (path, value)
            for path, value in leaves(data)
            if isinstance(value, (int, float)) and value not in (True, False)
        ]
        assert numbers == [], name
        assert {value for _, value in leaves(data)} & keys == set(), name


def test_every_limit_visit_and_treatment_is_known() -> None:
    library = facts("claims")
    for one in claims():
        for part in one.parts:
            given = part.model_dump()
            for field in ("important", "limit", "at_least", "visit"):
                assert given.get(field) is None or given[field] in library, (one.id, field)
            for key in (given.get("treatments") or {}).get("keys", ()):
                assert key in names(), (one.id, key)


def test_every_pattern_of_facts_finds_some_or_is_known_to_wait() -> None:
    for one in claims():
        for part in one.parts:
            if part.kind == "measured":
                for pattern in part.names:
                    found = any(fnmatchcase(name, pattern) for name in facts(part.topic))
                    assert found != (pattern in WANTED), (one.id, pattern)


def test_an_unknown_id_is_refused_with_the_nearest() -> None:
    assert claim("s1").id == "S1"
    with pytest.raises(InputError, match=r"--id: found 'S9', expected one of D1, .*; did you mean 'S\d'\?"):
        claim("S9")
    with pytest.raises(InputError, match="choose one of these"):
        claim("everything")


@pytest.mark.parametrize(("text", "said"), [("a: [", "cannot be read as YAML"), ("id: D1", "group: Field required")])
def test_a_file_that_does_not_fit_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(RunError, match=f"Statement file 'x.yaml'.*{said}"):
        parse(text, "x.yaml")
