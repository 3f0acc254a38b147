"""The page of the resource types: what a stack is declared with, from the registry."""

from dataclasses import MISSING, fields, is_dataclass

from bootstrap.registry import handlers
from docs.site.markdown import cell, doc_of, table


def types_page() -> str:
    """Every type by its kind, with the fields of its declaration."""
    parts = ["# Resource types", "What a stack is declared with, and which AWS resource it becomes.", _overview()]
    for kind, handler in handlers().items():
        declaration = handler.declaration
        parts += [f"## {declaration.__name__}", f"`{kind}`. {doc_of(declaration)}", _fields(declaration)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _overview() -> str:
    rows = [
        (f"[`{handler.declaration.__name__}`](#{handler.declaration.__name__.lower()})", f"`{kind}`")
        for kind, handler in handlers().items()
    ]
    return table(("declaration", "kind"), rows)


def _fields(declaration: type) -> str:
    if not is_dataclass(declaration):
        return ""
    rows = []
    for each in fields(declaration):
        needed = each.default is MISSING and each.default_factory is MISSING
        default = "needed" if needed else f"`{cell(str(each.default))}`" if each.default is not MISSING else "empty"
        name = each.type if isinstance(each.type, str) else getattr(each.type, "__name__", str(each.type))
        rows.append((f"`{each.name}`", f"`{cell(str(name))}`", default))
    return table(("field", "type", "otherwise"), rows)
