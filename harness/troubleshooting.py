"""Where docs/troubleshooting.md explains an error: by words that the error's message has."""

PAGE = "docs/troubleshooting.md"
TOPICS = {
    "a-port-is-taken": ("on 127.0.0.1 is taken",),
    "another-emulator-is-up": ("another emulator is up at",),
    "the-emulator-does-not-come-up": ("ended while starting", "did not answer", "lacks our plugins"),
    "nothing-answers-at-the-endpoint": ("nothing that looks like LocalStack answers", "no emulator is up: start one"),
    "an-endpoint-is-refused": ("which is not this machine", "is AWS; the harness talks to local emulators only"),
    "no-docker-engine": (
        "no Docker engine answers",
        "no rights to the Docker engine",
        "the docker command is not installed",
        "the Docker engine does not answer within",
    ),
    "the-account-is-in-use": ("is in use by",),
    "something-is-left-behind": (
        "left behind by the",
        "don't end; end them by hand",
        "are left of the Compose project",
    ),
    "a-disk-is-full-or-a-folder-may-not-be-written": (
        "free space",
        "fix the permission",
        "or set HARNESS_HOME",
    ),
    "a-layer-can-not-be-built": ("its wheels can't be installed",),
    "nothing-happens-or-a-link-is-stuck": ("first stuck link: ",),
    "a-stack-is-in-conflict": ("which can't be changed in place",),
}
"""Words of messages, by the heading that explains them, as GitHub and mkdocs make it an anchor."""


def explained(message: str) -> str:
    """Where the page explains an error with this message; empty when it doesn't."""
    for anchor, words in TOPICS.items():
        if any(each in message for each in words):
            return f"{PAGE}#{anchor}"
    return ""
