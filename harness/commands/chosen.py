"""The engines that a command line asks for."""

import argparse
import sys

from harness.engines.emulators import Emulators
from harness.engines.engine import Engine


def engine_of(options: argparse.Namespace, starts: bool = False) -> Engine:
    """The engine that the options ask for; says why that one, if the command `starts` it and the user left it open.

    EngineMisused where they contradict each other, also about how many there are.
    """
    from harness.engines.choose import check_number, choose_engine

    check_number(options.emulators, options.engine, options.endpoint)
    choice = choose_engine(options.engine, options.endpoint, options.port)
    if starts and choice.why:
        print(choice.why, file=sys.stderr)
    return _with_iam(choice.engine, options)


def emulators_of(options: argparse.Namespace) -> Emulators:
    """As many as the options ask for, for a command that starts them."""
    from harness.engines.choose import further_emulators

    first = engine_of(options, starts=True)
    further = further_emulators(first.name, options.emulators)
    return Emulators((first, *(_with_iam(each, options) for each in further)))


def beside(options: argparse.Namespace) -> list[Engine]:
    """What stands beside the engine that the options ask for, when there were several."""
    from harness.engines.choose import choose_engine, standing_beside

    chosen = choose_engine(options.engine, options.endpoint, options.port).engine
    return standing_beside(options.engine, chosen.name)


def engines_to_stop(options: argparse.Namespace) -> list[Engine]:
    """The chosen one, and whatever else stands in the default home."""
    from harness.engines.choose import choose_engines_to_stop

    return choose_engines_to_stop(options.engine, options.endpoint, options.port)


def _with_iam(engine: Engine, options: argparse.Namespace) -> Engine:
    if options.iam is None:
        return engine
    from harness.engines.with_iam import WithIam

    return WithIam(engine, options.iam)
