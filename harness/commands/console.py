"""rich's console, as the commands need it."""

from rich.console import Console


class Terminal(Console):
    """A console that leaves it to the command line what a reader means who stops reading."""

    def on_broken_pipe(self) -> None:
        """Nobody reads any more; rich itself would end the program."""
        raise BrokenPipeError
