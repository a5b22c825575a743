"""One request: what is asked beside what the data say, and the decision about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.responses import FileResponse, Response

from rpa.debts.approval import IN_THE_NOTE, PAGE_GROUNDS, Choice, same_person
from rpa.debts.calendar import CalendarError
from rpa.debts.dataset import DebtRow
from rpa.debts.plan import ActFile, PlanItem, PlannedDebtor
from rpa.errors import BadInput, PlanError
from rpa.model import Decision
from rpa.operate.chosen_acts import people
from rpa.operate.notes import LONGEST, Note
from rpa.web.desk import Moved
from rpa.web.differences import Piece, differences
from rpa.web.revising import LARGEST_ACT, act_path, acts_of, change_acts
from rpa.web.site import Visit, go, page_of
from rpa.web.standing import Line
from rpa.web.views.queue import RULE_TITLES, Wish

# The browser's own viewer of PDF needs a style of its own and the file as an object; nothing in the file may run.
_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class RowCard:
    """A row of the data beside the request. ``outside``: its period is not within what is asked about."""

    row: DebtRow
    address: tuple[Piece, ...]
    flat: tuple[Piece, ...]
    outside: bool


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Somebody the answer might name. ``index`` is their place in ``people(item)``; ``reason`` why only a candidate."""

    index: int
    debtor: PlannedDebtor
    candidate: bool
    reason: str
    chosen: bool
    rows: tuple[RowCard, ...]
    acts: tuple[tuple[int, ActFile], ...]


def show(visit: Visit) -> Response:
    return _show(visit, visit.site.desk.line(_number(visit)))


def decide(visit: Visit) -> Response:
    """Take the decision of the form, and go on to the next request that waits."""
    number, desk = _number(visit), visit.site.desk
    word = visit.text("decision")
    choices = {"debt": Decision.DEBT, "no_debt": Decision.NO_DEBT, "review": Decision.REVIEW}
    if word not in choices:
        visit.say("bad", "Не выбрано решение.")
        return go(_back(visit, number))
    decision, note = choices[word], visit.text("note")[:LONGEST]
    # A ground left over from another choice would stand beside «имеется» in the evidence.
    reason = visit.text("reason") if decision is Decision.NO_DEBT else ""
    rows = tuple(visit.texts("row")) if decision is Decision.DEBT else None
    following = _following(visit, number)
    try:
        if decision is Decision.DEBT and not rows:
            raise PlanError("Отметьте, кого назвать в ответе «имеется».", hint="")
        if decision is Decision.NO_DEBT and reason == IN_THE_NOTE and not note:
            raise PlanError("Напишите основание в заметке.", hint="")
        # Left to people and not yet marked so, it would be approved with the list that somebody sends at this moment.
        with desk.exclusive():
            line = desk.decide(visit.account.name, number, visit.text("state"), Choice(decision, reason, rows))
            left = decision is Decision.REVIEW and line.item.decision is not Decision.REVIEW
            if note or left:
                _keep_note(visit, number, note or "Оставлено на проверке.", left=left)
            if decision is not Decision.REVIEW:
                desk.notes.settle(number)
    except Moved as moved:
        visit.say("bad", moved.what)
        return _show(visit, desk.line(number), status=409, moved=moved.line)
    except PlanError as error:
        visit.say("bad", str(error))
        return _show(visit, desk.line(number), status=400)
    said = {Decision.DEBT: "имеется", Decision.NO_DEBT: "нет", Decision.REVIEW: "оставлен на проверке"}[decision]
    undo = line if decision is not Decision.REVIEW else None
    visit.say("good", f"Запрос {number}: {said}. {_told(line)}".strip(), undo)
    query = Wish.of(visit).address()
    return go(page_of(following, query) if following else f"/queue?{query}")


def undo(visit: Visit) -> Response:
    """Take an approval back, as long as nothing was sent and nobody decided otherwise since it was shown."""
    number, desk = _number(visit), visit.site.desk
    try:
        with desk.exclusive():
            desk.decide(visit.account.name, number, visit.text("state"), Choice(Decision.REVIEW))
            desk.notes.unsettle(number)
    except Moved as moved:
        visit.say("bad", moved.what)
        return go(page_of(number))
    visit.say("info", f"Запрос {number}: решение снято, ответ не будет отправлен.")
    return go(page_of(number))


def note(visit: Visit) -> Response:
    number, text = _number(visit), visit.text("note")[:LONGEST]
    visit.site.desk.line(number)
    if text:
        _keep_note(visit, number, text)
        visit.say("good", "Заметка записана.")
    return go(_back(visit, number))


def acts(visit: Visit) -> Response:
    """Which acts one debtor's answer carries; a file may be added."""
    number, desk = _number(visit), visit.site.desk
    file, person = visit.file("act"), visit.text("person")
    added = file.file.read(LARGEST_ACT + 1) if file is not None else None
    try:
        change_acts(
            desk, number, visit.text("state"), int(person[:9]) if person.isdecimal() else -1, visit.texts("kept"), added
        )
    except Moved as moved:
        visit.say("bad", moved.what)
        return _show(visit, desk.line(number), status=409, moved=moved.line)
    visit.say("good", "Акты изменены. Решение по этому запросу, если было, нужно принять заново.")
    return go(_back(visit, number))


def act(visit: Visit) -> Response:
    """The file of an act, shown inside our own page only."""
    item = visit.site.desk.line(_number(visit)).item
    known = acts_of(item)
    wanted = visit.request.path_params["index"]
    if wanted >= len(known):
        raise BadInput("Такого акта в этом запросе нет.", hint="Вернитесь к запросу.")
    path = act_path(visit.site.desk, known[wanted])
    with path.open("rb") as stream:
        pdf = b"%PDF-" in stream.read(1024)
    name = f"{item.request_number}-{wanted + 1}.pdf" if pdf else f"{item.request_number}-{wanted + 1}.bin"
    return FileResponse(
        path,
        media_type="application/pdf" if pdf else "application/octet-stream",
        filename=name,
        content_disposition_type="inline" if pdf else "attachment",
        headers={"Content-Security-Policy": _PDF_POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )


def _show(visit: Visit, line: Line, *, status: int = 200, moved: Line | None = None) -> Response:
    site, item = visit.site, line.item
    # Rows are told by their place in the file: what was chosen on another state of the item may be somebody else here.
    again = visit.text("item") == item.sha256
    loaded = site.data.get(site.desk.place)
    match = loaded.match(item)
    rows = loaded.rows or {}
    now = site.desk.open()
    cards = _people(item, _chosen(visit, line, again), rows)
    shown = {row.row.row_id for card in cards for row in card.rows}
    others = [row for row in (*match.same, *match.other_persons) if row.row_id not in shown] if match else []
    before, after = _neighbours(visit, item.request_number)
    return visit.show(
        "request.html",
        status=status,
        line=line,
        item=item,
        title=RULE_TITLES.get(item.rule, ""),
        cards=cards,
        others=[_card(item, row) for row in others],
        # Said only of data that were looked through: while they load, or cannot be read, nobody knows.
        nothing_found=match is not None and not (others or match.ambiguous or match.candidates),
        broken=match.broken_touching if match else (),
        problems=match.dwelling_problems if match else (),
        loaded=loaded,
        stale=loaded.replaced_since(now.plan.basis),
        waiting=now.waiting,
        history=site.history.of(item, site.desk.ledger, now.plan.organization_ogrn),
        notes=site.desk.notes.of(item.request_number),
        grounds=PAGE_GROUNDS,
        before=before,
        after=after,
        wish=Wish.of(visit),
        moved=moved,
        again=again,
        sending=item.request_number in site.runs.being_sent(),
        same_person=_signed_by(visit, line),
        two_people=now.plan.policy.two_people_for_debt,
        days=_days(visit, item),
    )


def _days(visit: Visit, item: PlanItem) -> tuple[int, int] | None:
    try:
        return working_days(visit, item)
    except CalendarError:
        return None


def working_days(visit: Visit, item: PlanItem) -> tuple[int, int] | None:
    """(how many of the working days for an answer have begun, of how many); ``None`` if the dates are unknown."""
    sent, due = item.ground.sent_date, item.due
    if sent is None or due is None:
        return None
    calendar = visit.site.calendar()
    today = visit.site.desk.place.moscow_now().date()
    whole = max(1, calendar.working_days_between(sent, due))
    return (whole + 1 if today > due else min(whole, max(0, calendar.working_days_between(sent, today)))), whole


def _chosen(visit: Visit, line: Line, again: bool) -> set[str] | None:
    """Rows that are ticked: those of a form that comes back, else those approved; ``None``: the plan's debtors."""
    if again and visit.text("decision") == "debt":
        return set(visit.texts("row"))
    return set(line.given.row_ids) if line.given else None


def _people(item: PlanItem, chosen: set[str] | None, rows: dict[str, DebtRow]) -> list[PersonCard]:
    places = {file.path: index for index, file in enumerate(acts_of(item))}
    cards = []
    for index, debtor in enumerate(people(item)):
        candidate = index >= len(item.debtors)
        own = [rows[row_id] for row_id in debtor.row_ids if row_id in rows]
        cards.append(
            PersonCard(
                index,
                debtor,
                candidate,
                item.candidates[index - len(item.debtors)].reason if candidate else "",
                bool(chosen & set(debtor.row_ids)) if chosen is not None else not candidate,
                tuple(_card(item, row) for row in own),
                tuple((places[file.path], file) for file in debtor.files),
            )
        )
    return cards


def _card(item: PlanItem, row: DebtRow) -> RowCard:
    room = " ".join(part for part in (row.flat, f"ком. {row.room}" if row.room else None) if part)
    return RowCard(
        row,
        differences(item.address, row.address),
        differences(item.address_details or "", room),
        _outside(item, row.debt_from, row.debt_to),
    )


def _outside(item: PlanItem, start: date, end: date) -> bool:
    period = item.period
    return period is not None and (start < period.start_date or end > period.end_date)


def _signed_by(visit: Visit, line: Line) -> bool:
    given = line.given
    return given is not None and given.second is None and same_person(given.first.approver, visit.account.name)


def _neighbours(visit: Visit, number: str) -> tuple[str, str]:
    """The requests before and after this one in the part of the queue it was opened from."""
    lines = list(visit.site.desk.lines().values())
    chosen = {line.item.request_number for line in Wish.of(visit).chosen(lines)}
    numbers = [line.item.request_number for line in lines if line.item.request_number in {*chosen, number}]
    if number not in numbers:
        # Gone since the page was opened: the desk says so to whoever decides.
        return "", ""
    place = numbers.index(number)
    return (numbers[place - 1] if place else "", numbers[place + 1] if place + 1 < len(numbers) else "")


def _following(visit: Visit, number: str) -> str:
    before, after = _neighbours(visit, number)
    return after or before


def _told(line: Line) -> str:
    return "Нужна вторая подпись." if line.state.value == "second" else ""


def _keep_note(visit: Visit, number: str, text: str, *, left: bool = False) -> None:
    visit.site.desk.notes.add(number, Note(visit.account.name, visit.site.desk.place.moscow_now(), text, left))


def _back(visit: Visit, number: str) -> str:
    return page_of(number, Wish.of(visit).address())


def _number(visit: Visit) -> str:
    return str(visit.request.path_params["number"])
