"""E-mail that nobody has agreed to get isn't sent. Nor is the mail that asks for it: that is the divergence."""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.divergences import divergences
from emulator.localstack.seams import wraps


@wraps(
    "services.sns.publisher:PublishDispatcher._should_publish",
    at="sns",
    why="LocalStack sends e-mail to subscribers who haven't confirmed; AWS sends them nothing.",
)
def decide(
    original: Callable[..., bool | None], self: Any, policies: Any, message: Any, subscriber: Mapping[str, Any]
) -> bool | None:
    """Whether a subscriber gets a message; False for an address whose reader hasn't confirmed."""
    if is_unconfirmed_mail(subscriber):
        divergences.touch("sns-mail", f"{subscriber['Endpoint']} was sent nothing", subscriber["Owner"])
        return False
    return original(self, policies, message, subscriber)


def is_unconfirmed_mail(subscriber: Mapping[str, Any]) -> bool:
    """Whether the subscriber is an e-mail address whose reader hasn't confirmed."""
    return subscriber["Protocol"].startswith("email") and subscriber["PendingConfirmation"] != "false"
