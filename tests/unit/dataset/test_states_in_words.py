"""States of acts and of enforcement: real wordings are read, and a text that says more than its first word is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rpa.debts.dataset import load_dataset, vocabulary
from rpa.debts.dataset.rows import ActKind, ActStatus, DebtorStatus, IpState
from rpa.debts.dataset.values import CellProblem
from tests.unit.dataset.registers import TODAY, header, line, load, only_broken, only_row, write_xlsx

NUMBER = "12345/25/77001-ИП"


@pytest.mark.parametrize(
    ("convert", "text"),
    [
        (vocabulary.act_status, "Вступил в законную силу, отменён 20.05.2026"),
        (vocabulary.act_status, "отменён в части пени"), (vocabulary.act_status, "отменён частично"),
        (vocabulary.act_status, "действует в части основного долга"),
        (vocabulary.act_status, "обжалован, оставлен без изменения"),
        (vocabulary.act_kind, "Решение суда с исправлением описки"), (vocabulary.act_kind, "иск (решение суда)"),
        (vocabulary.act_kind, "Исковое производство, решение суда"), (vocabulary.act_kind, "Исковое производство"),
        (vocabulary.act_kind, "Решение суда по иску правления ТСЖ"), (vocabulary.act_kind, "Решение третейского суда"),
        (vocabulary.act_kind, "апелляционная жалоба"), (vocabulary.act_kind, "Судебный приказ отменён"),
        (vocabulary.act_kind, "искание"), (vocabulary.debtor_status, "банкротство прекращено"),
        (vocabulary.ip_state_word, "взыскано"), (vocabulary.ip_state_word, "возвращено взыскателю"),
    ],
)  # fmt: skip
def test_a_text_that_goes_on_after_its_first_word_is_left_to_a_person(convert: Any, text: str) -> None:
    with pytest.raises(CellProblem):
        convert(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Вступило в законную силу 25.03.2025", ActStatus.IN_FORCE), ("действующий", ActStatus.IN_FORCE),
        ("решение вступило в законную силу", ActStatus.IN_FORCE), ("вступил 25.03.2025 г.", ActStatus.IN_FORCE),
        ("на исполнении", ActStatus.IN_FORCE), ("не вступил в законную силу", ActStatus.NOT_IN_FORCE),
        ("Не вступило в силу, подана апелляционная жалоба", ActStatus.NOT_IN_FORCE),
        ("Судебный приказ отменён", ActStatus.CANCELLED), ("отменён 20.05.2026", ActStatus.CANCELLED),
        ("Отменён по возражениям должника", ActStatus.CANCELLED), ("Отменён, ст. 129 ГПК РФ", ActStatus.CANCELLED),
        ("отменён определением мирового судьи от 01.02.2025", ActStatus.CANCELLED),
        ("действует, подана апелляционная жалоба", ActStatus.APPEALED), ("действует (обжалуется)", ActStatus.APPEALED),
        ("вступил в силу, исполнение приостановлено", ActStatus.SUSPENDED),
    ],
)  # fmt: skip
def test_real_wordings_of_an_acts_state_are_read(text: str, status: ActStatus) -> None:
    assert vocabulary.act_status(text) is status


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Судебный приказ № 2-100/2025 от 01.03.2025", ActKind.COURT_ORDER),
        ("Судебный приказ о взыскании задолженности", ActKind.COURT_ORDER),
        ("Решение Энского районного суда", ActKind.DECISION), ("Решение мирового судьи", ActKind.DECISION),
        ("Решение суда от 01.02.2025", ActKind.DECISION), ("Решение суда (заочное)", ActKind.DEFAULT_DECISION),
        ("Заочное решение суда", ActKind.DEFAULT_DECISION),
        ("Решение суда в порядке упрощённого производства", ActKind.SIMPLIFIED_DECISION),
        ("Решение (упрощённый порядок)", ActKind.SIMPLIFIED_DECISION),
        ("Апелляционное определение областного суда", ActKind.APPEAL_RULING),
        ("Определение об утверждении мирового соглашения", ActKind.SETTLEMENT),
        ("Исполнительная надпись нотариуса", ActKind.NOT_COURT), ("Решение правления ТСЖ", ActKind.NOT_COURT),
        ("Решение внутренней комиссии", ActKind.NOT_COURT), ("Претензия № 12 от 01.02.2025", ActKind.CLAIM),
        ("Решение общего собрания собственников", ActKind.NOT_COURT), ("исковое заявление", ActKind.CLAIM),
    ],
)  # fmt: skip
def test_real_wordings_of_an_acts_kind_are_read(text: str, kind: ActKind) -> None:
    assert vocabulary.act_kind(text) is kind


def test_a_dead_debtors_heirs_do_not_hide_the_death() -> None:
    assert vocabulary.debtor_status("умерла 01.02.2025, наследники не установлены") is DebtorStatus.DECEASED


@pytest.mark.parametrize(
    ("state", "article", "expected"),
    [
        (None, "п. 1 ч. 1 ст. 47 229-ФЗ", IpState.ENDED_PAID), (None, "фактическое исполнение", IpState.ENDED_PAID),
        ("Фактическое исполнение", None, IpState.ENDED_PAID), ("Исполнено", None, IpState.ENDED_PAID),
        ("окончено в связи с фактическим исполнением", None, IpState.ENDED_PAID),
        (None, "п. 4 ч. 1 ст. 46 (отсутствие имущества)", IpState.ENDED_NOT_COLLECTED),
        (None, "пункт 3 части 1 статьи 46 Федерального закона № 229-ФЗ", IpState.ENDED_NOT_COLLECTED),
        ("Окончено, ст. 46 ч. 1 п. 4", None, IpState.ENDED_NOT_COLLECTED),
        ("окончено в связи с отсутствием у должника имущества", None, IpState.ENDED_NOT_COLLECTED),
        ("окончено, должник не найден", None, IpState.ENDED_NOT_COLLECTED),
        (None, "п. 7 ч. 1 ст. 47 (банкротство)", IpState.ENDED_OTHER),
        ("Окончено в связи с отсутствием задолженности", None, IpState.ENDED_OTHER),
        (None, "46-1-4, отменено судом", IpState.UNREADABLE), (None, "ст. 46", IpState.UNREADABLE),
        (None, "46-1-3; 47-1-1", IpState.UNREADABLE), ("взыскано", None, IpState.UNREADABLE),
        ("окончено фактическим исполнением", "46-1-4", IpState.UNREADABLE),
        ("на исполнении в ОСП", None, IpState.OPEN), ("исполняется, частично взыскано", "-", IpState.OPEN),
        (None, "нет", IpState.UNKNOWN),
    ],
)  # fmt: skip
def test_what_is_said_of_enforcement_is_read_or_left_to_a_person(
    tmp_path: Path, state: str | None, article: str | None, expected: IpState
) -> None:
    captions = [*header(), "Состояние ИП", "Основание окончания ИП"]
    path = write_xlsx(tmp_path / "a.xlsx", [captions, [*line(ip_number=NUMBER), state, article]])
    assert only_row(load_dataset(path, today=TODAY)).ip_state is expected


def test_an_end_without_an_article_beside_the_number_is_an_end() -> None:
    assert vocabulary.ip_state_of(f"{NUMBER} (окончено)", None, None) is IpState.ENDED_OTHER
    assert vocabulary.ip_state_of(f"{NUMBER} от 01.02.2025", None, None) is IpState.UNKNOWN


def test_an_act_cancelled_after_it_came_into_force_breaks_its_row(tmp_path: Path) -> None:
    row = only_broken(load(tmp_path, line(act_status="Вступил в законную силу, отменён 20.05.2026")))
    assert [error.column for error in row.errors] == ["act_status"]
