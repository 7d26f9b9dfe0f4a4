"""A disc from 20 to 80: slow biology, damage that comes to some discs, and what an image shows of it."""
