"""How much of a peer's time, memory and disk one request may take, before anything of it reaches the emulator. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The bounds of one connection. Each has the answer that a peer gets who goes past it."""

    head_bytes: int = 16 * 1024
    """Of the request line and all headers together: 431. AWS's own services stop at 8 to 16 KB."""
    head_s: float = 30.0
    """From the first byte of a head, or of a TLS handshake, to its end: 408. Who sends nothing at all may stay for as
    long as it likes."""
    body_bytes: int = 6 * 1024**3
    """413. S3 takes 5 GiB in one PUT, with the framing of aws-chunked around it."""
    body_idle_s: float = 60.0
    """Without a byte of a body that has been announced (408), or of an answer taken: the connection is dropped."""
    between_requests_s: float = 1.0
    """So long a thread waits for the next request of its connection before it leaves the waiting to the listener."""
    within_body_s: float = 0.05
    """The same for the rest of a body that keeps coming."""
    slow_reader_s: float = 5.0
    """So long a peer may take over one piece of an answer while others wait for a thread; then it is cut off."""
    slow_in_memory_bytes: int = 16 * 1024
    """What is kept in memory of a body that stops coming for a while; more of it waits in a file at once."""
    linger_s: float = 2.0
    """So long what a refused peer still sends is read: a reset would take its answer."""
    linger_bytes: int = 16 * 1024 * 1024
    in_memory_bytes: int = 1024 * 1024
    """A longer body waits in a file: it is handed on when it is there as a whole, as what was cut off never is."""
    connections: int = 4096
    """Open at once. For one more the slowest is dropped, or else the one that has been idle for longest."""
    chunk_line_bytes: int = 1024
    """Of the line before a chunk, with its extensions: 400."""
