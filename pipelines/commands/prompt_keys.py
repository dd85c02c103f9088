"""What the keys of the prompt do: Enter ends a query that is whole, or begins a new line.

In: what is typed. Out: key bindings. Separate because a query has several lines, and a command
has one.
"""

from __future__ import annotations

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from pipelines.commands.prompt_words import is_whole


def keys() -> KeyBindings:
    """Enter, where the text before it is whole and nothing is chosen in a menu."""
    bindings = KeyBindings()

    @bindings.add("enter", filter=Condition(_is_whole))
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    return bindings


def _is_whole() -> bool:
    buffer = get_app().current_buffer
    return buffer.complete_state is None and is_whole(buffer.text)
