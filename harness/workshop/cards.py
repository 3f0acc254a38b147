"""Cards: of each participant the link of their page, also to be photographed, and what makes their own tools theirs."""

import shlex
from collections.abc import Iterable
from html import escape
from io import BytesIO

import segno

from harness.workshop.people import Person

CLEARED = ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE")
"""Variables that would lead a tool to somebody's real account."""
AWS = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }'
"""Version 1 of the AWS CLI sends SQS and others to AWS whatever the variable says; only the option keeps it here."""


def exports(person: Person, door: str, region: str) -> str:
    """Lines that a shell evaluates: from then on its tools work in the participant's account."""
    host = door.partition("://")[2].partition(":")[0]
    variables = {
        "AWS_ENDPOINT_URL": door,
        "AWS_ACCESS_KEY_ID": person.key_id,
        "AWS_SECRET_ACCESS_KEY": person.secret,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "NO_PROXY": f"127.0.0.1,localhost,{host}",
        "ACCOUNT": person.account_id,
        "DOOR": f"{door}/{person.token}",
    }
    lines = [f"unset {' '.join(CLEARED)}", *(f"export {name}={shlex.quote(each)}" for name, each in variables.items())]
    return "\n".join([*lines, AWS]) + "\n"


def cards(people: Iterable[tuple[Person, str]], door: str, region: str) -> str:
    """A page of cards; each person comes with the address of their page."""
    each = "\n".join(_card(person, address, door, region) for person, address in people)
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8"><title>Cards</title>'
        '<link rel="stylesheet" href="../sheet.css"></head>\n'
        '<body class="cards"><p class="screen">Print this page and cut it: each card is one participant\'s. '
        "Who has a card may do everything in its account, and nothing in another one.</p>\n"
        f"{each}\n</body></html>\n"
    )


def _card(person: Person, address: str, door: str, region: str) -> str:
    line = f'eval "$(curl -s {address}sheet/shell)"'
    keys = [
        ("endpoint", door), ("region", region), ("key", person.key_id), ("secret", person.secret),
        ("account", person.account_id),
    ]  # fmt: skip
    listed = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in keys)
    return (
        f'<section class="card"><h2>{escape(person.name)}</h2>'
        f'<div class="code" role="img" aria-label="The link as a QR code">{_code(address)}</div>'
        f'<p>Your page: <a href="{escape(address)}">{escape(address)}</a></p>'
        f"<p>Your own tools, in a shell:</p><pre>{escape(line)}</pre><dl>{listed}</dl></section>"
    )


def _code(address: str) -> str:
    """The address as a QR code, drawn within the page."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=2, xmldecl=False, svgns=False, omitsize=True, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode()
