"""Solutions that no solver of this project has touched: series, roots of scalar equations, collocation."""
