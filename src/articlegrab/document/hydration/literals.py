"""JavaScript literals, as pages state their data where JSON is too strict: bare keys, single quotes, `undefined`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_LEXEME = re.compile(
    r"""\s*+(?:
      (?P<text>"[^"\\]*+(?:\\.[^"\\]*+)*+"|'[^'\\]*+(?:\\.[^'\\]*+)*+'|`[^`\\$]*+(?:\\.[^`\\$]*+)*+`) (?P<named>\s*+:)?
    | (?P<sign>[\[\]{},)])
    | (?P<key>[A-Za-z_$][\w$]{0,200}+|\d{1,20}+) \s*+ :
    | (?P<number>-?(?:\d{1,300}+(?:\.\d{0,300}+)?|\.\d{1,300}+)(?:[eE][+-]?\d{1,3}+)?) (?![\w$.])
    | (?P<made>new \s++ (?:Date|Map|Set|URL) \()
    | (?P<name>void\s0|!0|!1|[A-Za-z_$][\w$]{0,200}+)
    )""",
    re.X | re.S,
)
_ESCAPE = re.compile(r"\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|.))", re.S)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_CONTROL = {
    "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": "", "\u2028": "",
}  # fmt: skip
_NAMES = {
    "null": "null", "undefined": "null", "void 0": "null", "NaN": "null", "Infinity": "null",
    "true": "true", "!0": "true", "false": "false", "!1": "false",
}  # fmt: skip
_CLOSING = {"{": "}", "[": "]"}
_CALL, _MADE = ")]", ")"
"""What ends a list of arguments, written as an array, and what ends a `new Date(…)`, of which the inside is written."""


def unquote(literal: str) -> str:
    r"""The text that a quoted JavaScript string stands for.

    >>> unquote(r"'it\'s \x41'")
    "it's A"
    """
    inside = literal[1:-1]
    if "\\" not in inside:
        return inside
    return _PAIR.sub(_join_pair, _ESCAPE.sub(_unescape, inside))


def _unescape(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2] or escape[3]
    if digits is None:
        return _CONTROL.get(escape[4], escape[4])
    number = int(digits, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


def _join_pair(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


def read(text: str, start: int, names: Mapping[str, str] | None = None) -> tuple[str | None, int]:
    """The array, object or string that begins at `start`, rewritten as JSON, and where reading ended. None where it is
    no literal, that is, would have to be run to be known. A list of arguments in parentheses is read as an array.
    `names` gives variables' values as JSON.

    >>> read("x = {a: 'b', c: [1, , undefined], 'd': !0,};", 4)
    ('{"a":"b","c":[1,null,null],"d":true}', 43)
    >>> read("f('a', new Date(12), b)", 1, {"b": "[]"})
    ('["a",12,[]]', 23)
    """
    known = {**_NAMES, **names} if names else _NAMES
    written: list[str] = []
    closings: list[str] = []
    position = start
    if text.startswith("(", start):
        written.append("[")
        closings.append(_CALL)
        position += 1
    while (token := _LEXEME.match(text, position)) is not None:
        position = token.end()
        kind = token.lastgroup
        word = token[kind] if kind else ""
        if kind in ("text", "named"):
            written.append(json.dumps(unquote(token["text"])) + (":" if kind == "named" else ""))
        elif kind == "sign":
            if not _add_sign(word, written, closings):
                break
        elif kind == "key":
            written.append(f'"{word}":')
        elif kind == "number":
            written.append(_number(word))
        elif kind == "made":
            closings.append(_MADE)
        elif word in known:
            written.append(known[word])
        else:
            break
        if not closings:
            return "".join(written), position
    return None, position


def _add_sign(sign: str, written: list[str], closings: list[str]) -> bool:
    """Write a bracket or comma; False where it cannot stand there."""
    last = written[-1] if written else ""
    if sign in _CLOSING:
        closings.append(_CLOSING[sign])
    elif sign == ",":
        if last in ("[", ","):
            written.append("null")
        if closings[-1] == _MADE:
            return False
    else:
        closing = closings.pop() if closings else ""
        if closing[:1] != sign:
            return False
        if last == ",":
            written.pop()
        sign = closing[1:] if sign == ")" else sign
    written.append(sign)
    return True


def _number(word: str) -> str:
    """A number as JSON writes it.

    >>> _number(".5"), _number("-3."), _number("007")
    ('0.5', '-3.0', '7')
    """
    if word.lstrip("-").isdecimal():
        return str(int(word))
    return repr(float(word)) if "inf" not in repr(float(word)) else "null"
