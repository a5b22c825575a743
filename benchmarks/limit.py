"""The limit: a bare HTTP client on the site's own service, one request in flight. No browser, no evidence, no check.

python -m benchmarks.limit '{"work": "answers", …}'     prints one JSON line
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx

SUB = "/debtreq/api/rest/services/debtreq/sub"
BODY = {
    "statuses": [], "answerUserIds": [],
    "sortCriteria": {"sortedBy": "LAST_UPDATE_DATE", "asceding": "false"},
}  # fmt: skip


def read_list(client: httpx.Client, _task: dict[str, Any]) -> int:
    found: list[Any] = []
    while True:
        path = f"{SUB}/search;page={len(found) // 100 + 1};itemsPerPage=100"
        answer = client.post(path, json=BODY).raise_for_status().json()
        found += answer["debtSubReqList"]
        if not answer["debtSubReqList"] or len(found) >= answer["total"]:
            return len(found)


def read_cards(client: httpx.Client, task: dict[str, Any]) -> int:
    return sum(client.get(f"{SUB}/{identity}").raise_for_status().json()["id"] == identity for identity in task["ids"])


def send_answers(client: httpx.Client, task: dict[str, Any]) -> int:
    """The court acts are uploaded too: they are part of an answer «да»."""
    for answer in task["answers"]:
        address = f"{SUB}/{answer['id']}"
        body: dict[str, Any] = {
            "debtSubReqId": answer["id"], "version": answer["version"], "debtPresent": answer["has_debt"],
        }  # fmt: skip
        if answer["has_debt"]:
            body |= {
                "additionalInformation": None, "additionalAttachments": [],
                "debtPersons": [_person(client, debtor) for debtor in answer["debtors"]],
            }  # fmt: skip
        saved = client.put(address, json=body).raise_for_status().json()
        sent = {"debtSubReqId": answer["id"], "version": saved["version"]}
        client.post(f"{address}/send", json=sent).raise_for_status()
    return len(task["answers"])


def _person(client: httpx.Client, debtor: dict[str, Any]) -> dict[str, Any]:
    act = Path(debtor["file"])
    files = {"file": (act.name, act.read_bytes(), "application/pdf")}
    stored = client.post("/filestore/upload", params={"context": "debtreq"}, files=files).raise_for_status().json()
    return {
        "lastName": debtor["last_name"], "firstName": debtor["first_name"],
        "middleName": debtor["middle_name"] or None, "document": None, "attachments": [{"guid": stored["guid"]}],
    }  # fmt: skip


WORKS = {"list": read_list, "cards": read_cards, "answers": send_answers}


def main() -> None:
    task = json.loads(sys.argv[1])
    url, headers = task["facts"]["control"], {"Cookie": f"sessionid={task['cookie']}"}
    with httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False) as client:
        # The connection and the session are there already, as they are for the other sides.
        client.get("/ppa/api/rest/services/ppa/current-user").raise_for_status()
        client.post("/__stand__/settings", json={"latency_ms": task["latency"]}).raise_for_status()
        started = time.perf_counter()
        units = WORKS[task["work"]](client, task)
        print(json.dumps({"seconds": time.perf_counter() - started, "units": units}))


if __name__ == "__main__":
    main()
