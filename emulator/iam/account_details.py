"""`GetAccountAuthorizationDetails`: which entities a call is answered with, and where the next one goes on.

Rules: IAM API reference, "GetAccountAuthorizationDetails". A marker names the last entity that was answered, so that a
list is complete when entities come and go between two calls.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

KINDS = ("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy")
"""What `Filter` may name, in the order in which entities are answered."""
MOST = 100
"""So many entities are answered when the request names no number."""


class InvalidMarkerError(ValueError):
    """A marker that no answer gave."""


@dataclass(frozen=True, order=True)
class Entity:
    """A user, a group, a role or a policy: the place of its kind, its name, its ARN. `held` is what the service has."""

    place: int
    name: str
    arn: str
    held: Any = field(default=None, compare=False)

    @property
    def kind(self) -> str:
        """Its kind, as `Filter` names it."""
        return KINDS[self.place]


@dataclass(frozen=True)
class Page:
    """What one call is answered with; without a marker it is the last."""

    entities: tuple[Entity, ...]
    marker: str = ""


def page(entities: Iterable[Entity], kinds: Iterable[str] = (), marker: str = "", most: int = MOST) -> Page:
    """The entities of these kinds, or of all, that come after the marker; InvalidMarkerError for one of no answer."""
    wanted, after = frozenset(kinds) or frozenset(KINDS), _read(marker) if marker else None
    left = sorted(each for each in entities if each.kind in wanted and (after is None or each > after))
    return Page(tuple(left[:most]), _written(left[most - 1]) if len(left) > most else "")


def _written(entity: Entity) -> str:
    return base64.urlsafe_b64encode(f"{entity.place}\n{entity.name}\n{entity.arn}".encode()).decode()


def _read(marker: str) -> Entity:
    try:
        place, name, arn = base64.urlsafe_b64decode(marker.encode()).decode().split("\n")
        return Entity(int(place), name, arn)
    except (ValueError, binascii.Error) as error:
        raise InvalidMarkerError(f"Invalid Marker: {marker}") from error
