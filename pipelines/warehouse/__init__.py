"""The warehouse: DuckDB built from staged Parquet and ``sql/``, checked, then published."""
