"""What can be wrong with a dump file as a whole.

In: nothing. Out: exceptions. Separate because each layer that reads a dump raises them.
"""

from __future__ import annotations


class DumpError(RuntimeError):
    """A dump cannot be used; the message says which, why and what would do."""


class DumpDamaged(DumpError):
    """A dump ends too early or cannot be read on; whatever was whole before that was read."""


class DumpGap(DumpError):
    """A part of a dump is lost; what comes after it can be read."""


class DumpUnreadable(DumpDamaged):
    """A dump could not be read on, perhaps this once: the disk or the network failed."""
