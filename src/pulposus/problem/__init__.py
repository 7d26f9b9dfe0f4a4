"""Any hexahedral mesh in: problem files, mesh readers, checks, FEBio export and the run of `pulposus solve`."""
