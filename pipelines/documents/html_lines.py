"""Put the running text of an HTML article together, line by line, each with its number.

In: pieces of text, in order, and where a block ends. Out: lines of a ``DocumentBuilder``.
Separate because which line of the file a text began in is a book-keeping of its own.

Line numbers are those of the file. Where several lines of text, or several infobox fields,
begin in one line of the file, the second and following take the next numbers not yet taken:
numbers are unique and rise in the order of the article.
"""

from __future__ import annotations

from collections.abc import Callable

from pipelines.documents.builder import DocumentBuilder
from pipelines.documents.model import Fault, LineKind
from pipelines.documents.spacing import tidy


class LineNumbers:
    """Gives each line the number it has in the file, or the next one not yet taken."""

    def __init__(self) -> None:
        self._last = 0

    def take(self, line: int) -> int:
        """The number for what begins in a line of the file."""
        self._last = max(line, self._last + 1)
        return self._last


class Lines:
    """Takes the text between the tables; knows the kind of the block that is open."""

    def __init__(self, builder: DocumentBuilder, fault_of: Callable[[str], Fault | None]) -> None:
        self.kind: LineKind = "paragraph"
        # Whether a line break of the source is one of the text: `<b>Stage One</b>`, and on the
        # next line `<b>Laps:</b> 90`.
        self.breaks = False
        self.numbers = LineNumbers()
        # The line of the file.
        self.current = 1
        self._builder = builder
        self._fault_of = fault_of
        # The lines of the open block: the number and the texts of each.
        self._block: list[tuple[int, list[str]]] = []
        self._is_open = False

    def add(self, text: str) -> None:
        """Take a text of the file, with its line breaks."""
        if "\n" not in text:
            self.add_piece(text)
            return
        for number, piece in enumerate(text.split("\n")):
            if number:
                self.current += 1
                if self.breaks:
                    self._is_open = False
                else:
                    self.add_piece(" ")
            self.add_piece(piece)

    def add_piece(self, piece: str) -> None:
        """Take a text without line breaks."""
        if self._is_open:
            self._block[-1][1].append(piece)
        elif piece and not piece.isspace():
            self._block.append((self.current, [piece]))
            self._is_open = True

    def end_line(self) -> None:
        """What follows is a line of its own, as after ``<br>``."""
        self._is_open = False

    def end_block(self) -> None:
        """The lines of the open block are lines of the document."""
        self._is_open = False
        if not self._block:
            return
        for line, pieces in self._block:
            if text := tidy("".join(pieces)):
                number = self.numbers.take(line)
                self._builder.add_line(number, self.kind, text, self._fault_of(text))
        self._block = []
