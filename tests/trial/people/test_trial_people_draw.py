"""Marginals are those of the library within Monte Carlo error, correlations come back, people keep their numbers."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pulposus.errors import InputError
from pulposus.levels import LUMBAR_DISCS
from pulposus.library import facts, value
from pulposus.trial.people import COLUMNS, Population, correlation, draw, joined, person
from pulposus.trial.people.columns import HERNIATIONS
from pulposus.trial.people.marginals import at_least_one, bounded_normal
from pulposus.trial.people.painful_disc import severity_mean, severity_sd
from pulposus.trial.people.streams import BLOCK

N = 40_000
SURE = 4.5  # standard errors; some sixty numbers are compared


@pytest.fixture(scope="module")
def people() -> Population:
    return draw(N, seed=11)


def share_close(found: np.ndarray, share: float, slack: float = 0.0) -> None:
    assert abs(found.mean() - share) < SURE * np.sqrt(share * (1 - share) / N) + slack


@pytest.mark.parametrize(
    ("column", "fact"),
    [
        ("female", "female_share"),
        ("smoker", "smoker_share"),
        ("diabetes", "diabetes_share"),
        ("heavy_work", "heavy_work_share"),
        ("low_mood", "low_mood_share"),
        ("severe_depression", "severe_depression_share"),
        ("supervised_therapy", "supervised_therapy_share"),
        ("facet_pain", "facet_source_share"),
        ("sacroiliac_pain", "sacroiliac_source_share"),
        ("radiculopathy", "radiculopathy_share"),
        ("spondylolysis", "spondylolysis_share"),
        ("transitional_vertebra", "transitional_vertebra_share"),
        ("instability", "instability_share"),
        ("canal_stenosis", "canal_stenosis_share"),
        ("scoliosis", "scoliosis_share"),
        ("osteoporosis", "osteoporosis_share"),
        ("prior_lumbar_surgery", "prior_surgery_share"),
        ("prior_disc_injection", "prior_disc_injection_share"),
    ],
)
def test_yes_and_no_have_the_shares_of_the_library(people: Population, column: str, fact: str) -> None:
    share_close(getattr(people, column), value("trial_people", fact))


def test_numbers_have_the_means_and_spreads_of_the_library(people: Population) -> None:
    wanted = {
        "age_y": (45.9, 10.1),
        "pain_0_100": tuple(value("symptoms", f"pain_{what}") for what in ("population_mean", "between_person_sd")),
        "odi_0_100": tuple(value("symptoms", f"odi_{what}") for what in ("population_mean", "between_person_sd")),
    }
    for name, (mean, sd) in wanted.items():
        found = getattr(people, name)
        assert abs(found.mean() - mean) < SURE * sd / N**0.5, name
        assert abs(found.std() - sd) < SURE * sd / (2 * N) ** 0.5, name
    log_bmi = np.log(people.bmi_kg_m2)
    assert abs(log_bmi.mean() - np.log(27.1)) < SURE * 0.18 / N**0.5
    assert abs(log_bmi.std() - 0.18) < 0.004


def test_durations_meet_the_published_share_and_end_in_adolescence(people: Population) -> None:
    share_close(people.duration_months > 60, 0.64, slack=0.005)  # the median is solved without the tie to age
    assert people.duration_months.min() >= 3
    assert (people.duration_months <= 12 * (people.age_y - 12) + 1e-9).all()
    assert (people.failed_care_months <= people.duration_months).all()


def test_parts_with_nought(people: Population) -> None:
    share_close(people.leg_pain_percent == 0, 0.41)
    some = people.leg_pain_percent[people.leg_pain_percent > 0]
    assert np.median(some) == pytest.approx(60, rel=0.03)
    assert np.log(some).std() == pytest.approx(0.6, rel=0.03)
    # Those with a compressed root are those with the most leg pain.
    assert people.leg_pain_percent[people.radiculopathy].min() >= people.leg_pain_percent[~people.radiculopathy].max()
    share_close(people.opioid_MME_per_day > 0, 0.329)
    dose = people.opioid_MME_per_day[people.opioid_MME_per_day > 0]
    # Means of 17 to 65 mg and 3.5 to 14.2 % above 90 mg are published.
    assert 17 < dose.mean() < 65
    assert 0.035 < (dose > 90).mean() < 0.142


def test_choices_have_the_shares_of_the_library(people: Population) -> None:
    for column, stem, names in (
        (people.level, "level_share_", LUMBAR_DISCS),
        (people.herniation, "herniation_share_", HERNIATIONS),
    ):
        counts = [np.count_nonzero(column == name) for name in names]
        expected = N * np.array([value("trial_people", stem + name) for name in names])
        assert stats.chisquare(counts, expected).pvalue > 1e-5


def test_painful_discs_are_counted_by_a_poisson_without_nought(people: Population) -> None:
    assert people.symptomatic_levels.min() == 1
    assert people.symptomatic_levels.mean() == pytest.approx(172 / 114, abs=0.02)
    rate = 0.8998  # rate / (1 - exp(-rate)) = 1.51
    chance = np.exp(-rate) / (1 - np.exp(-rate))
    for discs, factor in ((1, rate), (2, rate**2 / 2), (3, rate**3 / 6)):
        share_close(people.symptomatic_levels == discs, chance * factor, slack=1e-3)
    assert at_least_one(np.array([0.0, 0.999999]), 1.51, 5).tolist() == [1, 5]


def test_grades_are_near_those_of_591_patients(people: Population) -> None:
    """The numbers that the shift and the spread of severity were chosen on: I 1.5 to 2.0 %, V 5.1 to 8.1 %."""
    assert 0.015 < (people.pfirrmann == 1).mean() < 0.025
    assert 0.051 < (people.pfirrmann == 5).mean() < 0.086
    assert set(people.pfirrmann) == {1, 2, 3, 4, 5}
    assert set(people.modified_pfirrmann) == set(range(1, 9))
    # One severity, one reader: the two grades go together, and neither is the other turned into its scale.
    r = stats.spearmanr(people.pfirrmann, people.modified_pfirrmann)[0]
    assert 0.8 < r < 0.95
    for grade in (2, 3, 4):
        assert len(set(people.modified_pfirrmann[people.pfirrmann == grade])) >= 4


def test_severity_is_that_of_the_age_and_worse(people: Population) -> None:
    residual = people.severity - severity_mean(people.age_y)
    assert abs(residual.mean()) < SURE * severity_sd() / N**0.5
    assert residual.std() == pytest.approx(severity_sd(), rel=0.02)
    assert severity_mean(np.array([40.0])) == pytest.approx(value("mri_reading", "severity_mean_40") + 0.7)


def test_height_is_that_of_level_sex_and_collapse(people: Population) -> None:
    collapsed = np.rint(people.severity) >= 5
    assert (people.height_kept_percent[~collapsed] == 100).all()
    assert people.height_kept_percent[collapsed].min() >= 45
    assert people.height_kept_percent[collapsed].max() <= 85
    for level in ("L4/5", "L5/S1"):
        there = (people.level == level) & ~collapsed
        mean = value("geometry", f"middle_height_mm_{level}")
        for woman, factor in ((True, 0.96), (False, 1.04)):
            found = people.middle_height_mm[there & (people.female == woman)]
            assert abs(found.mean() - mean * factor) < SURE * found.std() / len(found) ** 0.5
        lower = people.middle_height_mm[(people.level == level) & collapsed].mean()
        assert lower / people.middle_height_mm[there].mean() == pytest.approx(0.65, abs=0.02)


def test_T2_falls_with_severity_and_lies_on_the_anchors_of_the_grades(people: Population) -> None:
    for grade, anchor in ((2, 128.99), (3, 84.1), (4, 51.2)):
        at = np.abs(people.severity - grade) < 0.05
        assert np.exp(np.log(people.T2_ms[at]).mean()) == pytest.approx(anchor, rel=0.02)


def test_modic_types(people: Population) -> None:
    share_close(people.modic > 0, 0.39)
    some = people.modic[people.modic > 0]
    for kind, published in ((1, 35 / 153), (2, 110 / 153), (3, 8 / 153)):
        assert (some == kind).mean() == pytest.approx(published, abs=0.015)
    assert (people.modic[people.severity > 3.5] > 0).mean() > (people.modic[people.severity < 3] > 0).mean() + 0.15


def test_tears_and_protrusions(people: Population) -> None:
    for severity, mean in ((3.0, 2.25), (4.0, 3.125)):  # 0.5 at grade I to 4 at grade V
        at = np.abs(people.severity - severity) < 0.1
        assert people.annular_tear_dallas[at].mean() == pytest.approx(mean, abs=0.1)
    sized = np.isin(people.herniation, HERNIATIONS[2:])
    assert (people.protrusion_mm[~sized] == 0).all()
    assert np.median(people.protrusion_mm[sized]) == pytest.approx(4, rel=0.03)
    assert people.listhesis_grade[people.spondylolysis].astype(bool).mean() == pytest.approx(0.514, abs=0.05)
    assert people.listhesis_grade[~people.spondylolysis].astype(bool).mean() == pytest.approx(0.074, abs=0.008)


def test_correlations_come_back_from_the_columns(people: Population) -> None:
    """Ranks for two numbers, r = 2 sin(pi rho / 6); the shift of a score between classes for a number and a class."""
    r = correlation.used().matrix
    numbers = {
        "age": people.age_y,
        "bmi": people.bmi_kg_m2,
        "pain": people.pain_0_100,
        "odi": people.odi_0_100,
        "severity": people.severity - severity_mean(people.age_y),
    }
    for one in numbers:
        for other in numbers:
            rho = stats.spearmanr(numbers[one], numbers[other])[0]
            wanted = r[correlation.place(one), correlation.place(other)]
            assert 2 * np.sin(np.pi * rho / 6) == pytest.approx(wanted, abs=0.025), (one, other)
    classes = {name: getattr(people, name) for name in ("female", "smoker", "diabetes", "heavy_work", "low_mood")}
    for name, number in numbers.items():
        score = stats.norm.ppf((stats.rankdata(number) - 0.5) / N)
        for kind, yes in classes.items():
            share = yes.mean()
            density = stats.norm.pdf(stats.norm.ppf(1 - share))
            shift = score[yes].mean() - score[~yes].mean()
            found = shift * share * (1 - share) / density
            wanted = r[correlation.place(name), correlation.place(kind)]
            assert found == pytest.approx(wanted, abs=0.035), (name, kind)
    assert np.corrcoef(people.pain_0_100, people.odi_0_100)[0, 1] == pytest.approx(0.63, abs=0.015)


@settings(max_examples=20, deadline=None)
@given(first=st.integers(0, 5 * BLOCK), n=st.integers(1, 2 * BLOCK), cut=st.floats(0, 1))
def test_people_belong_to_their_numbers(first: int, n: int, cut: float) -> None:
    """Drawn together or in pieces, in any order, the same people come out, bit for bit."""
    whole = draw(n, 5, first)
    at = int(cut * n)
    pieces = [draw(size, 5, start) for start, size in ((first, at), (first + at, n - at)) if size]
    again = joined(pieces)
    for name, column in whole.as_columns().items():
        assert np.array_equal(column, again.as_columns()[name]), name
    assert whole.id.tolist() == list(range(first, first + n))


def test_another_seed_is_another_crowd_and_measures_do_not_share_their_luck() -> None:
    one, other = draw(BLOCK, 1), draw(BLOCK, 2)
    assert not np.array_equal(one.pain_0_100, other.pain_0_100)
    assert abs(np.corrcoef(one.pain_0_100, other.pain_0_100)[0, 1]) < 0.15
    assert abs(np.corrcoef(one.instability, one.scoliosis)[0, 1]) < 0.15


def test_population_has_the_columns_of_the_table() -> None:
    assert [field.name for field in fields(Population)] == ["id", *(column.name for column in COLUMNS)]
    people = draw(3000, 0)
    for column in COLUMNS:
        found = getattr(people, column.name)
        assert found.shape == (3000,)
        if column.kind == "choice":
            assert set(found) <= set(column.options)
        else:
            low, high = column.limits
            assert low <= found.min(), column.name
            assert found.max() <= high, column.name
        assert found.dtype.kind == {"number": "f", "whole number": "i", "yes or no": "b", "choice": "U"}[column.kind]


def test_taking_and_joining_keeps_people() -> None:
    people = draw(50, 0)
    some = people.take(people.female)
    assert len(some) == people.female.sum()
    assert some.id.tolist() == np.flatnonzero(people.female).tolist()
    assert joined([some, people]).age_y.tolist() == [*some.age_y, *people.age_y]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((0, 1), "The number of people is 0; give 1 or more."),
        ((5, -1), "The seed is -1; give 0 or more."),
        ((5, 1, -3), "The first person is -3; give 0 or more."),
    ],
)
def test_bad_requests(arguments: tuple[int, ...], said: str) -> None:
    with pytest.raises(InputError) as caught:
        draw(*arguments)
    assert str(caught.value) == said


def test_bounded_normal_has_the_moments_asked_for() -> None:
    """Against SciPy's truncated normal, whose moments are computed otherwise."""
    found = bounded_normal(55.0, 21.0, 0.0, 100.0)
    cut = stats.truncnorm(-found.centre / found.scale, (100 - found.centre) / found.scale, found.centre, found.scale)
    assert cut.mean() == pytest.approx(55)
    assert cut.std() == pytest.approx(21)
    x = np.linspace(1, 99, 9)
    assert found.probability(x) == pytest.approx(cut.cdf(x))
    assert found.quantile(found.probability(x)) == pytest.approx(x)


def test_every_correlation_of_the_library_is_used() -> None:
    names = [name for name in facts("trial_people") if name.startswith(correlation.STEM)]
    matrix = correlation.published()
    assert np.count_nonzero(np.triu(matrix, 1)) == len(names) + 1  # and pain with ODI
    assert np.array_equal(matrix, matrix.T)
    assert correlation.used().change == 0
    assert np.linalg.eigvalsh(correlation.used().matrix)[0] > 0.1


def test_nearest_correlation_is_that_of_higham() -> None:
    """Example of N. Higham, IMA J Numer Anal 2002;22:329: its nearest matrix to four digits."""
    found = correlation.nearest(np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]]))
    wanted = np.array([[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]])
    assert found.matrix == pytest.approx(wanted, abs=2e-4)
    assert np.linalg.eigvalsh(found.matrix)[0] > 0
    assert found.change == pytest.approx(0.2393, abs=2e-4)


def test_scores_of_pain_and_odi_are_those_of_the_symptoms() -> None:
    """The library's mean and SD are of people who seek care; the facts of a trial's baseline are not inputs."""
    for name in ("pain", "odi"):
        found = person.score(name)
        u = (np.arange(4000) + 0.5) / 4000
        assert found.quantile(u).mean() == pytest.approx(value("symptoms", f"{name}_population_mean"), abs=0.01)
        assert found.quantile(u).std() == pytest.approx(value("symptoms", f"{name}_between_person_sd"), abs=0.05)
