"""Where our solvers are set up for a case: a material point, a reduced slab, a column or a block of hexahedra."""
