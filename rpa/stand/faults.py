"""Faults by name: what breaks, where, how often. All off until asked for.

A fault without ``path`` concerns only the calls its kind names (see ``FAULTS``); with ``path`` it concerns every call
whose path starts or ends with it, so that ``/send`` aims at sending alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from rpa.stand.events import Events

Scope = Literal["any", "rest", "write", "search", "ui"]


@dataclass(frozen=True, slots=True)
class Kind:
    """``count`` is how often it fires unless told; ``None`` = every time."""

    scope: Scope
    count: int | None
    meaning: str


FAULTS: dict[str, Kind] = {
    "error_500_once": Kind("rest", 1, "500 с JSON, один раз"),
    "error_500_always": Kind("rest", None, "500 с JSON, всегда"),
    "gateway_504": Kind("rest", 1, "504 с HTML шлюза, обработчик не вызван"),
    "slow": Kind("rest", None, "ответ задержан на seconds (3)"),
    "hang": Kind("rest", 1, "ответа нет, пока клиент не уйдёт"),
    "cut_before": Kind("write", 1, "соединение разорвано до записи"),
    "cut_after": Kind("write", 1, "соединение разорвано после записи"),
    "reply_lost": Kind("write", 1, "записано, но ответ 500"),
    "swallowed": Kind("write", 1, "ответ 200, но ничего не записано"),
    "attention": Kind("rest", 1, '500 с {"message"}: окно «Внимание»'),
    "session_lost": Kind("rest", 1, "сеанс завершён перед этим вызовом"),
    "ended_401": Kind("rest", None, "завершённый сеанс: 401, а не 403"),
    "ended_redirect": Kind("rest", None, "завершённый сеанс: переход на вход"),
    "answer_refused": Kind("write", 1, "422 с текстом отказа"),
    "colleague_answered": Kind("write", 1, "коллега ответил перед этой записью"),
    "version_conflict": Kind("write", 1, "409, версия изменена"),
    "waf_page": Kind("rest", 1, "HTML защиты от ботов вместо JSON"),
    "guids_demanded": Kind("rest", None, "403 без заголовков …-GUID"),
    "maintenance": Kind("any", None, "503, страница технических работ, на всех адресах"),
    "row_inserted_between_pages": Kind("search", 1, "перед второй страницей поступает новый запрос"),
    "order_shuffled": Kind("search", None, "порядок записей страницы перемешан"),
    "empty_list": Kind("search", 1, "поиск ничего не находит"),
    "results_late": Kind("ui", 1, "узел результатов заменяется с опозданием"),
    "period_demanded": Kind("ui", None, "поиск запросов только за период"),
    "label_renamed": Kind("ui", None, "подпись переименована"),
    "button_doubled": Kind("ui", None, "кнопка показана дважды"),
    "overlay": Kind("ui", 1, "прозрачный слой съедает нажатия"),
}


@dataclass(slots=True)
class Fault:
    """One armed fault. ``left`` is ``None`` for ever; ``after`` hits pass unharmed first."""

    name: str
    path: str | None = None
    left: int | None = None
    account: str | None = None
    after: int = 0
    parameters: dict[str, Any] = field(default_factory=dict)
    fired: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name, "path": self.path, "count": self.left, "account": self.account, "after": self.after,
            "fired": self.fired, "parameters": self.parameters,
        }  # fmt: skip


class Faults:
    """Armed faults of one stand."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self.armed: list[Fault] = []

    def arm(self, name: str, *, path: str | None = None, count: Any = "default", account: str | None = None,
            after: int = 0, **parameters: Any) -> Fault:  # fmt: skip
        """Switch a fault on. ``count``: a number, "always", or the kind's default. ``ValueError`` if unknown."""
        kind = FAULTS.get(name)
        if kind is None:
            raise ValueError(f"нет неисправности {name!r}; есть: {', '.join(FAULTS)}")
        left = kind.count if count == "default" else None if count in (None, "always", "") else int(count)
        if left is not None and left < 1:
            raise ValueError(f"count={count}: нужно положительное число или always")
        if "seconds" in parameters:
            parameters["seconds"] = float(parameters["seconds"])
        fault = Fault(name, path or None, left, account or None, int(after), dict(parameters))
        self.armed.append(fault)
        return fault

    def arm_text(self, text: str) -> Fault:
        """``NAME[:key=value,key=value…]`` as the command line takes it. Raises ``ValueError``."""
        name, _, rest = text.partition(":")
        options: dict[str, Any] = {}
        for pair in filter(None, rest.split(",")):
            key, equals, value = pair.partition("=")
            if not equals:
                raise ValueError(f"{text!r}: жду NAME:ключ=значение,…")
            options[key.strip()] = value.strip()
        return self.arm(name.strip(), **options)

    def clear(self) -> None:
        self.armed.clear()

    def take(self, name: str, *, path: str, scope_fits: bool, account: str | None, method: str = "") -> Fault | None:
        """The armed fault of this name that this call meets, used up by one; ``None`` if the call passes."""
        for fault in self.armed:
            if fault.name != name or not self._concerns(fault, path, scope_fits, account):
                continue
            if fault.left == 0:
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            self._use(fault, path, method)
            return fault
        return None

    def of_page(self, account: str | None, page: str | None = None) -> list[dict[str, Any]]:
        """Faults the front end plays itself, still armed for this account and page (a hash route)."""
        return [
            {**fault.parameters, **fault.as_json()}
            for fault in self.armed
            if FAULTS[fault.name].scope == "ui" and fault.left != 0 and fault.account in (None, account)
            and (fault.path is None or page is None or fault.path in page)
        ]  # fmt: skip

    def hit(self, name: str, account: str | None) -> bool:
        """The front end reports that it played this fault; false if it was not armed (any more)."""
        for fault in self.armed:
            if fault.name == name and fault.left != 0 and fault.account in (None, account):
                if fault.after > 0:
                    fault.after -= 1
                    return False
                self._use(fault, "(страница)", "")
                return True
        return False

    @staticmethod
    def _concerns(fault: Fault, path: str, scope_fits: bool, account: str | None) -> bool:
        if fault.account is not None and fault.account != account:
            return False
        if fault.path is not None:
            return path.startswith(fault.path) or path.split(";")[0].endswith(fault.path)
        return scope_fits

    def _use(self, fault: Fault, path: str, method: str) -> None:
        fault.fired += 1
        if fault.left is not None:
            fault.left -= 1
        self._events.add("fault", name=fault.name, path=path, method=method)
