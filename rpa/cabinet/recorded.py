"""What may be written of an address, an answer and a cookie: names, codes and shapes, never a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

_SEGMENT = re.compile(r"[A-Za-z][A-Za-z._-]{0,40}(?:\d{1,2})?\Z", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,40}\Z", re.ASCII)
_CODE = re.compile(r"[A-ZА-Я][A-ZА-Я0-9_.-]{1,40}\Z")
_SAID = ("action", "failed", "type", "error")
"""Fields of a step's answer whose value is a code of the service (public robots 2023-2026)."""
_PEOPLE = re.compile(r"(?i)fio|(last|first|middle|full|sur|user|person)_?name|patronymic")
_SECRET = re.compile(r"(?i)(phone|mobile|mail|snils|inn|login|passport|number)\Z")


def address_of(url: str) -> str:
    """The address without a value: names of parameters stay, identifiers in the path read ``{…}``.

    >>> address_of("https://x.example/a/17f0a9/view?id=12&state=s#!/list?q=Иванов")
    'https://x.example/a/{…}/view?id=&state=#!/list?q='
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme}:"
    route, mark = (parts.fragment, "#") if parts.fragment.startswith(("/", "!/")) else ("", "")
    fragment = mark + _route(route) if route else _names(parts.fragment, "#")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{_path(parts.path)}{_names(parts.query, '?')}{fragment}"


def said_by(body: Any) -> dict[str, Any]:
    """What of a JSON answer may be written: names of its fields, and the codes of a sign-in step."""
    if not isinstance(body, dict):
        return {"body": "list" if isinstance(body, list) else type(body).__name__}
    codes = {name: body[name] for name in _SAID if isinstance(body.get(name), str) and _CODE.match(body[name])}
    return {"fields": sorted(name if _NAME.match(name) else "***" for name in map(str, body)), **codes}


def names_of(body: Any, at: str = "") -> Iterator[str]:
    """Names of the fields of a JSON value, at every depth, where an identifier used as a name reads ``***``.

    >>> sorted(names_of({"items": [{"id": 1}, {"id": 2, "by": {"f3a9": 1}}]}))
    ['items', 'items[].by', 'items[].by.***', 'items[].id', 'items[].id']
    """
    if isinstance(body, list):
        for value in body:
            yield from names_of(value, f"{at}[]")
    elif isinstance(body, dict):
        for key, value in body.items():
            name = str(key) if _SEGMENT.match(str(key)) else "***"
            here = f"{at}.{name}" if at else name
            yield here
            yield from names_of(value, here)


def _route(route: str) -> str:
    path, _, query = route.partition("?")
    bang = "!" if path.startswith("!") else ""
    return bang + _path(path.removeprefix("!")) + _names(query, "?")


def _path(path: str) -> str:
    return "/".join(_segment(segment) for segment in path.split("/"))


def _segment(segment: str) -> str:
    """AngularJS services write parameters as ``search;page=1;itemsPerPage=10``."""
    name, *parameters = segment.split(";")
    kept = name if not name or _SEGMENT.match(name) else "{…}"
    return ";".join([kept, *(_name(one) for one in parameters)])


def _names(query: str, mark: str) -> str:
    return mark + "&".join(_name(one) for one in query.split("&")) if query else ""


def _name(pair: str) -> str:
    name, equals, _value = pair.partition("=")
    return (name if _NAME.match(name) and equals else "***") + equals


def people_in(body: Any) -> Iterator[str]:
    """Names of people that a JSON answer holds, by the names of its fields."""
    return (value for name, value in strings_of(body) if _PEOPLE.search(name))


def secrets_in(body: Any) -> Iterator[str]:
    """Telephones, mail addresses, logins and document numbers of a JSON answer, by the names of its fields."""
    return (value for name, value in strings_of(body) if _SECRET.search(name))


def strings_of(body: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a JSON answer, with the name of the field it stands in (or in a list of)."""
    if isinstance(body, str):
        yield name, body
    elif isinstance(body, dict):
        for key, value in body.items():
            yield from strings_of(value, str(key))
    elif isinstance(body, list):
        for value in body:
            yield from strings_of(value, name)


def cookie_without_value(cookie: dict[str, Any]) -> dict[str, Any]:
    """Everything of a cookie but its value; ``lives``: whether it outlives the browser."""
    return {
        "name": cookie["name"] if _NAME.match(cookie["name"]) else "***",
        "domain": cookie["domain"],
        "path": _path(cookie["path"]),
        "lives": cookie["expires"] > 0,
        "http_only": cookie["httpOnly"],
        "secure": cookie["secure"],
        "length": len(cookie["value"]),
    }
