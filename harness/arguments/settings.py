"""Settings that a project keeps in a file: `harness.toml`, or `[tool.harness]` in `pyproject.toml`.

They stand below what is typed and below variables. A table named after a command has that command's options.
"""

import argparse
import os
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from bootstrap.errors import HarnessError, meant

VARIABLES = {
    "home": "HARNESS_HOME",
    "systems": "HARNESS_SYSTEMS",
    "init": "HARNESS_INIT",
    "start-deadline-s": "HARNESS_START_DEADLINE_S",
    "allow-hosts": "HARNESS_ALLOW_HOSTS",
}
"""Settings that are variables otherwise."""
PORT = "HARNESS_PORT"
"""The variable that stands above a file's `port`, and below the option."""
NEVER = {"help", "version", "json", "debug"}


class SettingsError(HarnessError):
    """A settings file can't be meant. The message says which, what in it, and what to do."""


def settings_of(folder: Path) -> tuple[Path, Mapping[str, Any]]:
    """The settings file of a folder, and what is in it, if anything. SettingsError when it is malformed."""
    for path, keys in ((folder / "harness.toml", ()), (folder / "pyproject.toml", ("tool", "harness"))):
        if not path.exists():
            continue
        import tomllib  # most folders have no such file, and every command comes by here

        try:
            found: Any = tomllib.loads(path.read_text())
        except (OSError, ValueError) as error:
            raise SettingsError(f"{path} can't be read: {error}; mend it, or move it away") from error
        for key in keys:
            found = found.get(key, {})
        if found:
            return path, found
    return folder / "harness.toml", {}


def apply_settings(root: argparse.ArgumentParser, folder: Path, variables: MutableMapping[str, str]) -> None:
    """Make the folder's settings the parser's defaults, and set the variables that aren't set."""
    path, settings = settings_of(folder)
    commands = _commands(root)
    for name, value in settings.items():
        if name in VARIABLES:
            variables.setdefault(VARIABLES[name], _text(value, name, folder))
        elif isinstance(value, dict) and name in commands:
            _set(commands[name], value, f"{path}, table {name}")
        elif isinstance(value, dict):
            raise SettingsError(f"{path}: there is no command {name!r}{meant(name, commands)}")
        else:
            _set(root, {name: value}, str(path))
    if port := variables.get(PORT):
        _set(root, {"port": port}, PORT)


def _set(parser: argparse.ArgumentParser, values: Mapping[str, Any], where: str) -> None:
    known = {name: action for action in parser._actions for name in _names(action)}
    for name, value in values.items():
        action = known.get(name.replace("_", "-"))
        if action is None:
            raise SettingsError(f"{where}: there is no setting {name!r}{meant(name, known)}; see --help")
        parser.set_defaults(**{action.dest: _checked(parser, action, value, f"{where}: {name}")})


def _names(action: argparse.Action) -> Iterator[str]:
    names = [option.removeprefix("--") for option in action.option_strings] or [action.dest]
    yield from (name for name in names if name not in NEVER and not name.startswith("-"))


def _checked(parser: argparse.ArgumentParser, action: argparse.Action, value: Any, where: str) -> Any:
    """The value as the option would have it; SettingsError when the option would refuse it."""
    if action.nargs == 0:
        if not isinstance(value, bool):
            raise SettingsError(f"{where} = {value!r}: give true or false")
        return value
    many = value if isinstance(value, list) else [value]
    try:
        made = [parser._get_value(action, str(each)) for each in many]
        for each in made:
            parser._check_value(action, each)
    except argparse.ArgumentError as error:
        raise SettingsError(f"{where} = {value!r}: {error.message}") from error
    return made if isinstance(value, list) else made[0]


def _text(value: Any, name: str, folder: Path) -> str:
    if name in ("home", "init"):
        return str(folder / str(value))
    if name == "systems":
        return os.pathsep.join(str(folder / str(each)) for each in (value if isinstance(value, list) else [value]))
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _commands(root: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {
        name: parser
        for action in root._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, parser in action.choices.items()
    }
