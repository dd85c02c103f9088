"""The CSV files of a vocabulary folder: read row by row, each mistake named with its place.

In: a folder. Out: rows of texts, patterns and numbers. Separate because it knows nothing of
what a file means, only how one is read and how a wrong row is told.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipelines.recognition.text import comparable


class VocabularyError(ValueError):
    """A vocabulary file is missing or a row of it cannot be used."""


class VocabularyFiles:
    """Reads one CSV file after another and remembers where it is, for messages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = ""
        # The line of the row given last, from 1: of one that breaks lines, its last line.
        self.line_number = 0

    def __call__(self, name: str, *columns: str) -> Iterator[tuple[str, ...]]:
        """The rows of a file whose first line must name these columns."""
        path = self._folder / name
        if not path.is_file():
            raise VocabularyError(f"{path} is missing; restore it from the repository")
        with path.open(encoding="utf-8-sig", newline="") as file, _readable(path):
            reader = csv.reader(file)
            if tuple(next(reader, [])) != columns:
                raise VocabularyError(f"{path}: the first line must be {','.join(columns)}")
            for row in reader:
                self.line_number = reader.line_num
                self._place = f"{path}, line {reader.line_num}"
                if not row:
                    continue
                if len(row) != len(columns):
                    raise VocabularyError(
                        f"{self._place}: {len(row)} fields where {len(columns)} are needed "
                        f"({','.join(columns)}); quote a field that holds a comma"
                    )
                yield tuple(field.strip() for field in row)

    def pairs(self, name: str, key: str, value: str) -> dict[str, str]:
        """The two columns of a file as a mapping."""
        return {row[0]: row[1] for row in self(name, key, value)}

    def folded(self, name: str, key: str, value: str) -> dict[str, str]:
        """Pairs whose keys are compared without case, marks and final punctuation."""
        return {comparable(row[0]): row[1] for row in self(name, key, value)}

    def words(self, name: str, column: str) -> frozenset[str]:
        """The one column of a file, compared without case and final punctuation."""
        return frozenset(comparable(word) for (word,) in self(name, column))

    def pattern(self, text: str) -> re.Pattern[str]:
        """A regular expression, without regard to case."""
        try:
            return re.compile(text, re.IGNORECASE)
        except re.error as error:
            raise VocabularyError(f"{self._place}: '{text}' is no pattern: {error}") from error

    def template(self, text: str, names: Sequence[str]) -> str:
        """A text in which only these names stand in braces."""
        for name in re.findall(r"\{(.*?)\}", text):
            if name not in names:
                raise VocabularyError(f"{self._place}: '{{{name}}}' is none of {', '.join(names)}")
        return text

    def one_of(self, text: str, known: Sequence[str]) -> str:
        """The text, if it is one of those known."""
        if text not in known:
            raise VocabularyError(f"{self._place}: '{text}' is none of {', '.join(known)}")
        return text

    def wrong(self, problem: str) -> VocabularyError:
        """An error that names the row given last, for rules that only one file has."""
        return VocabularyError(f"{self._place}: {problem}")

    def integer(self, text: str) -> int:
        """A whole number."""
        try:
            return int(text)
        except ValueError as error:
            raise VocabularyError(f"{self._place}: '{text}' is not a whole number") from error

    def integer_in(self, text: str, known: range) -> int:
        """A whole number of a range."""
        if (number := self.integer(text)) not in known:
            raise self.wrong(f"{number} is not from {known.start} to {known.stop - 1}")
        return number


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Name the file that is no CSV, has a field of 128 KiB or more, or is no UTF-8."""
    try:
        yield
    except (csv.Error, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path} cannot be read: {error}") from error


def digest_of_files(files: list[Path]) -> str:
    """The sha256 over names and contents of files, in name order."""
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        digest.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()
