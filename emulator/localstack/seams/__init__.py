"""Every place where we change LocalStack, moto, rolo, Twisted or botocore is a declared seam: there are no others.

An adapter declares its seams where they are implemented, with a decorator:

    @wraps("services.sns.publisher:PublishDispatcher._should_publish", at="sns", why="…")
    def decide(original, self, policies, message, subscriber): ...

and stands in `declaring.MODULES`. `make seams` records the fingerprint of each target's source for the installed
release. When the emulator starts, `applier` compares them all: a missing target, a changed signature or a changed
source ends the start and names the seam. `/_harness/plugins` lists them with their state; docs/seams.md is written from
the registry.
"""

from emulator.localstack.seams.declaring import adds, appends, assigns, declared, handles, replaces, wraps
from emulator.localstack.seams.seam import RELEASES, Kind, Seam, SeamError

__all__ = [
    "RELEASES", "Kind", "Seam", "SeamError", "adds", "appends", "assigns", "declared", "handles", "replaces", "wraps",
]  # fmt: skip
