"""Recognition: which table is this, and which of its columns is which."""
