"""Every fact has value, unit, spread, population and source; draws follow the stated distribution."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from pydantic import ValidationError
from scipy import stats

from pulposus.errors import RunError
from pulposus.library import bibtex, facts, topics
from pulposus.library.sample import quantile, sample
from pulposus.library.schema import Fact, Source


@pytest.mark.parametrize("topic", topics())
def test_every_library_file_is_complete(topic: str) -> None:
    library = facts(topic)
    assert len(library) > 0
    for name in library:
        assert library.source(name).citation


@pytest.mark.parametrize("topic", topics())
def test_every_listed_source_is_used(topic: str) -> None:
    """By a fact as its source, or named in a fact's note (a second source, or that of its spread)."""
    library = facts(topic)
    used = {fact.source for fact in library.values()}
    notes = " ".join(fact.note or "" for fact in library.values())
    assert {key for key in library.sources if key not in used and key not in notes} == set()


def test_a_source_without_address_is_refused() -> None:
    with pytest.raises(ValidationError, match="doi, a pmid or a url"):
        Source(key="x", citation="Somebody 1999")


def test_an_analyst_prior_must_say_why() -> None:
    with pytest.raises(ValidationError, match="must say why"):
        Source(key="x", citation="our guess", kind="analyst prior", why="guess")


@pytest.mark.parametrize(
    ("kind", "spread"), [("sd", None), ("none", 1.0), ("uniform", 2.0), ("range", (3.0, 1.0)), ("sd", -1.0)]
)
def test_spread_must_fit_its_kind(kind: str, spread: object) -> None:
    entry = {
        "value": 1,
        "unit": "mm",
        "spread_kind": kind,
        "spread": spread,
        "population": "men",
        "source": "x",
    }
    with pytest.raises(ValidationError):
        Fact.model_validate(entry)


def test_missing_topic_and_fact_are_named() -> None:
    with pytest.raises(RunError, match=r"no library file 'nothing\.yaml'"):
        facts("nothing")
    with pytest.raises(RunError, match="no fact 'nothing'"):
        facts("biology")["nothing"]


@pytest.mark.parametrize(
    ("kind", "spread", "reference"),
    [
        ("sd", 2.0, stats.norm(10, 2)),
        ("log_sd", 0.5, stats.lognorm(s=0.5, scale=10)),
        ("uniform", (5.0, 20.0), stats.uniform(5, 15)),
        ("log_uniform", (1.0, 100.0), stats.loguniform(1, 100)),
        ("range", (6.08007, 13.91993), stats.norm(10, 2)),
    ],
)
def test_quantiles_agree_with_scipy(kind: str, spread: object, reference: stats.rv_continuous) -> None:
    fact = Fact.model_validate(
        {"value": 10, "unit": "mm", "spread_kind": kind, "spread": spread, "population": "men", "source": "x"}
    )
    u = np.linspace(0.01, 0.99, 9)
    np.testing.assert_allclose(quantile(fact, u), reference.ppf(u), rtol=1e-5)


def test_draws_are_seeded_and_independent_between_names() -> None:
    a = sample("biology", "msc_half_life_day", 64, 7)
    np.testing.assert_array_equal(a, sample("biology", "msc_half_life_day", 64, 7))
    b = sample("biology", "msc_differentiation_day", 64, 7)
    assert abs(stats.spearmanr(a, b).statistic) < 0.4
    assert not np.array_equal(a, sample("biology", "msc_half_life_day", 64, 8))


def test_bibtex_has_one_entry_per_source_used() -> None:
    text = bibtex(["biology"])
    assert text.count("@misc{") == len(facts("biology").sources)
    assert "10.1074/jbc.M600296200" in text


def test_library_files_are_plain_yaml_without_repeated_names() -> None:
    from importlib.resources import files

    class Strict(yaml.SafeLoader):
        pass

    def no_repeats(loader: Strict, node: yaml.MappingNode) -> dict[object, object]:
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"repeated key in {node.start_mark}"
        return yaml.SafeLoader.construct_mapping(loader, node, deep=True)

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, no_repeats)
    for path in (files("pulposus.library") / "facts").iterdir():
        yaml.load(path.read_text(encoding="utf-8"), Loader=Strict)
