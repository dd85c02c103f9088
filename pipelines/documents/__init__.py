"""Documents: an article as sections, tables and cells. Knows nothing of racing."""
