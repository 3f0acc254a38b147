"""What the guard sees: every way to connect, each in a process of its own, for hooks can't be taken back."""

import json
import subprocess
import sys

import pytest

PRELUDE = """
import json, socket, sys, urllib.request
from emulator.egress.attempts import Attempts
from emulator.egress.decision import Egress
from emulator.egress.guard import EgressRefused, close
attempts = Attempts()
close(Egress(), attempts)
"""
EPILOGUE = """
print(json.dumps(attempts.report()))
"""


def run(code: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", PRELUDE + code + EPILOGUE], capture_output=True, text=True, check=True)
    report: dict[str, object] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize(
    ("code", "what", "target"),
    [
        ("socket.create_connection(('192.0.2.1', 80))", "connect to", "192.0.2.1:80"),
        ("socket.socket().connect(('192.0.2.1', 80))", "connect to", "192.0.2.1:80"),
        ("socket.socket().connect_ex(('192.0.2.1', 80))", "connect to", "192.0.2.1:80"),
        ("socket.socket().connect(('host.example', 80))", "look up", "host.example"),
        ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'', 0, ('host.example', 53))", "look up", "host.example"),
        ("socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))", "connect to", "2001:db8::1:80"),
        ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))", "connect to", "192.0.2.1:53"),
        (
            "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b''], [], 0, ('192.0.2.1', 53))",
            "connect to",
            "192.0.2.1:53",
        ),
        ("socket.getaddrinfo('host.example', 80)", "look up", "host.example"),
        ("socket.getaddrinfo(b'host.example', 80)", "look up", "host.example"),
        ("socket.gethostbyname('host.example')", "look up", "host.example"),
        ("socket.gethostbyname_ex('host.example')", "look up", "host.example"),
        ("socket.gethostbyaddr('192.0.2.1')", "look up", "192.0.2.1"),
        ("socket.getnameinfo(('192.0.2.1', 80), 0)", "look up", "192.0.2.1"),
    ],
)
def test_every_way_out_is_refused_and_counted(code: str, what: str, target: str) -> None:
    refused = "except EgressRefused as error:\n    assert 'HARNESS_ALLOWED_HOSTS' in str(error)\nelse:\n    sys.exit(1)"
    report = run(f"try:\n    {code}\n{refused}")

    assert report == {"total": 1, "refused": [{"what": what, "target": target, "by": "__main__:9", "times": 1}]}


def test_who_tried_is_named_not_the_library_that_connects() -> None:
    report = run(
        "def tried():\n    try:\n        urllib.request.urlopen('http://192.0.2.1/')\n"
        "    except OSError:\n        pass\ntried()\ntried()"
    )

    assert report == {
        "total": 2,
        "refused": [{"what": "connect to", "target": "192.0.2.1:80", "by": "__main__:10", "times": 2}],
    }


def test_this_machine_answers_by_every_name_of_it() -> None:
    report = run(
        "listener = socket.create_server(('127.0.0.1', 0))\n"
        "for name in ('127.0.0.1', 'localhost', 'bucket.s3.localhost', 'x.localhost.localstack.cloud'):\n"
        "    socket.create_connection((name, listener.getsockname()[1])).close()\n"
        "socket.gethostname(), socket.socketpair()"
    )

    assert report == {"total": 0, "refused": []}
