"""The Dagster shell: assets, checks, jobs and schedules. No logic of its own."""
