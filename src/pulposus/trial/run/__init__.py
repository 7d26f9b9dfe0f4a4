"""A list of seeded pieces, made in one process, in several or on a cluster, each kept as Parquet files.

A piece is the same to the last bit wherever it is made, and a folder that was left at any moment is gone on with.
Nothing here knows what the pieces hold.
"""
