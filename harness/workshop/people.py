"""Who takes part: of each an account, the secret of their page, and AWS keys that the door takes for that account only.

They are kept in the private folder, so that printed cards stay valid when the page's server is started again.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import choice, token_hex, token_urlsafe
from string import ascii_uppercase, digits

TOKEN_BYTES, KEY_LETTERS, SECRET_BYTES = 18, 16, 30
MOST = 99
"""More people than a room holds; the page of the leader shows each."""


@dataclass(frozen=True)
class Person:
    """One participant. `token` is the secret of their page; `key_id` and `secret` sign what their tools send."""

    number: int
    account_id: str
    token: str
    key_id: str
    secret: str

    @property
    def name(self) -> str:
        """How the leader calls them."""
        return f"participant {self.number}"


@dataclass(frozen=True)
class People:
    """All who take part, and the secret of the leader's page."""

    leader: str
    everybody: tuple[Person, ...]

    def by_key(self) -> Mapping[str, Person]:
        """By the id of their AWS key."""
        return {each.key_id: each for each in self.everybody}


def new_person(number: int, random_number: Callable[[], str] | None = None) -> Person:
    """Somebody with an account that nobody can guess."""
    account_id = (random_number or _account)()
    key_id = "AKIA" + "".join(choice(ascii_uppercase + digits) for _ in range(KEY_LETTERS))
    return Person(number, account_id, token_urlsafe(TOKEN_BYTES), key_id, token_urlsafe(SECRET_BYTES))


def people_of(file: Path, count: int, is_new: bool = False) -> People:
    """So many people: those of the file first, unless they shall all be new; the file then holds them all."""
    kept = None if is_new else _read(file)
    leader = kept.leader if kept else token_urlsafe(TOKEN_BYTES)
    known = kept.everybody if kept else ()
    everybody = (*known, *(new_person(number) for number in range(len(known) + 1, count + 1)))
    _write(file, People(leader, everybody))
    return People(leader, everybody[:count])


def _account() -> str:
    return choice("123456789") + "".join(choice(digits) for _ in range(11))


def _read(file: Path) -> People | None:
    try:
        found = json.loads(file.read_text())
    except FileNotFoundError:
        return None
    return People(found["leader"], tuple(Person(**each) for each in found["everybody"]))


def _write(file: Path, people: People) -> None:
    """Whole or not at all, and for nobody else to read."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = file.with_name(f"{file.name}-{token_hex(4)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
        json.dump(asdict(people), kept)
    made.replace(file)
