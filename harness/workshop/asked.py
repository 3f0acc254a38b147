"""The commands of the workshop, from their options: the live page, a replay, a mystery."""

import argparse
from collections.abc import Callable
from functools import partial

from bootstrap.model.scope import DEFAULT_ACCOUNT
from harness.commands import USAGE, CommandError
from harness.engines.engine import Engine


def carried_out(options: argparse.Namespace, engine_of: Callable[..., Engine]) -> int:
    """Carry out the one that was asked for; its exit code."""
    if options.command in ("lab", "handout"):
        return _labs(options, engine_of)
    from harness.workshop.command import WorkshopOptions, open_workshop, replay

    if options.command == "replay":
        return replay(options.folder, options.store, options.page_port)
    if options.command == "workshop" and options.people is not None:
        return _for_all(options)
    if options.command == "workshop":
        if options.host != "127.0.0.1":
            raise CommandError("HOST is for a workshop of several: give PEOPLE (--people) as well", USAGE)
        if options.new_cards:
            raise CommandError("--new-cards are for a workshop of several: give PEOPLE (--people) as well", USAGE)
        account = options.account or DEFAULT_ACCOUNT
        options.store.mkdir(parents=True, exist_ok=True)
        wanted = WorkshopOptions(options.stack, account, options.store, options.page_port)
        return open_workshop(partial(engine_of, options, starts=True), wanted)
    return _mystery(options, engine_of)


def _labs(options: argparse.Namespace, engine_of: Callable[..., Engine]) -> int:
    from harness.commands.labs import LabOptions, work_on, write_handout

    if options.command == "handout":
        return write_handout(options.folder, options.pdf)
    wanted = LabOptions(
        options.name, options.begin, options.check, tuple(options.answer), options.hint, options.solution,
        options.account, options.store,
    )  # fmt: skip
    return work_on(partial(engine_of, options, starts=True), wanted)


def _for_all(options: argparse.Namespace) -> int:
    from harness.commands.chosen import emulators_of
    from harness.workshop.room import RoomOptions, open_to_all

    if options.account:
        raise CommandError("each of PEOPLE (--people) has an account of their own: leave --account out", USAGE)
    wanted = RoomOptions(
        options.people, options.stack, options.store, options.page_port, options.host, options.new_cards
    )
    return open_to_all(partial(emulators_of, options), wanted)


def _mystery(options: argparse.Namespace, engine_of: Callable[..., Engine]) -> int:
    from harness.commands.mystery import MysteryOptions, play

    wanted = MysteryOptions(options.account, options.seed, options.hint, options.solution, options.guess)
    return play(partial(engine_of, options), wanted)
