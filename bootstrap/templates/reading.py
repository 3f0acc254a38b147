"""Reads a template: YAML or JSON. What comes out is plain data."""

from pathlib import Path
from typing import Any

from bootstrap.model.stack import StackError

Document = dict[str, Any]


class TemplateError(StackError):
    """A template can't be meant, or names what isn't there. The message says which, where in it, and what to do."""


def read(path: Path) -> Document:
    """The template of a file; TemplateError when it is none."""
    try:
        document = parsed(path.read_text())
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path} can't be read: {error}; name a template, or the folder that has one") from error
    except TemplateError as error:
        raise TemplateError(f"{path}: {error}") from error
    if not isinstance(document.get("Resources"), dict):
        raise TemplateError(f"{path}: a template has `Resources`, and this has none; name another file")
    return document


def parsed(text: str) -> Document:
    """A template's text as data; TemplateError when it is malformed."""
    from bootstrap.templates.yaml_text import Malformed, loaded  # most runs have no template

    try:
        document = loaded(text)
    except Malformed as error:
        raise TemplateError(str(error)) from error
    if not isinstance(document, dict):
        raise TemplateError("it is no template: a template is a mapping with `Resources`")
    return document
