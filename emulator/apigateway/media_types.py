"""Which media types of a REST API are binary."""

from collections.abc import Callable, Sequence

EVERYTHING = "*/*"
Matches = Callable[[str | None, list[str]], bool]


def with_everything(matches: Matches) -> Matches:
    """`matches(media type, binary media types)`, with `*/*` among the latter matching any."""

    def matching(mime_type: str | None, binary_media_types: Sequence[str]) -> bool:
        return EVERYTHING in binary_media_types or matches(mime_type, list(binary_media_types))

    return matching
