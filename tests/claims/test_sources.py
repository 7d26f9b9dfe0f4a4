"""Records of studies and of sources."""

from __future__ import annotations

import pytest
from made_up import trial

from pulposus.claims.sources import name_of, of_fact, of_study
from pulposus.library import facts
from pulposus.library.schema import Source


def test_a_study_leads_to_its_best_address() -> None:
    study = trial()
    record = of_study(study, "said so", {"made_up"})
    assert (record.key, record.design, record.grade) == ("made_up", "randomised", "A")
    assert record.address == "https://example.org/made-up"
    assert record.read_in == ("primary text: https://example.org/made-up",)
    with_doi = study.model_copy(update={"reference": study.reference.model_copy(update={"doi": "10.1000/x"})})
    assert of_study(with_doi, "", set()).address == "https://doi.org/10.1000/x"


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"doi": "10.1000/x", "url": "https://a.b"}, "https://doi.org/10.1000/x"),
        ({"pmid": "12", "url": "https://a.b"}, "https://pubmed.ncbi.nlm.nih.gov/12/"),
        ({"url": "https://a.b"}, "https://a.b"),
    ],
)
def test_address_of(fields: dict[str, str], address: str) -> None:
    assert Source(key="k", citation="Somebody 2020", **fields).address == address


def test_a_fact_leads_to_its_source() -> None:
    record = of_fact(facts("claims"), "important_pain", "15 points")
    assert record.address == "https://doi.org/10.1002/14651858.CD009790.pub2"


@pytest.mark.parametrize(("key", "name"), [("wilke_1999", "Wilke 1999"), ("Wilke1999", "Wilke 1999"), ("a-b", "A B")])
def test_name_of(key: str, name: str) -> None:
    assert name_of(key) == name
