"""All cases, in the order of their numbers."""

from pulposus.validation.cases import (
    bc1_death,
    bc2_turnover,
    bc3_injection,
    bc4_narrowing,
    bv1_supply,
    bv3_nulls,
    bv4_ovine,
    bv5_rabbit,
    bv7_grades,
    ev1_left_out,
    ev2_gain,
    m08_swelling_stress,
    t17_endplate_area,
    t18_supply,
    vt01_pressure,
    vt02_removal,
    vt03_degeneration,
    vt04_moments,
    vt07_day,
    vt08_creep,
    vt09_unloaded,
    vt14_glucose,
)

CASES = tuple(
    module.CASE
    for module in (
        vt01_pressure,
        vt02_removal,
        vt03_degeneration,
        vt04_moments,
        vt07_day,
        vt08_creep,
        vt09_unloaded,
        vt14_glucose,
        t17_endplate_area,
        t18_supply,
        m08_swelling_stress,
        bc1_death,
        bc2_turnover,
        bc3_injection,
        bc4_narrowing,
        bv1_supply,
        bv3_nulls,
        bv4_ovine,
        bv5_rabbit,
        bv7_grades,
        ev1_left_out,
        ev2_gain,
    )
)
