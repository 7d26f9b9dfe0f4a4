"""Laws of transport at a point: the same on every mesh, differentiable, free of constants of their own."""
