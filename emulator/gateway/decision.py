"""The decision: may this request pass? Made before anything answers, from the request's head and who sent it.

Reads are no exception: a GET creates and deletes in the query protocols.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emulator.gateway.callers import Asker, asker_of
from emulator.gateway.hosts import HostKind, Hosts
from emulator.gateway.objects import CorsRules, may_ask, object_of
from emulator.gateway.places import place_of
from emulator.gateway.table import TABLE, Answer, Caller, Place


@dataclass(frozen=True)
class Verdict:
    """What becomes of a request and, for a refused one, why; `bucket` is the one that an object request is held to."""

    answer: Answer
    reason: str = ""
    bucket: str = ""


@dataclass(frozen=True)
class Guard:
    """The rules: which hosts and pages are trusted, and what a bucket's CORS configuration says.

    `cors_of` answers with the rules of a bucket, in S3's own words, or with none for a bucket that isn't there.
    """

    hosts: Hosts
    cors_of: Callable[[str], CorsRules]

    def decide(
        self, method: str, path: str, query: str, headers: Mapping[str, str], is_function: Callable[[], bool]
    ) -> Verdict:
        """The verdict for one request. `headers` is looked up with lower-case names.

        `is_function` tells whether a function sent it; it is asked only where the table says that this matters.
        """
        host = headers.get("host", "")
        kind = self.hosts.kind(host)
        if kind is HostKind.FOREIGN:
            return _refused(f"its Host is {host!r}, which is not a name of the emulator")
        place = place_of(kind, path)
        asker = self._asker(place, headers, is_function)
        answer = TABLE[place][asker.caller]
        if answer is Answer.ONLY_OBJECT:
            bucket, key = object_of(self.hosts, host, path)
            if may_ask(method, key, query, headers, self.cors_of(bucket) if bucket else ()):
                return Verdict(answer, bucket=bucket)
            return _refused(_why(place, asker))
        return _refused(_why(place, asker)) if answer is Answer.REFUSED else Verdict(answer)

    def of_a_program(self, headers: Mapping[str, str]) -> Verdict | None:
        """The verdict for a path that is no particular one; None when a page may have sent it, or it is refused."""
        if not PAGES.isdisjoint(headers) or headers.get("user-agent", "").startswith("Mozilla/"):
            return None
        kind = self.hosts.kind(headers.get("host", ""))
        return None if kind is HostKind.FOREIGN else _PLAIN[kind]

    def _asker(self, place: Place, headers: Mapping[str, str], is_function: Callable[[], bool]) -> Asker:
        asker = asker_of(self.hosts, place, headers)
        answers = TABLE[place]
        # A function can call itself a page: what it may do is what both may.
        stricter = answers[Caller.FUNCTION] is Answer.REFUSED and answers[asker.caller] is not Answer.REFUSED
        return Asker(Caller.FUNCTION) if stricter and is_function() else asker


PAGES = frozenset(("origin", "referer", "sec-fetch-site"))
"""The headers that tell a page (`emulator.gateway.callers`)."""


def _plain(kind: HostKind) -> Verdict | None:
    """What becomes of a program's request to such a host, where it is the same for functions."""
    answers = TABLE[place_of(kind, "/")]
    answer = answers[Caller.CLIENT]
    return None if Answer.REFUSED in (answer, answers[Caller.FUNCTION]) else Verdict(answer)


_PLAIN = {kind: _plain(kind) for kind in HostKind}


def _why(place: Place, asker: Asker) -> str:
    if place is Place.DISGUISED:
        return "it asks for an internal route under the name of something else"
    if asker.caller is Caller.FUNCTION:
        return (
            "a function sent it, or had the emulator send it, or a program did that can't be told from one: internal "
            "routes are not for functions"
        )
    return f"it comes from the web page {asker.site} and is for {place.value}"


def _refused(reason: str) -> Verdict:
    return Verdict(
        Answer.REFUSED,
        f"The emulator refused this request because {reason}. Call it from this machine without a browser; a page that "
        "uses services is served from localhost, a name of your own goes into HARNESS_ALLOWED_HOSTS.",
    )
