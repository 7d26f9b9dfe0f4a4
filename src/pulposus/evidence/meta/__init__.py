"""Putting studies together: pairwise, by moderators, and as a network; with and without a control are never mixed."""
