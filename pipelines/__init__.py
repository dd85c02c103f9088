"""The stock-car results warehouse: from raw Wikipedia articles to a DuckDB file.

Data flows one way: ``sources`` -> ``documents`` -> ``recognition`` -> ``normalise`` ->
``staged`` (Parquet) -> ``warehouse`` (DuckDB). ``defs`` is the Dagster shell around it.
"""
