"""Participants are shared out among emulators, each of which is told of its own accounts and of no other's."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlparse

from bootstrap.endpoint import Endpoint
from harness.workshop.people import People, new_person
from harness.workshop.room import RoomOptions, a_room


@contextmanager
def emulator() -> Iterator[tuple[Endpoint, set[str]]]:
    """An address that answers everything, and the accounts that it was told of."""
    told: set[str] = set()

    class Answering(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            told.update(parse_qs(urlparse(self.path).query)["account"])
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Endpoint(f"http://127.0.0.1:{server.server_port}"), told
        server.shutdown()
        thread.join()


def test_each_account_is_on_one_emulator_and_no_emulator_has_more_than_its_share(tmp_path: Path) -> None:
    people = People("the leader's", tuple(new_person(number) for number in range(1, 6)))
    options = RoomOptions(5, "s3-cleanup", tmp_path, 0)
    with emulator() as (first, told_first), emulator() as (second, told_second):
        books = {first: tmp_path / "first.json", second: tmp_path / "second.json"}
        with a_room((first, second), people, options, lambda each: books[each], tmp_path / "progress.json") as room:
            places = [room.hall.desks[person.token].place for person in people.everybody]
    accounts = [person.account_id for person in people.everybody]
    assert [place.endpoint for place in places] == [first, second, first, second, first]
    assert [place.book for place in places] == [books[place.endpoint] for place in places]
    assert told_first == set(accounts[::2])
    assert told_second == set(accounts[1::2])
