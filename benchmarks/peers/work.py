"""What every peer is given and how it says what it did. Standard library only: a peer has an environment of its own.

The steps are those of a tutorial of the tool: open, fill, click, wait for what comes next. Tables are read by one
evaluation a page, which is the best a tool can do; a call per cell is twenty to a hundred times slower.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import Any

READ_ROWS = """[...document.querySelectorAll('.register-card')].map(card => ({
  title: card.querySelector('a.register-card__header-title').innerText,
  href: card.querySelector('a.register-card__header-title').getAttribute('href'),
  cells: [...card.querySelectorAll('td:nth-child(2)')].map(td => td.innerText)}))"""
LIST = "/organization-cabinet/#!/debts/received-requests"
CHIP = "ul.select2-choices a.select2-search-choice-close"
FIND = "debtreq-received-requests-search button[type=submit]"
WAITING = ".results__waiting"
SIZE = "select#count"
NEXT = "//ul[contains(@class, 'pagination')]/li[not(contains(@class, 'disabled'))]/a[span[text()='следующая']]"
DIALOG = ".modal.in"
SAVE = "//div[contains(@class, 'modal')]//button[normalize-space()='Сохранить ответ']"
ADD = "//button[normalize-space()='Добавить ответ']"
SEND = "//div[contains(@class, 'section-base__footer')]//button[normalize-space()='Отправить ответ']"
YES = "//div[contains(@class, 'modal')]//button[span[text()='Да']]"
CLOSE = "//div[contains(@class, 'modal-footer')]//button[normalize-space()='Закрыть']"
SENT = "//div[contains(@class, 'section-base__header')]//b[text()='Ответ отправлен']"
DONE = "Операция выполнена успешно"


def active_page(number: int) -> str:
    """The pager's button of the page that is shown."""
    return f"//ul[contains(@class, 'pagination')]/li[contains(@class, 'active')]/a[span[text()='{number}']]"


def card(identity: str) -> str:
    return f"{LIST}/view?id={identity}"


def field(debtor: int, column: int) -> str:
    """XPath of a debtor's name field: 1 last name, 2 first name, 3 patronymic."""
    return f"(//debtreq-debt-person-info-form)[{debtor}]//div[contains(@class, 'col-xs-4')][{column}]//input"


def upload(debtor: int) -> str:
    return f"(//debtreq-debt-person-info-form)[{debtor}]//input[@type='file']"


def uploaded(debtor: int) -> str:
    return f"(//debtreq-debt-person-info-form)[{debtor}]//span[contains(@class, 'file-panel__file-name')]"


def perform(works: dict[str, Callable[[dict[str, Any]], int]]) -> None:
    """Do the work of the task on the command line, timed; print one JSON line."""
    task = json.loads(sys.argv[1])
    body = json.dumps({"latency_ms": task["latency"]}).encode()
    address = f"{task['facts']['control']}/__stand__/settings"
    urllib.request.urlopen(urllib.request.Request(address, body, {"Content-Type": "application/json"})).close()
    started = time.perf_counter()
    units = works[task["work"]](task)
    print(json.dumps({"seconds": time.perf_counter() - started, "units": units}), flush=True)


def task() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(sys.argv[1])
    return value
