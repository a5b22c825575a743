"""What a recording keeps of addresses, answers and data: names of things, and no values."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from rpa.audit import Redactor
from rpa.cabinet import Addresses
from rpa.cabinet.locators import Selectors
from rpa.cabinet.recorded import address_of, said_by
from rpa.cabinet.recorded_data import built
from rpa.cabinet.recorder import Recorder


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://esia.example/login/?bo=%2Fname%2Fivanov&x", "https://esia.example/login/?bo=&***"),
        ("https://user:secret@x.example/a", "https://x.example/a"),
        ("https://x.example/sub/3f2a9c77-1b1d-4c1e-9b1a-0f0f0f0f0f0f/send", "https://x.example/sub/{…}/send"),
        ("https://x.example/search;page=1;itemsPerPage=10", "https://x.example/search;page=;itemsPerPage="),
        ("https://x.example/#!/view?id=12&q=Иванов", "https://x.example/#!/view?id=&q="),
        ("https://x.example/cb#access_token=abc&state=1", "https://x.example/cb#access_token=&state="),
        ("https://x.example/%D0%98%D0%B2%D0%B0%D0%BD/a@b.ru", "https://x.example/{…}/{…}"),
        ("data:text/plain,secret", "data:"),
    ],
)
def test_an_address_keeps_its_names_and_loses_its_values(url: str, kept: str) -> None:
    assert address_of(url) == kept


def test_an_answer_keeps_its_fields_and_codes_and_loses_its_values() -> None:
    said = said_by({"action": "ENTER_MFA", "failed": "Иванов Иван", "phone": "+7 900", "имя с пробелом": 1})
    assert said == {"fields": ["***", "action", "failed", "phone"], "action": "ENTER_MFA"}


def test_data_that_are_built_otherwise_are_told_by_the_names_of_their_fields_alone() -> None:
    request = SimpleNamespace(
        method="POST",
        url="https://my.dom.gosuslugi.ru/debtreq/api/rest/services/debtreq/sub/search;page=1;itemsPerPage=10",
        post_data_json={"number": "123456789012", "statuses": ["NOT_SENT"]},
    )
    item = {"id": "1", "requestNumber": "123456789012", "debtReq": {"formattedAddress": "ул. Мира"}}
    told = built(cast(Any, request), {"debtSubReqList": [item], "count": 1}, Selectors())
    assert told["read_as"] == "debt_requests.search_data"
    assert {"total", "debtSubReqList[].number", "debtSubReqList[].status"} <= set(told["missing"])
    assert built(cast(Any, request), [], Selectors())["missing"][:2] == ["total", "debtSubReqList"]
    assert "debtSubReqList[].id" not in told["missing"]
    assert {"count", "debtSubReqList[].requestNumber"} <= set(told["fields"])
    assert told["sent_fields"] == ["number", "statuses"]
    assert not {"123456789012", "NOT_SENT", "ул. Мира"} & {word for some in told.values() for word in some}


def test_a_page_that_asks_again_and_again_takes_one_line_and_steps_take_one_each() -> None:
    def heard(method: str, address: str, body: dict[str, str], status: int = 200) -> Any:
        async def json() -> dict[str, str]:
            return body

        request = SimpleNamespace(method=method, resource_type="xhr")
        kind = {"content-type": "application/json"}
        return SimpleNamespace(request=request, url=address, status=status, headers=kind, json=json)

    async def hear(recorder: Recorder) -> None:
        for second in range(3):
            await recorder._hear(heard("GET", f"https://x.example/next-step?at={second}", {}))
        await recorder._hear(
            heard("POST", "https://x.example/login", {"failed": "INVALID_PASSWORD", "fio": "Нгуен Ван"})
        )
        await recorder._hear(heard("POST", "https://x.example/login", {"action": "DONE"}, 202))

    redactor = Redactor()
    recorder = Recorder(cast(Any, SimpleNamespace(addresses=Addresses())), redactor, lambda _recording: None)
    asyncio.run(hear(recorder))
    asked, refused, done = recorder.recording.answers
    assert (asked["address"], asked["times"]) == ("https://x.example/next-step?at=", 3)
    assert (refused["failed"], done["action"]) == ("INVALID_PASSWORD", "DONE")
    assert redactor.caption("Нгуен, добрый день") == "***, добрый день", "a name of an answer is no caption later"
