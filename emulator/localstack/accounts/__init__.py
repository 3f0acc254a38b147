"""Accounts keep runs apart: which are free to be used, which one is in use by a run now, and which hold anything.

Served under `/_harness/`, see `routes`. And an account costs little: see `managed_policies`.
"""


def install() -> None:
    """Add the routes to LocalStack's gateway; make accounts cheap."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.accounts import managed_policies
    from emulator.localstack.accounts.routes import AccountRoutes
    from emulator.localstack.loading import before_loading

    ROUTER.add(AccountRoutes())
    before_loading("iam", managed_policies.share)
    before_loading("sts", managed_policies.share)
