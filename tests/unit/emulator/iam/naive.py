"""IAM once more, as plainly as it can be said: raw documents, nothing compiled, nothing kept, nothing shared.

It decides the way the user guide tells it, statement by statement, and is slow.
"""

import fnmatch
import ipaddress
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def decide(request: Json, policies: Json) -> str:
    """`allowed`, `implicitDeny` or `explicitDeny`.

    `request`: who (kind, account, arn, role), action, resource, owner, context. `policies`: lists of documents under
    identity, resource, boundary and session (None: there is none), and `must` for policies that must allow.
    """
    every = [*policies["identity"], *policies["resource"], *(policies["boundary"] or []), *(policies["session"] or [])]
    if any(grants(document, request, "Deny") for document in every):
        return "explicitDeny"
    return "allowed" if permitted(request, policies) else "implicitDeny"


def permitted(request: Json, policies: Json) -> bool:
    who = request["who"]
    identity = who["kind"] == "root" or any(grants(one, request, "Allow") for one in policies["identity"])
    levels = [level for one in policies["resource"] for level in grants(one, request, "Allow")]
    if who["kind"] in ("service", "anonymous"):
        return bool(levels)
    within = all(
        guard is None or any(grants(one, request, "Allow") for one in guard)
        for guard in (policies["boundary"], policies["session"])
    )
    if request["owner"] not in ("", who["account"]):
        return identity and bool(levels) and within
    if "itself" in levels:
        return True
    if policies["must"] and who["kind"] != "root":
        return within and ("role" in levels or (identity and "account" in levels))
    return within and (identity or "role" in levels)


def grants(document: Json, request: Json, effect: str) -> list[str]:
    """How the document's statements of this effect that apply name the caller."""
    found = []
    variables = document["Version"] == "2012-10-17"
    for statement in document["Statement"]:
        if statement["Effect"] != effect:
            continue
        level = named(statement, request["who"])
        if level and acts(statement, request) and reaches(statement, request, variables):
            operators = statement.get("Condition", {})
            if all(condition(name, operators[name], request["context"], variables, effect) for name in operators):
                found.append(level)
    return found


def many(value: Any) -> list[str]:
    return [text(one) for one in value] if isinstance(value, list) else [text(value)]


def text(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def named(statement: Json, who: Json) -> str:
    if "NotPrincipal" in statement:
        return not_named(statement, who)
    if "Principal" not in statement:
        return "itself"
    element = statement["Principal"]
    return level_of({"AWS": element} if isinstance(element, str) else element, who)


def level_of(element: Json, who: Json) -> str:
    aws = many(element.get("AWS", []))
    services = many(element.get("Service", []))
    general = "role" if who["kind"] == "session" else "itself"
    if who["kind"] == "service" and who["arn"] in services:
        return "itself"
    if who["kind"] in ("user", "session") and who["arn"] in aws:
        return "itself"
    if "*" in aws:
        return general
    if who["kind"] == "session" and who["role"] in aws:
        return "role"
    if who["account"] and (who["account"] in aws or f"arn:aws:iam::{who['account']}:root" in aws):
        return "account"
    return ""


def not_named(statement: Json, who: Json) -> str:
    element = statement["NotPrincipal"]
    element = {"AWS": element} if isinstance(element, str) else element
    general = "role" if who["kind"] == "session" else "itself"
    if statement["Effect"] == "Allow":
        return "" if level_of(element, who) else general
    aws = many(element.get("AWS", []))
    if "*" in aws or (who["kind"] == "service" and who["arn"] in many(element.get("Service", []))):
        return ""
    account = who["account"] in aws or f"arn:aws:iam::{who['account']}:root" in aws
    wanted = {"root": [], "user": [who["arn"]], "session": [who["arn"], who["role"]]}.get(who["kind"])
    return "" if wanted is not None and account and all(one in aws for one in wanted) else general


def acts(statement: Json, request: Json) -> bool:
    action = request["action"].lower()
    if "NotAction" in statement:
        return not any(glob(one.lower(), action) for one in many(statement["NotAction"]))
    return any(glob(one.lower(), action) for one in many(statement["Action"]))


def reaches(statement: Json, request: Json, variables: bool) -> bool:
    for element in ("Resource", "NotResource"):
        if element in statement:
            patterns = [fill(one, request["context"], variables) for one in many(statement[element])]
            matched = any(one is not None and glob(one, request["resource"]) for one in patterns)
            if element == "Resource":
                return matched
            return None not in patterns and not matched
    return True


def fill(pattern: str, context: Json, variables: bool) -> str | None:
    """The pattern with the variables' values, in which wildcards are hidden as private characters."""
    done = ""
    while variables and "${" in pattern:
        before, _, rest = pattern.partition("${")
        inside, _, pattern = rest.partition("}")
        key, _, default = inside.partition(",")
        value = inside if inside in ("*", "?", "$") else context.get(key.strip().lower(), default.strip(" '") or None)
        if not isinstance(value, str):
            return None
        done += before + value.replace("*", "\ue000").replace("?", "\ue001")
    return done + pattern


def glob(pattern: str, value: str) -> bool:
    """fnmatch's patterns, but for brackets."""
    value = value.replace("*", "\ue000").replace("?", "\ue001")
    return fnmatch.fnmatchcase(value, pattern.replace("[", "[[]"))


def arn_glob(pattern: str, value: str) -> bool:
    patterns, parts = pattern.split(":", 5), value.split(":", 5)
    return len(patterns) == len(parts) == 6 and all(glob(one, part) for one, part in zip(patterns, parts, strict=True))


def condition(name: str, wanted: Json, context: Json, variables: bool, effect: str) -> bool:
    return all(holds(name.lower(), key.lower(), many(wanted[key]), context, variables, effect) for key in wanted)


def holds(name: str, key: str, wanted: list[str], context: Json, variables: bool, effect: str) -> bool:
    given = context.get(key, [])
    values = [given] if isinstance(given, str) else list(given)
    if name == "null":
        return any((one.lower() == "true") is (not values) for one in wanted)
    prefix, _, bare = name.rpartition(":")
    bare, if_exists = bare.removesuffix("ifexists"), bare.endswith("ifexists")
    negated = "not" in bare
    if not values:
        return if_exists or prefix == "forallvalues" or (negated and not prefix)
    results = []
    for value in values:
        matches = [same(bare.replace("not", ""), fill(one, context, variables), one, value) for one in wanted]
        results.append(not any(matches) if negated else any(matches))
    if prefix == "foranyvalue" or (not prefix and not negated):
        return any(results)
    return all(results)


def same(bare: str, filled: str | None, raw: str, value: str) -> bool:
    if bare.startswith(("string", "arn")):
        if filled is None:
            return False
        plain = filled.replace("\ue000", "*").replace("\ue001", "?")
        return {
            "stringequals": lambda: plain == value,
            "stringequalsignorecase": lambda: plain.lower() == value.lower(),
            "stringlike": lambda: glob(filled, value),
            "arnequals": lambda: arn_glob(filled, value),
            "arnlike": lambda: arn_glob(filled, value),
        }[bare]()
    if bare in ("bool", "binaryequals"):
        return raw.lower() == value.lower() if bare == "bool" else raw == value
    try:
        return compare(bare, raw, value)
    except ValueError:
        return False


def compare(bare: str, raw: str, value: str) -> bool:
    if bare == "ipaddress":
        return ipaddress.ip_address(value) in ipaddress.ip_network(raw)
    number = float if bare.startswith("numeric") else moment
    left, right = number(value), number(raw)
    order = bare.removeprefix("numeric").removeprefix("date")
    return {
        "equals": left == right,
        "lessthan": left < right,
        "lessthanequals": left <= right,
        "greaterthan": left > right,
        "greaterthanequals": left >= right,
    }[order]


def moment(value: str) -> float:
    if value.isdecimal():
        return float(value)
    found = datetime.fromisoformat(value)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
