"""A card whose pieces come one after another is read when all of them are there."""

from __future__ import annotations

import pytest
from differing import differing, html
from playwright.async_api import Route

from rpa.errors import PageChanged

DEBTOR = '<debtreq-debt-person-info ng-repeat="person in vm.item.response.debtPersons"'
AFTER = "vm.mayRevoke = vm.answers && item.revocable;"
LATER = (
    html(DEBTOR, DEBTOR + ' ng-if="vm.template"'),
    (AFTER, AFTER + "$http.get('/template').then(function () { vm.template = true; });"),
)


async def test_debtors_with_a_template_of_their_own_are_waited_for(tab, stand) -> None:
    debts = [one for one in stand.state("answers") if one["has_debt"] and one["status"] == "SENT"]
    async with differing(tab, stand, *LATER) as cabinet:

        async def after_the_card(route: Route) -> None:
            await cabinet.page.locator(".debtreq__result-type").wait_for()
            await route.fulfill(json={})

        await cabinet.page.route("**/template", after_the_card)
        number = debts[0]["request_number"]
        card = await cabinet.debt_request.open_request(stand.portal_id(number), number)
    assert card.response_data is not None
    assert card.response_data.debt_info


async def test_pieces_that_never_come_are_named(tab, stand) -> None:
    debts = [one for one in stand.state("answers") if one["has_debt"] and one["status"] == "SENT"]
    async with differing(tab, stand, LATER[0]) as cabinet:
        number = debts[0]["request_number"]
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_request.open_request(stand.portal_id(number), number)
    assert caught.value.key == "debt_request.debtor"
