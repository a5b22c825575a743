"""Where the live form of an answer differs from the stand's in one place, nothing is saved and that place is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from differing import differing, drafted, html

from rpa.cabinet.pages.answer_form import Answer, AnswerDebtor, AnswerFile
from rpa.errors import PageChanged
from rpa.model import Person

REQUESTS = 12
"""A few to answer; the list is not asked about."""


async def test_names_are_not_saved_in_fields_that_stand_in_another_order(tab, stand) -> None:
    last, first = (
        f'<div><input type="text" name="{name}" class="form-control" aria-label="{caption}"'
        for name, caption in (("lastName", "Фамилия"), ("firstName", "Имя"))
    )
    models = html('ng-model="vm.person.lastName"', "ng-model=@"), html('ng-model="vm.person.firstName"', "ng-model=#")
    swapped = html("ng-model=@", 'ng-model="vm.person.firstName"'), html("ng-model=#", 'ng-model="vm.person.lastName"')
    labels = html(last, "@@"), html(first, last), html("@@", first)
    yes = Answer(True, (AnswerDebtor(Person("Первый", "Пётр")),))
    async with differing(tab, stand, *models, *labels, *swapped) as cabinet:
        with pytest.raises(PageChanged) as caught:
            await drafted(cabinet, stand, yes)
    assert caught.value.key == "answer_form.debtor_field"


async def test_a_link_for_further_debtors_that_is_called_otherwise_is_named(tab, stand) -> None:
    two = Answer(True, (AnswerDebtor(Person("Первый", "Пётр")), AnswerDebtor(Person("Вторая", "Анна"))))
    async with differing(tab, stand, html('class="add-debt-person"', 'class="add-person"')) as cabinet:
        with pytest.raises(PageChanged) as caught:
            await drafted(cabinet, stand, two)
    assert caught.value.key == "answer_form.debtor_add"


@pytest.mark.parametrize(
    ("has_debt", "yes", "no"), [(True, "да", "нет"), (False, "да", "нет"), (False, "есть", "нету")]
)
async def test_a_choice_in_another_order_is_named(tab, stand, has_debt: bool, yes: str, no: str) -> None:
    exchanged = (
        html('ng-value="true"> да', f'ng-value="@"> {no}'),
        html('ng-value="false"> нет', f'ng-value="true"> {yes}'),
        html('ng-value="@"', 'ng-value="false"'),
    )
    answer = Answer(has_debt, (AnswerDebtor(Person("Первый", "Пётр")),) if has_debt else ())
    async with differing(tab, stand, *exchanged) as cabinet:
        with pytest.raises(PageChanged) as caught:
            await drafted(cabinet, stand, answer)
    assert caught.value.key == "answer_form.choice"


async def test_an_old_file_that_does_not_go_is_not_clicked_for_ever(tab, stand, tmp_path: Path) -> None:
    act = tmp_path / "act.pdf"
    act.write_bytes(b"%PDF-1.4 act")
    yes = Answer(True, (AnswerDebtor(Person("Первый", "Пётр"), (AnswerFile(act, "act.pdf"),)),))
    stays = ("vm.remove = function (file) {", "vm.remove = function (file) { return;")
    async with differing(tab, stand, stays) as cabinet:
        await drafted(cabinet, stand, yes)
        await cabinet.debt_request.read()
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_request.add_answer(yes)
    assert caught.value.key == "answer_form.file_remove"
