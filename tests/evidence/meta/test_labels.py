"""Names in tables."""

from __future__ import annotations

from pulposus.evidence.load import study
from pulposus.evidence.meta.labels import label, short_name, treatment_name


def test_acronyms_keep_their_capitals() -> None:
    assert short_name(study("vast_2021")) == "VAST 2021"
    assert short_name(study("noriega_2017")) == "Noriega 2017"
    assert label(study("noriega_2017"), "bm_msc", "sham") == "Noriega 2017: bm msc against sham"


def test_treatments_have_the_name_of_the_library() -> None:
    assert treatment_name("natural") == "natural course"
    assert treatment_name("methylene_blue") == "methylene blue"
