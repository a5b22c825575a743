"""«Обращения», settings, employees and rights over the REST (all invented), and the file store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import httpx

from tests.stand.conftest import RunningStand

PPA = "/ppa/api/rest/services/ppa"
MESSAGES = "/messages/api/rest/services/messages/received"
CAPTIONS = {"Распределение обращений по исполнителям", "Работа с обращениями, назначенными на пользователя"}


def inquiries(cabinet: httpx.Client, **body: Any) -> list[dict[str, Any]]:
    answer = cabinet.post(f"{MESSAGES}/search;page=1;itemsPerPage=100", json=body).raise_for_status()
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_few_letters_are_hostile_or_debt_requests_and_come_through_unchanged(shared_stand: RunningStand) -> None:
    kinds = [i["kind"] for i in shared_stand.state(only="inquiries")["inquiries"]]
    assert len(kinds) == 20
    assert 2 <= kinds.count("hostile") <= 4
    assert kinds.count("debt_request") == 4
    truth = {i["id"]: i for i in shared_stand.state(only="inquiries")["inquiries"]}
    with shared_stand.cabinet() as cabinet:
        for item in inquiries(cabinet):
            card = cabinet.get(f"{MESSAGES}/{item['id']}").json()
            assert card["text"] == truth[item["id"]]["text"]
            for file in card["attachments"]:
                query = {"context": "messages", "uid": file["guid"], "mode": "view"}
                got = cabinet.get("/filestore/publicDownloadServlet", params=query)
                stored = next(f for f in truth[item["id"]]["attachments"] if f["guid"] == file["guid"])
                assert hashlib.sha256(got.content).hexdigest() == stored["sha256"]
                assert "/" not in got.headers["content-disposition"]
                assert "\n" not in got.headers["content-disposition"]


def test_a_big_post_holds_every_hostile_text(stands: Callable[..., RunningStand]) -> None:
    stand = stands("--inquiries", "60")
    hostile = [i for i in stand.state(only="inquiries")["inquiries"] if i["kind"] == "hostile"]
    texts = "\n".join(i["text"] for i in hostile)
    for trap in ("<script>", "=HYPERLINK", "\u202e", "{{constructor"):
        assert trap in texts
    assert max(len(i["text"]) for i in hostile) == 10_000
    assert "../../x.exe" in {f["name"] for i in hostile for f in i["attachments"]}


def test_an_inquiry_gets_a_performer_and_a_later_term(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        employees = cabinet.get(f"{PPA}/employees;page=1;itemsPerPage=100").json()["items"]
        item = inquiries(cabinet, statuses=["SENT"])[0]
        address = f"{MESSAGES}/{item['id']}"
        body: dict[str, Any] = {"performerId": employees[2]["id"], "dateOfAppointment": None, "version": 0}
        assert cabinet.put(f"{address}/performer", json=body).status_code == 422  # the first time needs a date
        body["dateOfAppointment"] = item["executionEndDate"]
        card = cabinet.put(f"{address}/performer", json=body).json()
        assert (card["status"], card["performer"]["fio"], card["version"]) == ("IN_WORK", employees[2]["fio"], 1)
        assert cabinet.put(f"{address}/performer", json=body).status_code == 409
        later = {"executionDate": "01.01.2099", "comment": "слишком коротко", "version": 1}
        assert cabinet.post(f"{address}/rollover", json=later).status_code == 422
        later["comment"] = "Требуется обследование дома с участием подрядчика"
        card = cabinet.post(f"{address}/rollover", json=later).json()
        assert card["executionEndDate"] == "01.01.2099"
    assert [h["kind"] for h in card["history"]][-2:] == ["Назначен исполнитель", "Продлён срок рассмотрения"]
    stored = next(i for i in stand.state(only="inquiries")["inquiries"] if i["id"] == item["id"])
    assert (stored["status"], stored["performer_fio"], stored["version"]) == ("IN_WORK", employees[2]["fio"], 2)


def test_a_performer_without_the_right_to_distribute_sees_only_ones_own(shared_stand: RunningStand) -> None:
    dispatcher = next(a for a in shared_stand.facts["accounts"] if a["login"].startswith("dispatcher"))
    with shared_stand.cabinet(dispatcher) as cabinet:
        own = inquiries(cabinet)
        assert 0 < len(own) < 20
        assert {i["performer"]["fio"] for i in own} == {dispatcher["person"]}
        assert cabinet.put(f"{MESSAGES}/{own[0]['id']}/performer", json={}).status_code == 403


def test_the_check_box_and_the_rights_are_stored(stand: RunningStand) -> None:
    with stand.cabinet() as cabinet:
        settings = cabinet.get(f"{PPA}/organizations/settings").json()
        assert settings == {"emailInquiryNotifications": False, "version": 0}
        wanted = {"emailInquiryNotifications": True, "version": 0}
        assert cabinet.put(f"{PPA}/organizations/settings", json=wanted).json()["version"] == 1
        assert cabinet.put(f"{PPA}/organizations/settings", json=wanted).status_code == 409

        employee = cabinet.get(f"{PPA}/employees;page=1;itemsPerPage=100").json()["items"][4]
        rights = cabinet.get(f"{PPA}/employees/{employee['id']}/rights").json()
        codes = {r["caption"]: r["code"] for group in rights["groups"] for r in group["rights"]}
        assert set(codes) >= CAPTIONS
        held = [r["code"] for group in rights["groups"] for r in group["rights"] if r["granted"]]
        body = {"granted": [*held, *(codes[c] for c in CAPTIONS)], "version": rights["version"]}
        cabinet.put(f"{PPA}/employees/{employee['id']}/rights", json=body).raise_for_status()
        assert cabinet.put(f"{PPA}/employees/{employee['id']}/rights", json=body).status_code == 409
    state = stand.state(only="settings,rights", ogrn=stand.account["ogrn"])
    assert [s["email_inquiry_notifications"] for s in state["settings"]] == [True]
    assert set(next(r for r in state["rights"] if r["employee_id"] == employee["id"])["rights"]) >= CAPTIONS


def test_administration_is_closed_to_a_specialist(shared_stand: RunningStand) -> None:
    accountant = next(a for a in shared_stand.facts["accounts"] if a["login"].startswith("specialist"))
    with shared_stand.cabinet(accountant) as cabinet:
        user = cabinet.get(f"{PPA}/current-user").json()
        assert user["role"] == "Уполномоченный специалист организации"
        assert user["menu"] == ["Ответ на полученные запросы о наличии задолженности за ЖКУ"]
        assert cabinet.get(f"{PPA}/organizations/settings").status_code == 403
        assert cabinet.get(f"{PPA}/employees;page=1;itemsPerPage=10").status_code == 403


def test_an_uploaded_file_comes_back_whole_to_its_organization_only(stands: Callable[..., RunningStand]) -> None:
    stand = stands("--organizations", "2", "--requests", "0")
    other = next(a for a in stand.facts["accounts"] if a["ogrn"] != stand.account["ogrn"])
    content = bytes(range(256)) * 100
    with stand.cabinet() as ours, stand.cabinet(other) as theirs:
        files = {"file": ("..\\акт.pdf", content)}
        stored = ours.post("/filestore/upload?context=debtreq", files=files).json()
        assert stored["sha256"] == hashlib.sha256(content).hexdigest()
        query = {"context": "debtreq", "uid": stored["guid"], "mode": "view"}
        assert ours.get("/filestore/publicDownloadServlet", params=query).content == content
        assert theirs.get("/filestore/publicDownloadServlet", params=query).status_code == 404
        assert ours.post("/filestore/upload?context=debtreq", files={"file": ("e.pdf", b"")}).status_code == 422
