"""The grammars of the three forms, for lark."""

SHARED = r"""
operand: QUOTED -> quoted | BARE -> bare | REGEX -> regex
QUOTED: /"(?:\\.|[^"\\])*"/s
BARE: /[A-Za-z0-9_.*+-]+/
REGEX: /%[^%]*%/
%ignore /[ \t\r\n]+/
"""

TEXT = r"""
start: term*
term: SIGN? what
what: WORD -> word | QUOTED -> phrase | REGEX -> regex
SIGN: "-" | "?"
WORD: /[A-Za-z0-9_]+/
QUOTED: /"(?:\\.|[^"\\])*"/s
REGEX: /%[^%]*%/
%ignore /[ \t\r\n]+/
"""

JSON = (
    r"""
start: "{" either "}"
either: both ("||" both)*
both: _test ("&&" _test)*
_test: comparison | state | "(" either ")"
comparison: SELECTOR OPERATOR operand
!state: SELECTOR ("IS" ("NULL" | "TRUE" | "FALSE") | "NOT" "EXISTS")
SELECTOR: /\$(?:\.(?:[A-Za-z0-9_-]+|\*|\['[^']+'\])(?:\[(?:[0-9]+|\*)\])*)+/
OPERATOR: /!=|<=|>=|=|<|>/
"""
    + SHARED
)

DELIMITED = (
    r"""
start: "[" _field ("," _field)* "]"
_field: field | ELLIPSIS
field: | NAME -> named | either -> tested
either: both ("||" both)*
both: test ("&&" test)*
test: NAME OPERATOR operand
ELLIPSIS: "..."
NAME: /[A-Za-z0-9_]+/
OPERATOR: /!=|=!|<=|>=|=|<|>/
"""
    + SHARED
)
