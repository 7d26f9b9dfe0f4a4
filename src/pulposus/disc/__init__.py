"""The disc: shape, tissue, and its two meshes."""
