"""«Дополнительные файлы» of a draft: nobody approved them, so they neither go out with our answer nor pass for it."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.answer_form import Answer, AnswerDebtor
from rpa.cabinet.pages.windows import Seen
from rpa.model import Person, Subrequest

SUB = "/debtreq/api/rest/services/debtreq/sub"
DEBTOR = {"lastName": "Первый", "firstName": "Пётр", "document": None, "attachments": []}
YES = Answer(True, (AnswerDebtor(Person("Первый", "Пётр")),))


async def drafted(cabinet: Cabinet, stand) -> Subrequest:
    """A colleague's draft of the same debtor, with a file beside: the debt of quite another person."""
    found = await cabinet.debt_requests.find_request(stand.unanswered()[0])
    assert found is not None
    with stand.running.cabinet() as colleague:
        files = {"file": ("Лишний документ.pdf", b"%PDF-1.4 of somebody else", "application/pdf")}
        upload = colleague.post("/filestore/upload", params={"context": "debtreq"}, files=files).raise_for_status()
        body = {
            "debtSubReqId": found.portal_id, "version": found.version, "debtPresent": True,
            "additionalInformation": None, "debtPersons": [DEBTOR], "additionalAttachments": [upload.json()],
        }  # fmt: skip
        colleague.put(f"{SUB}/{found.portal_id}", json=body).raise_for_status()
    return await cabinet.debt_request.open_request(found.portal_id or "", found.request_number)


async def test_a_draft_that_is_filled_anew_loses_the_files_nobody_approved(cabinet: Cabinet, stand) -> None:
    card = await drafted(cabinet, stand)
    await cabinet.debt_request.add_answer(YES)
    assert (await cabinet.debt_request.save()).seen is Seen.SUCCESS
    assert stand.answer_to(card.request_number)["additional_files"] == []
    response = (await cabinet.debt_request.read()).response_data
    assert response is not None
    assert response.additional_files == ()
