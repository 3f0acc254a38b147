"""Accounts keep runs apart: which are free to be used, and which one is in use by a run now.

Served under `/_harness/`, see `routes`.
"""


def install() -> None:
    """Add the routes to LocalStack's gateway."""
    from localstack.services.edge import ROUTER

    from emulator.accounts.routes import AccountRoutes

    ROUTER.add(AccountRoutes())
