"""Sources: where raw documents come from."""
