"""Pages of the report site, one module a kind of page."""
