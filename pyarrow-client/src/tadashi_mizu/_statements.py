"""Where a statement of SQL ends: at a semicolon that is in no text, name or comment."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
    '(?:[^']|'')*'              # a text
  | "(?:[^"]|"")*"              # a quoted name
  | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$  # a text between dollars
  | --[^\n]*                    # a comment to the end of the line
  | /\*.*?\*/                   # a comment
  | ['"]|/\*                    # one of these that is not closed yet
  | ;
    """,
    re.VERBOSE | re.DOTALL,
)


def split(text: str) -> tuple[list[str], str]:
    """The statements that are complete, and what follows the last of them."""
    done: list[str] = []
    begin = 0
    for token in _TOKEN.finditer(text):
        if token[0] in ("'", '"', "/*"):
            break
        if token[0] == ";":
            if text[begin : token.start()].strip():
                done.append(text[begin : token.start()].strip())
            begin = token.end()
    return done, text[begin:].strip()
