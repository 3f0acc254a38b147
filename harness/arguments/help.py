"""How the command line explains itself: commands in groups, and a guess at what was meant by what isn't there."""

import argparse
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from bootstrap.errors import meant

GROUPS: Mapping[str, tuple[str, ...]] = {
    "run a scenario": ("scenario", "scenarios", "draw", "replay", "campaign", "shrink"),
    "a workshop": ("workshop", "lab", "handout", "mystery"),
    "the emulator": ("up", "down", "restart", "status", "wait", "logs"),
    "a stack by hand": ("plan", "apply", "verify", "teardown", "cost", "iam", "diagnose", "break", "mend"),
    "all that the emulator holds": ("audit", "emergency"),
    "your own tools": ("init", "env", "shell"),
    "about this program": ("fidelity", "completion", "install-runtimes"),
}
"""Every command, in the order in which `harness --help` lists them."""
READS = {
    "audit",
    "completion",
    "cost",
    "diagnose",
    "env",
    "fidelity",
    "iam",
    "logs",
    "plan",
    "scenarios",
    "status",
    "verify",
}
"""Commands that change nothing: whoever stops reading what they print has all that was wanted."""
TAIL = """`harness COMMAND --help` explains a command. A file of settings, harness.toml or
[tool.harness] in pyproject.toml, stands below variables and options.

exit codes: 0 passed, 1 failed, 2 usage, 3 something was left behind,
            4 it can't be judged, 130 interrupted
"""


class Parser(argparse.ArgumentParser):
    """A parser whose refusals say in a line what is wrong, what may have been meant, and where help is."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        """The message, a hint, and the exit code for wrong usage."""
        self.exit(2, f"{self.prog.split()[0]}: {message}; `{self.prog} --help` lists what there is\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            guess = meant(str(value), map(str, action.choices))
            raise argparse.ArgumentError(action, f"invalid choice: {value!r}{guess} (choose from {_listed(action)})")


class RootParser(Parser):
    """The parser of `harness` itself, which lists its commands in groups."""

    def format_help(self) -> str:
        """Usage, the commands by group, and the options."""
        commands = {pseudo.dest: pseudo.help or "" for pseudo in _commands(self)}
        lines = [f"usage: {self.prog} [options] COMMAND ...", "", str(self.description)]
        for group, names in GROUPS.items():
            lines += ["", f"{group}:", *(f"  {name:<17} {commands[name]}" for name in names)]
        formatter = self._get_formatter()
        formatter.start_section("options, before or after the command")
        formatter.add_arguments(self._optionals._group_actions)
        formatter.end_section()
        return "\n".join([*lines, "", formatter.format_help().rstrip(), "", TAIL])


def _commands(parser: argparse.ArgumentParser) -> Iterable[argparse.Action]:
    for action in parser._subparsers._group_actions if parser._subparsers else ():
        if isinstance(action, argparse._SubParsersAction):
            yield from action._choices_actions


def _listed(action: argparse.Action) -> str:
    return ", ".join(map(str, action.choices or ()))
