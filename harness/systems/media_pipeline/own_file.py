"""Somebody's own picture, handed in as users of the API do: a ticket is asked for, and the picture put to its URL."""

from mimetypes import guess_type

from bootstrap.clients import Clients
from bootstrap.stacks.media_pipeline import API
from harness.systems.media_pipeline.user import JPEG, MediaUser, Refused


def take(clients: Clients, filename: str, image: bytes) -> None:
    """Hand it in; Refused when there is no API, or it or S3 doesn't take the picture."""
    found = [each["ApiEndpoint"] for each in clients.apigatewayv2.get_apis()["Items"] if each["Name"] == API]
    if not found:
        raise Refused(f"there is no {API} here: set the system up first")
    MediaUser(found[0]).upload(filename, image, guess_type(filename)[0] or JPEG)
