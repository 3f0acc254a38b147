"""What is kept: APIs, apart for each account and region, and which of them owns an API id."""

from threading import RLock

from localstack.services.stores import AccountRegionBundle, BaseStore, CrossAccountAttribute, LocalAttribute

from emulator import DEFAULT_ACCOUNT
from emulator.apigatewayv2.api import Api, Owned

LOCK = RLock()
"""Held by every operation of the control plane."""


class HttpApiStore(BaseStore):  # type: ignore[misc, unused-ignore]
    """One account's APIs in one region; `OWNERS` has the account and region of every API."""

    apis: dict[str, Api] = LocalAttribute(default=dict)
    OWNERS: dict[str, tuple[str, str]] = CrossAccountAttribute(default=dict)


stores: AccountRegionBundle[HttpApiStore] = AccountRegionBundle("apigatewayv2", HttpApiStore)


def find_api(api_id: str) -> Owned | None:
    """The API of that id, whoever owns it."""
    owner = stores[DEFAULT_ACCOUNT]["us-east-1"].OWNERS.get(api_id)
    api = stores[owner[0]][owner[1]].apis.get(api_id) if owner else None
    return Owned(owner[0], owner[1], api) if owner and api else None
