"""Analyses of a finished trial as pure functions, vectorised over replicates where trials run by the thousand."""
