"""Plain sentences hold the numbers, and promise nothing."""

from __future__ import annotations

from types import SimpleNamespace

from pulposus.evidence.meta.analysis import controlled, within_arms
from pulposus.evidence.meta.dose import by_dose
from pulposus.evidence.meta.kinds import Differences
from pulposus.evidence.meta.network.analysis import analyse
from pulposus.evidence.meta.sentences import of_controlled, of_dose, of_network, of_within
from pulposus.evidence.schema import Study

PROMISES = ("works", "effective", "heals", "cure", "regenerat", "proven", "breakthrough", "guarantee", "best")


def test_no_sentence_promises_anything() -> None:
    said = [of_controlled(controlled(m).main) for m in ("pain", "odi", "responders")]
    said += [of_within(within_arms(m)) for m in ("pain", "responders")] + [of_network(analyse("pain"))]
    assert [(word, s) for s in said for word in PROMISES if word in s.lower()] == []


def trial(build: SimpleNamespace, key: str, ours: float, theirs: float = -20.0) -> object:
    return build.study(
        key,
        build.arm("cells", "bm_msc", [build.pain(12, ours, sd=20)], product=build.CELLS, n=100),
        build.arm("sham", "sham", [build.pain(12, theirs, sd=20)], n=100),
    )


def test_a_difference_is_said_with_its_direction_and_people(build: SimpleNamespace) -> None:
    said = of_controlled(controlled("pain", studies=[trial(build, "a", -30)]).main)  # type: ignore[list-item]
    assert "Pain fell by 10.0 points more with cells than with the control" in said
    assert "interval 15.5 points more to 4.5 points more; 1 study, 200 people" in said
    assert "No difference lies outside this interval." in said
    said = of_controlled(controlled("pain", studies=[trial(build, "a", -18)]).main)  # type: ignore[list-item]
    assert "fell by 2.0 points less with cells" in said
    assert "No difference lies inside this interval." in said


def test_two_studies_say_why_they_are_wide(build: SimpleNamespace) -> None:
    two = [trial(build, "a", -30), trial(build, "b", -24)]
    said = of_controlled(controlled("pain", studies=two).main)  # type: ignore[arg-type]
    assert "were the true effect the same in both" in said
    three = of_controlled(controlled("pain", studies=[*two, trial(build, "c", -27)]).main)  # type: ignore[list-item]
    assert "A further study of this kind would be expected" in three


def test_what_was_found_in_words_is_not_forgotten(build: SimpleNamespace) -> None:
    finding = {"measure": "pain", "direction": "no difference", "words": "none", "read_in": "paper"}
    silent = build.study(
        "silent", build.arm("cells", "bm_msc", product=build.CELLS), build.arm("sham", "sham"), findings=[finding]
    )
    said = of_controlled(controlled("pain", studies=[silent]).main)
    assert said.startswith("No controlled study of the base gives pain in numbers")
    assert "1 'no difference'" in said


def test_a_ratio_is_said_in_people(build: SimpleNamespace) -> None:
    def share(value: float) -> dict[str, object]:
        return {"month": 12, "measure": "responders", "statistic": "share", "value": value,
                "definition": {"pain": {"percent": 50}}}  # fmt: skip

    study = build.study(
        "s", build.arm("cells", "bm_msc", [share(0.6)], product=build.CELLS, n=100),
        build.arm("sham", "sham", [share(0.5)], n=100),
    )  # fmt: skip
    said = of_controlled(controlled("responders", studies=[study]).main)
    assert "risk ratio of responders 1.20" in said
    assert "Of 100 people 50 responded with the control; at this ratio it is 60 (" in said


def test_dose_without_studies() -> None:
    assert of_dose(by_dose(Differences(()))).startswith("Dose: too few")


def test_parts_of_the_network_are_named(build: SimpleNamespace) -> None:
    def link(key: str, one: str, two: str) -> Study:
        arms = [build.arm(f"arm_{name}", name, [build.pain(12, -20, sd=20)]) for name in (one, two)]
        return build.study(key, *arms)

    linked = [link("a", "bm_msc", "sham"), link("b", "bm_msc", "sham")]
    assert of_network(analyse("pain", studies=linked)) == (
        "The pain network is connected: marrow-derived cells in saline and sham injection."
    )
    said = of_network(analyse("pain", studies=[*linked, link("c", "fusion", "exercise")]))
    assert "falls into 2 parts that no trial links: marrow-derived cells in saline and sham injection; " in said
    assert "exercise and rehabilitation and fusion" in said
    assert "In 1 of them nothing was compared twice" in said
    assert "there is no network" in of_network(analyse("odi", studies=linked))
