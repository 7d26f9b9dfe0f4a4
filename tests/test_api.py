"""The Python API: the same verbs as the command line, light to import, callable more than once."""

from __future__ import annotations

import pytest

import pulposus


@pytest.mark.parametrize("verb", ["demo_case", "load_case", "forecast", "measure", "facts", "bibtex"])
def test_verbs_stay_functions_after_their_modules_are_loaded(verb: str) -> None:
    """A package of the same name as a verb would take its place once it is imported."""
    for _ in range(2):
        assert callable(getattr(pulposus, verb))


def test_unknown_names_are_refused_by_name() -> None:
    with pytest.raises(AttributeError, match="'cure'"):
        pulposus.cure  # noqa: B018


def test_everything_public_is_listed() -> None:
    assert set(dir(pulposus)) == set(pulposus.__all__)
