"""All cases, in the order of their numbers."""

from pulposus.verification.cases import (
    v01_confined_creep,
    v02_ramp_relaxation,
    v03_unconfined,
    v04_mandel,
    v05_free_swelling,
    v06_schroeder,
    v07_donnan,
    v08_simple_slabs,
    v09_michaelis_menten,
    v10_coupled_slab,
    v11_bilayer,
    v12_viability,
    v15_patch,
    v16_manufactured,
    v17_vermeer_verruijt,
)

CASES = tuple(
    module.CASE
    for module in (
        v01_confined_creep,
        v02_ramp_relaxation,
        v03_unconfined,
        v04_mandel,
        v05_free_swelling,
        v06_schroeder,
        v07_donnan,
        v08_simple_slabs,
        v09_michaelis_menten,
        v10_coupled_slab,
        v11_bilayer,
        v12_viability,
        v15_patch,
        v16_manufactured,
        v17_vermeer_verruijt,
    )
)
