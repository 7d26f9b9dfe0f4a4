"""Which treatments of the library a user's own treatment is made of."""

from __future__ import annotations

from pulposus.treatment import Injection, Treatment, load, names


def from_library(treatment: Treatment) -> bool:
    """Whether it is a treatment of the library, at whatever dose and volume."""
    if treatment.key not in names():
        return False
    plain = treatment.model_copy(update={"dose_override_1e6": None, "volume_override_mL": None})
    return plain == load(treatment.key)


def library_parts(treatment: Treatment) -> tuple[str, ...]:
    """Keys of the library's treatments whose procedure, operation, programme or effect it shares, in library order.

    Of injections the likest one is taken: first by the source of the cells, then by platelets and steroid, then by
    carrier. Of effects those treatments count that are nothing but that effect.
    """
    known = [load(key) for key in names()]
    found = set()
    if treatment.injection:
        given = treatment.injection
        found.add(max((t for t in known if t.injection), key=lambda t: _likeness(given, t.injection)).key)
    if treatment.surgery:
        kind = treatment.surgery.kind
        found |= {t.key for t in known if t.surgery and t.surgery.kind == kind}
    if treatment.activity:
        found |= {t.key for t in known if t.activity}
    effects = {relief.pain for relief in treatment.relief}
    found |= {
        t.key
        for t in known
        if t.relief and not (t.injection or t.surgery or t.activity) and effects & {r.pain for r in t.relief}
    }
    return tuple(t.key for t in known if t.key in found)


def _likeness(one: Injection, other: Injection | None) -> tuple[bool, ...]:
    assert other is not None
    sources = [given.cells.source if given.cells else None for given in (one, other)]
    return (
        sources[0] == sources[1],
        (one.cells is None) == (other.cells is None),
        (one.platelets is None) == (other.platelets is None),
        (one.steroid is None) == (other.steroid is None),
        one.carrier == other.carrier,
    )
