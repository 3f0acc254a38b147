"""Who may ask what: the one table that decides about every request, as data.

`docs/security.md` says what each row is for. A request has a place (`emulator.gateway.places`) and a caller
(`emulator.gateway.callers`); the table has an answer for every pair.
"""

from collections.abc import Mapping
from enum import Enum


class Place(Enum):
    """What a request is for."""

    INTERNAL = "an internal route"
    DISGUISED = "an internal route under the name of something else"
    EXECUTOR = "the protocol between LocalStack and functions that run in containers"
    CERTIFICATE = "the certificate that SNS signs messages with"
    RESPONSE = "where a custom resource of CloudFormation is answered"
    API = "a deployed API or a function URL"
    WEBSITE = "a bucket's web site"
    SERVICE = "a service of AWS"


class Caller(Enum):
    """Who asks."""

    CLIENT = "a program of this machine"
    PAGE = "a web page served by another program of this machine"
    HOSTED = "a web page that the emulator itself serves: an object, or what a function answered"
    STRANGER = "a web page of another site"
    FUNCTION = "a function, or the emulator itself on behalf of whoever named it an address"


class Answer(Enum):
    """What becomes of a request."""

    OPEN = "goes on"
    ONLY_API = "goes on to a deployed API or a function URL, and nowhere else"
    ONLY_OBJECT = "goes on as a presigned request for one object that the bucket's CORS rules allow, and not otherwise"
    REFUSED = "is refused"


_FOR_CLIENTS = {
    Caller.CLIENT: Answer.OPEN,
    # Which of this machine's programs serves a page says nothing of who wrote it: another emulator serves objects too.
    Caller.PAGE: Answer.REFUSED,
    Caller.HOSTED: Answer.REFUSED,
    Caller.STRANGER: Answer.REFUSED,
    Caller.FUNCTION: Answer.REFUSED,
}
_FOR_ALL_BUT_STRANGERS = {
    Caller.CLIENT: Answer.OPEN,
    Caller.PAGE: Answer.OPEN,
    Caller.HOSTED: Answer.OPEN,
    Caller.STRANGER: Answer.REFUSED,
    Caller.FUNCTION: Answer.OPEN,
}

TABLE: Mapping[Place, Mapping[Caller, Answer]] = {
    Place.INTERNAL: _FOR_CLIENTS,
    Place.DISGUISED: dict.fromkeys(Caller, Answer.REFUSED),
    # By design: what runs a function in a container fetches its events and hands in its answers here.
    Place.EXECUTOR: {**_FOR_CLIENTS, Caller.FUNCTION: Answer.OPEN},
    # By design: whoever receives a message may check its signature.
    Place.CERTIFICATE: _FOR_ALL_BUT_STRANGERS,
    # By design: the function of a custom resource answers here; the path has a secret of one request.
    Place.RESPONSE: {**_FOR_CLIENTS, Caller.FUNCTION: Answer.OPEN},
    Place.API: {**_FOR_ALL_BUT_STRANGERS, Caller.STRANGER: Answer.ONLY_API},
    Place.WEBSITE: _FOR_ALL_BUT_STRANGERS,
    Place.SERVICE: {**_FOR_ALL_BUT_STRANGERS, Caller.STRANGER: Answer.ONLY_OBJECT},
}
