"""Cells, inflammation, matrix and damage of one disc over months."""
