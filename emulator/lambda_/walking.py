"""Everything below a folder, at one system call for each folder and one for what is asked of an entry.

A layer of a thousand files is walked for each function that has it; with `os.walk` and a `Path` for each it cost most
of what creating the function does.
"""

import os
from collections.abc import Iterator
from pathlib import Path


def below(folder: Path) -> Iterator["os.DirEntry[str]"]:
    """Files, folders and links, each folder before what is in it; links aren't followed.

    What can't be listed, or goes away meanwhile, counts as empty, as for `os.walk`.
    """
    left = [str(folder)]
    while left:
        try:
            with os.scandir(left.pop()) as entries:
                found = list(entries)
        except OSError:
            continue
        for entry in found:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                left.append(entry.path)
