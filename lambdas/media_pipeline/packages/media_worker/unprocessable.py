"""The one failure that no retry cures."""


class Unprocessable(Exception):
    """The upload can't become a result; the message is the job's `errorMessage`, for the person who uploaded."""
