"""From an image and its label map to named, measured discs."""
