"""Accounts keep runs apart: which are free to be used, which one is in use by a run now, and which hold anything.

Served under `/_harness/`, see `routes`. An account costs little: see `managed_policies`.
"""


def install() -> None:
    """Add the routes to LocalStack's gateway."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.accounts.routes import AccountRoutes

    ROUTER.add(AccountRoutes())
