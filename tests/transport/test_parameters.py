"""Draws from the library, and what the cell types do at a known state."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from pulposus.library import facts
from pulposus.numerics.backend import jnp
from pulposus.transport import CellType, published_parameters, sample_boundary, sample_parameters
from pulposus.transport.laws.metabolism import native_lactate, native_oxygen, published
from pulposus.transport.parameters import degenerate_share


def test_draws_are_seeded_and_differ() -> None:
    one, same, other = sample_parameters(64, 5), sample_parameters(64, 5), sample_parameters(64, 6)
    for f in fields(one):
        np.testing.assert_array_equal(getattr(one, f.name), getattr(same, f.name))
    assert not np.array_equal(one.glucose_limiter_mM, other.glucose_limiter_mM)
    supply = sample_boundary(64, 5)
    assert np.all([np.std(getattr(supply, f.name)) > 0 for f in fields(supply)])


def test_the_flux_area_spans_both_readings() -> None:
    p = sample_parameters(64, 1)
    assert p.flux_porosity_exponent.min() < 0.05
    assert p.flux_porosity_exponent.max() > 0.95


def test_grade_raises_oxygen_use_three_to_fivefold() -> None:
    """Cisewski 2018."""
    np.testing.assert_array_equal(degenerate_share(np.array([1, 2, 3, 4, 5])), [0, 0, 0.5, 1, 1])
    healthy = sample_parameters(200, 2, grade=np.full(200, 1)).native_oxygen_scale[:, CellType.NATIVE]
    degenerate = sample_parameters(200, 2, grade=np.full(200, 4)).native_oxygen_scale[:, CellType.NATIVE]
    ratio = degenerate / healthy
    assert 3.7 < ratio.mean() < 4.3
    assert np.mean((ratio > 3) & (ratio < 5)) > 0.9


def test_stromal_cells_use_what_was_measured() -> None:
    """98 and 12 nmol O2 per 1e6 cells and hour (Pattappa 2011); 5.5 for a native cell at the endplate."""
    p, rates = published_parameters(), published()
    oxygen, ph = jnp.asarray(5.1), rates.ph(jnp.asarray(0.8))
    assert float(native_oxygen(oxygen, ph, rates)) == pytest.approx(5.5, abs=0.05)
    np.testing.assert_allclose(p.respiration_nmol_1e6_h[0], [0, 98, 12])
    assert p.respiration_half_kPa[0] == pytest.approx(0.78, abs=0.005)
    made = p.lactate_scale[0] * float(native_lactate(oxygen, ph, rates))
    np.testing.assert_allclose(made, [150, 440, 220], rtol=1e-3)


def test_every_spread_named_in_a_note_is_a_listed_source() -> None:
    library = facts("transport")
    for name, fact in library.items():
        for word in (fact.note or "").split():
            if word.startswith("Prior"):
                assert word.strip(";,.") in library.sources, name
