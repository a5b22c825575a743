"""Debt requests over the REST alone, as a public robot of the live site calls it: a cookie, paths and bodies."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import openpyxl
import pytest

from tests.stand.conftest import RunningStand

SUB = "/debtreq/api/rest/services/debtreq/sub"


def search(cabinet: httpx.Client, page: int = 1, size: int = 100, **body: Any) -> dict[str, Any]:
    """The body of the public robot, spelling included."""
    whole = {
        "statuses": [],
        "answerUserIds": [],
        "sortCriteria": {"sortedBy": "LAST_UPDATE_DATE", "asceding": "false"},
        **body,
    }
    answer = cabinet.post(f"{SUB}/search;page={page};itemsPerPage={size}", json=whole).raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def fresh_requests(cabinet: httpx.Client) -> list[dict[str, Any]]:
    return [i for i in search(cabinet, statuses=["NOT_SENT"])["debtSubReqList"] if not i["responseAdded"]]


def save(cabinet: httpx.Client, item: dict[str, Any], version: int | None = None, **answer: Any) -> httpx.Response:
    body = {"debtSubReqId": item["id"], "version": item["version"] if version is None else version, **answer}
    return cabinet.put(f"{SUB}/{item['id']}", json=body)


def send(cabinet: httpx.Client, item: dict[str, Any], version: int) -> httpx.Response:
    return cabinet.post(f"{SUB}/{item['id']}/send", json={"debtSubReqId": item["id"], "version": version})


def test_a_plain_client_answers_no_and_yes_with_the_cookie_alone(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        no, yes = fresh_requests(cabinet)[:2]
        assert save(cabinet, no, debtPresent=False).json()["version"] == 1
        assert send(cabinet, no, 1).json()["status"] == "SENT"

        act = b"%PDF-1.4 a made-up act"
        files = {"file": ("Приказ № 2-1.pdf", act, "application/pdf")}
        upload = cabinet.post("/filestore/upload", params={"context": "debtreq"}, files=files).raise_for_status().json()
        persons = [
            {"lastName": "Должникова", "firstName": "Анна", "document": None, "attachments": [upload]},
            {"lastName": "Должников", "firstName": "Пётр", "middleName": "Ильич", "attachments": []},
        ]
        body = {"debtPresent": True, "additionalInformation": None, "debtPersons": persons, "additionalAttachments": []}
        assert save(cabinet, yes, **body).status_code == 200
        assert send(cabinet, yes, 1).status_code == 200

    first, second = stand.answer(no["number"]), stand.answer(yes["number"])
    assert first is not None and second is not None
    assert (first["has_debt"], first["status"], first["saves"], first["sends"]) == (False, "SENT", 1, 1)
    assert first["persons"] == []
    assert first["executor"] == stand.account["person"]
    assert (second["has_debt"], second["saves"], second["sends"]) == (True, 1, 1)
    digest = hashlib.sha256(act).hexdigest()
    assert second["persons"] == [
        {"last_name": "Должникова", "first_name": "Анна", "middle_name": None, "files": [digest]},
        {"last_name": "Должников", "first_name": "Пётр", "middle_name": "Ильич", "files": []},
    ]


def test_an_item_has_every_key_that_public_robots_read(shared_stand: RunningStand) -> None:
    with shared_stand.cabinet() as cabinet:
        item = search(cabinet)["debtSubReqList"][0]
        card = cabinet.get(f"{SUB}/{item['id']}").json()
    assert set(item) == {
        "id", "version", "number", "status", "responseAdded", "resultType", "sentDate", "responseDate",
        "lastUpdateDate",
        "executor", "debtReq",
    }  # fmt: skip
    assert set(item["debtReq"]) >= {"houseId", "fiasHouseGuid", "formattedAddress", "apartmentNumber", "debtPeriod"}
    assert set(item["debtReq"]["debtPeriod"]) == {"beginDate", "endDate"}
    assert {key: card[key] for key in item} == item
    assert set(card) - set(item) == {"response", "revocable", "applicant"}


def test_versions_are_optimistic_and_a_repeated_send_is_refused(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        assert item["version"] == 0
        assert send(cabinet, item, 0).status_code == 422  # nothing saved yet
        assert save(cabinet, item, version=7, debtPresent=False).status_code == 409
        assert save(cabinet, item, debtPresent=False).json()["version"] == 1
        assert send(cabinet, item, 1).json()["version"] == 2
        assert send(cabinet, item, 1).status_code == 409
        assert save(cabinet, item, version=2, debtPresent=True).status_code in (409, 422)
    answer = stand.answer(item["number"])
    assert answer is not None
    assert (answer["saves"], answer["sends"], answer["version"]) == (1, 1, 2)
    assert answer["send_attempts"] == 3


def test_of_many_sends_at_once_exactly_one_is_stored(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        save(cabinet, item, debtPresent=False)
        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(lambda _: send(cabinet, item, 1).status_code, range(16)))
    assert sorted(codes) == [200] + [409] * 15
    answer = stand.answer(item["number"])
    assert answer is not None
    assert (answer["sends"], answer["send_attempts"]) == (1, 16)


def test_a_sent_answer_can_be_revoked_and_given_again(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        revoke = f"{SUB}/{item['id']}/revoke"
        refused = cabinet.post(revoke, json={"version": 0})
        assert refused.status_code == 409
        assert '(не имеет статус "Ответ отправлен")' in refused.json()["message"]
        save(cabinet, item, debtPresent=False)
        assert send(cabinet, item, 1).json()["revocable"] is True
        card = cabinet.post(revoke, json={"debtSubReqId": item["id"], "version": 2}).json()
        assert (card["status"], card["responseAdded"], card["version"]) == ("NOT_SENT", True, 3)
        persons = [{"lastName": "А", "firstName": "Б", "attachments": []}]
        assert save(cabinet, item, version=3, debtPresent=True, debtPersons=persons).status_code == 200
        assert send(cabinet, item, 4).status_code == 200
    answer = stand.answer(item["number"])
    assert answer is not None
    assert (answer["has_debt"], answer["saves"], answer["sends"], answer["revokes"]) == (True, 2, 2, 1)


PERSON = {"lastName": "А", "firstName": "Б"}


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ({}, "имеется ли задолженность"),
        ({"debtPresent": True}, "хотя бы одного должника"),
        ({"debtPresent": False, "debtPersons": [PERSON]}, "только при наличии"),
        ({"debtPresent": True, "debtPersons": [{"lastName": "А"}]}, "обязательны"),
        ({"debtPresent": True, "debtPersons": [{**PERSON, "middleName": "я" * 256}]}, "255"),
        ({"debtPresent": False, "additionalInformation": "я" * 1001}, "1000"),
        ({"debtPresent": True, "debtPersons": [{**PERSON, "attachments": [{"guid": "нет"}]}]}, "файл не найден"),
    ],
)
def test_a_bad_answer_is_refused_with_a_text_and_not_stored(
    shared_stand: RunningStand, answer: dict[str, Any], word: str
) -> None:
    with shared_stand.cabinet() as cabinet:
        item = fresh_requests(cabinet)[0]
        refused = save(cabinet, item, **answer)
    assert refused.status_code == 422
    assert word in refused.json()["message"]
    assert shared_stand.answer(item["number"]) is None


def test_filters_narrow_the_registry(shared_stand: RunningStand) -> None:
    with shared_stand.cabinet() as cabinet:
        everything = search(cabinet)
        assert everything["total"] == 40
        one = everything["debtSubReqList"][3]
        assert [i["number"] for i in search(cabinet, number=one["number"])["debtSubReqList"]] == [one["number"]]
        for status in ("NOT_SENT", "SENT", "AUTO_GENERATED"):
            assert {i["status"] for i in search(cabinet, statuses=[status])["debtSubReqList"]} == {status}
        me = cabinet.get("/ppa/api/rest/services/ppa/current-user").json()["id"]
        mine = search(cabinet, answerUserIds=[me])
        assert 0 < mine["total"] < everything["total"]
        assert {i["executor"]["id"] for i in mine["debtSubReqList"] if i["executor"]} == {me}
        assert any(i["executor"] is None for i in mine["debtSubReqList"])
        day = one["sentDate"]
        period = search(cabinet, sentDatePeriod={"beginDate": day, "endDate": day})
        assert {i["sentDate"] for i in period["debtSubReqList"]} == {day}
        long = {"sentDatePeriod": {"beginDate": "01.01.2025", "endDate": "01.12.2026"}, "statuses": []}
        assert cabinet.post(f"{SUB}/search;page=1;itemsPerPage=10", json=long).status_code == 422


def test_pages_cover_the_registry_once_in_the_order_of_change(shared_stand: RunningStand) -> None:
    with shared_stand.cabinet() as cabinet:
        pages = [search(cabinet, page, 10)["debtSubReqList"] for page in range(1, 6)]
        backward = search(cabinet, sortCriteria={"sortedBy": "LAST_UPDATE_DATE", "asceding": "true"})["debtSubReqList"]
        assert cabinet.post(f"{SUB}/search;page=0;itemsPerPage=10", json={}).status_code == 400
        assert cabinet.post(f"{SUB}/search", json={}).status_code == 400
    assert [len(page) for page in pages] == [10, 10, 10, 10, 0]
    numbers = [item["number"] for page in pages for item in page]
    assert len(set(numbers)) == 40
    assert [item["number"] for item in backward] == numbers[::-1]


def test_without_a_live_session_everything_is_forbidden(shared_stand: RunningStand) -> None:
    for cookie in ("", "sessionid=" + "x" * 34):
        with httpx.Client(base_url=shared_stand.url, headers={"Cookie": cookie}) as stranger:
            for method, path in (
                ("POST", f"{SUB}/search;page=1;itemsPerPage=10"),
                ("GET", f"{SUB}/1"),
                ("PUT", f"{SUB}/1"),
                ("POST", f"{SUB}/1/send"),
                ("GET", "/ppa/api/rest/services/ppa/current-user"),
                ("GET", "/filestore/publicDownloadServlet?context=debtreq&uid=1&mode=view"),
            ):
                assert stranger.request(method, path).status_code == 403


def test_one_organization_never_sees_anothers_request(stands: Callable[..., RunningStand]) -> None:
    stand = stands("--organizations", "2")
    owner, other = (
        next(a for a in stand.facts["accounts"] if a["ogrn"] == ogrn)
        for ogrn in dict.fromkeys(a["ogrn"] for a in stand.facts["accounts"])
    )
    with stand.cabinet(owner) as ours, stand.cabinet(other) as theirs:
        item = fresh_requests(ours)[0]
        assert search(theirs, number=item["number"])["total"] == 0
        assert theirs.get(f"{SUB}/{item['id']}").status_code == 404
        assert save(theirs, item, debtPresent=False).status_code == 404
    assert stand.answer(item["number"]) is None


def test_an_employee_without_the_right_cannot_answer(shared_stand: RunningStand) -> None:
    dispatcher = next(a for a in shared_stand.facts["accounts"] if a["login"].startswith("dispatcher"))
    with shared_stand.cabinet(dispatcher) as cabinet:
        item = fresh_requests(cabinet)[0]
        assert save(cabinet, item, debtPresent=False).status_code == 403
    assert shared_stand.answer(item["number"]) is None


def test_the_registry_export_has_the_known_columns(shared_stand: RunningStand) -> None:
    with shared_stand.cabinet() as cabinet:
        answer = cabinet.post(f"{SUB}/export", json={"statuses": []}).raise_for_status()
        items = search(cabinet)["debtSubReqList"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    captions = [cell.value for cell in sheet[1]]
    assert len(captions) >= 19
    assert captions[1] == "Номер запроса"
    assert captions[8:11] == ["Идентификатор адреса", "Адрес дома", "Номер квартиры, комнаты, блока жилого дома"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [item["number"] for item in items]


def test_a_page_of_ten_thousand_requests_costs_the_stand_what_one_of_few_hundred_does(
    stands: Callable[..., RunningStand],
) -> None:
    few, many = stands("--requests", "400"), stands("--requests", "10000", "--inquiries", "1000")
    asked = [(few, 1), (many, 1), (many, 2), (few, 2), (many, 50), (many, 90), (few, 3), (many, 95)]
    spent: dict[tuple[str, int], list[float]] = {(stand.url, page): [] for stand, page in asked}
    for _ in range(3):  # in turns, and processor time: what else the machine does disturbs both alike
        for stand, page in asked:
            with stand.cabinet() as cabinet:
                me = cabinet.get("/ppa/api/rest/services/ppa/current-user").json()["id"]
                body = {"statuses": [], "answerUserIds": [me]}  # as the page asks first
                answer = cabinet.post(f"{SUB}/search;page={page};itemsPerPage=100", json=body)
                assert len(answer.json()["debtSubReqList"]) == 100
                spent[stand.url, page].append(float(answer.headers["server-timing"].partition("cpu;dur=")[2]))
    # Looking through all of them for each page would cost tens of times as much.
    of_few, of_many = ([min(spent[one.url, page]) for one, page in asked if one is stand] for stand in (few, many))
    assert max(of_many) < 8 * min(of_few), spent
