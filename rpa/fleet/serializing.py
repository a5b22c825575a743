"""What the engine keeps in its database: JSON only, readable by people and by the next version.

The default is pickle: it would keep whatever it is handed, and run whatever somebody wrote there. An error is kept as
the name of its class; its text might tell more than the queue's database may know.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from dbos import Serializer

_TIME, _ERROR = "$time", "$error"


class RunFailed(Exception):
    """An error read back from the queue: the name of its class."""


class JsonSerializer(Serializer):
    """Raises ``TypeError`` for anything but JSON values, aware times and errors."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, ensure_ascii=False, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data, object_hook=_back)

    def name(self) -> str:
        return "rpa_json"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {_TIME: value.isoformat()}
    if isinstance(value, BaseException):
        return {_ERROR: type(value).__name__}
    raise TypeError(f"not for the queue: {type(value).__name__}")


def _back(found: dict[str, Any]) -> Any:
    if found.keys() == {_TIME}:
        return datetime.fromisoformat(found[_TIME])
    if found.keys() == {_ERROR}:
        return RunFailed(found[_ERROR])
    return found
