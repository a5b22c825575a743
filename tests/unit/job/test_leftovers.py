"""An uncertain intent that is no item of this run: read, never clicked, and told."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from protocol import NUMBER, ORGANIZATION, Robot, Send, Site, run

from rpa.errors import PageChanged, RpaError, SiteUnavailable, UnknownOutcome
from rpa.job.commitment import State
from rpa.job.results import Ending, ItemResult
from rpa.job.settling import settle_leftover
from rpa.ledger import Intent, IntentKind, Outcome

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")


class TestLeftovers:
    """An uncertain intent that is no item of this run."""

    def left(self, ours: Robot, site: Site) -> ItemResult:
        intent = ours.intend()
        result = run(settle_leftover(ours.job, lambda _cabinet, _intent: Send(site), intent))
        assert result is not None
        return result

    def test_one_that_the_site_had_confirmed_is_not_called_unsent_by_a_reading(self, ours: Robot) -> None:
        intent = ours.intend()
        ours.job.conclude(intent, Outcome.UNKNOWN, "сайт показывает иное")
        [left] = ours.ledger.uncertain(ORGANIZATION)
        result = run(settle_leftover(ours.job, lambda _cabinet, _intent: Send(Site(State.ABSENT)), left))
        assert result is not None and result.ending is Ending.SKIPPED
        assert ours.outcomes() == [Outcome.UNKNOWN], "only a decision made since lets it be sent again"

    def test_it_is_read_and_never_clicked(self, ours: Robot) -> None:
        site = Site(State.DRAFT)
        result = self.left(ours, site)
        assert (result.key, result.ending, site.clicks) == (NUMBER, Ending.NOT_SENT, 0)
        assert result.detail == "Прерванная отправка до сайта не дошла."
        assert ours.outcomes() == [Outcome.NOT_SENT]
        assert (
            ours.journal("step")[0] | {"title": "Прочитать карточку", "request_number": NUMBER}
            == ours.journal("step")[0]
        )

    def test_one_that_arrived_is_done(self, ours: Robot) -> None:
        assert self.left(ours, Site(State.DONE)).ending is Ending.DONE
        assert ours.outcomes() == [Outcome.DONE]

    @pytest.mark.parametrize(
        ("kind", "by_hand"),
        [
            (IntentKind.SEND, f"закройте исход, `rpa debts settle {NUMBER}`"),
            (IntentKind.ASSIGN, "посмотрите в кабинете"),
        ],
    )
    def test_one_whose_plan_is_lost_is_for_a_person(self, ours: Robot, kind: IntentKind, by_hand: str) -> None:
        result = run(settle_leftover(ours.job, lambda _cabinet, _intent: None, ours.intend(kind=kind)))
        assert result is not None and (result.key, result.ending) == (NUMBER, Ending.UNKNOWN)
        assert result.detail == f"Исход неизвестен, а его план не найден: {by_hand}."
        assert ours.outcomes() == [None]

    def test_its_commitment_is_recalled_from_its_own_intent_for_the_first_page(self, ours: Robot) -> None:
        ours.job.workplace.cabinets = pages = [object(), object()]  # type: ignore[assignment]
        intent, asked = ours.intend(), []

        def recall(cabinet: Any, recorded: Intent) -> None:
            asked.append((cabinet, recorded))

        run(settle_leftover(ours.job, recall, intent))
        assert asked == [(pages[0], intent)]

    def test_a_browser_that_hangs_is_killed_when_twice_its_time_is_over(
        self, ours: Robot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limits: list[tuple[float, str]] = []

        def limit(seconds: float, why: str) -> AbstractContextManager[None]:
            limits.append((seconds, why))
            return nullcontext()

        monkeypatch.setattr(ours.job.watchdog, "limit", limit)
        assert self.left(ours, Site(State.DONE)).ending is Ending.DONE
        assert limits == [(2 * ours.job.settings.pacing.item_timeout_seconds, NUMBER)]

    @pytest.mark.parametrize("error", [SiteUnavailable("нет связи"), UnknownOutcome("не видно")])
    def test_a_card_that_cannot_be_read_does_not_keep_the_others_from_their_turn(
        self, ours: Robot, error: RpaError
    ) -> None:
        result = self.left(ours, Site(looks=[error] * 4))
        assert (result.key, result.ending) == (NUMBER, Ending.UNKNOWN)
        assert result.detail == f"Исход неизвестен: карточка не прочитана ({type(error).__name__})."
        assert ours.outcomes() == [None]

    def test_one_whose_request_is_gone_is_no_news_of_every_run_and_stays(self, ours: Robot) -> None:
        ours.intend()

        async def entered() -> None:
            async with ours.job.settling(lambda _cabinet, _intent: Send(Site(State.GONE))):
                pass

        run(entered())
        assert (ours.job.summary.exit_code, ours.outcomes()) == (0, [Outcome.UNKNOWN])
        assert ours.ledger.waits_for_people(ORGANIZATION) == [] != ours.ledger.uncertain(ORGANIZATION)
        recorded = len(ours.journal("outcome"))
        run(entered())
        assert len(ours.journal("outcome")) == recorded, "once, not with every run"

    def test_one_whose_request_is_shown_again_waits_for_people_again(self, ours: Robot) -> None:
        intent = ours.intend()
        assert run(settle_leftover(ours.job, lambda _cabinet, _intent: Send(Site(State.GONE)), intent)) is None
        assert ours.history()[-1].gone
        shown = Send(Site(looks=[State.ABSENT, UnknownOutcome("не видно")]))
        result = run(settle_leftover(ours.job, lambda _cabinet, _intent: shown, intent))
        assert result is not None and result.ending is Ending.UNKNOWN
        assert ours.history()[-1].detail == "запрос снова показан"
        assert [left.id for left in ours.ledger.waits_for_people(ORGANIZATION)] == [intent.id]

    def test_what_no_item_survives_goes_on(self, ours: Robot) -> None:
        with pytest.raises(PageChanged):
            self.left(ours, Site(looks=[PageChanged("нет карточки", key="card.landmark")]))

    def test_a_card_that_hangs_is_given_up_after_its_time(self, ours: Robot) -> None:
        pacing = ours.job.settings.pacing.model_copy(update={"item_timeout_seconds": 0.2})
        ours.job.settings = ours.job.settings.model_copy(update={"pacing": pacing})

        class Hanging(Send):
            async def look(self) -> Any:
                await asyncio.Event().wait()

        result = run(settle_leftover(ours.job, lambda _cabinet, _intent: Hanging(Site()), ours.intend()))
        assert result is not None and (result.key, result.ending) == (NUMBER, Ending.UNKNOWN)
        assert "TimeoutError" in result.detail
