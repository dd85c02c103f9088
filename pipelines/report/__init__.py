"""The report site: pages and charts made of the published file, for people who do not query."""
