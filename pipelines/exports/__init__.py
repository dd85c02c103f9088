"""The warehouse for other programs: values as text that is safe, and exports of all of it."""
