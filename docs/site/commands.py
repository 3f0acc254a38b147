"""A page for each command, from the parser of the command line."""

import argparse
from collections.abc import Iterator

from docs.site.markdown import cell, table
from harness.arguments import parser

FOLDER = "reference/commands"


def commands(root: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Every command that can be called, with its name, what it does in a few words, and its own parser."""
    for action in root._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        helps = {each.dest: each.help or "" for each in action._choices_actions}
        for word, command in action.choices.items():
            whole = f"{name} {word}".strip()
            if helps.get(word) == argparse.SUPPRESS:
                continue
            yield whole, helps.get(word, command.description or ""), command
            yield from commands(command, whole)


def command_pages() -> dict[str, str]:
    """The page of all commands with the options that stand before them, and one for each."""
    root = parser()
    found = list(commands(root))
    rows = [(f"[`{name}`]({_file(name)})", cell(text)) for name, text, _ in found]
    first = "\n\n".join(
        [
            "# Commands",
            f"{root.description or ''}",
            "`harness [options] command [options]`; `make` calls the same. Options of all stand before or after it:",
            _options(root),
            table(("command", "what it does"), rows),
        ]
    )
    pages = {f"{FOLDER}/index.md": first + "\n"}
    return pages | {f"{FOLDER}/{_file(name)}": _page(name, command) for name, _, command in found}


def _page(name: str, command: argparse.ArgumentParser) -> str:
    usage = command.format_usage().removeprefix("usage: ").strip()
    parts = [f"# {name}", command.description or "", f"```text\n{usage}\n```", _options(command), command.epilog or ""]
    return "\n\n".join(part for part in parts if part) + "\n"


def _options(command: argparse.ArgumentParser) -> str:
    rows = [
        (_call(action), cell(_help(command, action)))
        for action in command._actions
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)
        and action.help != argparse.SUPPRESS
    ]
    return table(("argument", "meaning"), rows) if rows else ""


def _call(action: argparse.Action) -> str:
    takes = "" if action.nargs == 0 else _metavar(action)
    names = ", ".join(action.option_strings) or _metavar(action)
    return f"`{names}{f' {takes}' if takes and action.option_strings else ''}`".replace("|", "\\|")


def _metavar(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    if action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.dest.upper() if action.option_strings else action.dest


def _help(command: argparse.ArgumentParser, action: argparse.Action) -> str:
    return command._get_formatter()._expand_help(action) if action.help else ""


def _file(name: str) -> str:
    return f"{name.replace(' ', '-')}.md"
