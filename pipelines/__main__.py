"""``python -m pipelines`` is ``nascar-warehouse``."""

from pipelines.cli import main

main()
