"""What an organization decides about deciding: the section ``decision`` of its settings file.

Every case the law leaves open to a lawyer is a choice here whose default is ``review``. The choices of each case are
only those the sources allow at all: a debt under a kept agreement, say, may be called a debt or be looked at, but no
setting calls it absent (``docs/rules.md`` prints them next to the rules).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rpa.debts.canonical import digest


class DecisionPolicy(BaseModel):
    """The wishes of one organization. Frozen; ``sha256`` binds a plan to them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset_max_age_days: int = Field(
        3, ge=0, le=30, description="Сколько рабочих дней данные считаются свежими; позже ответы не готовятся."
    )
    balance_max_age_days: int = Field(
        3, ge=0, le=30, description="Сколько рабочих дней считается верным остаток долга в строке («Дата остатка»)."
    )
    penalties_only: Literal["review", "debt", "no_debt"] = Field(
        "review", description="Основной долг погашен, остались только пени или госпошлина."
    )
    agreement_kept: Literal["review", "debt"] = Field(
        "review", description="Соглашение о погашении или рассрочка, которые исполняются."
    )
    settlement: Literal["review", "debt"] = Field("review", description="Мировое соглашение, утверждённое судом.")
    act_contested: Literal["review", "debt"] = Field(
        "review", description="Акт обжалуется с восстановлением срока, или исполнение приостановлено."
    )
    straddling: Literal["review", "debt"] = Field(
        "review", description="Период долга выходит за границу трёх лет, а разбивки по месяцам нет."
    )
    bankruptcy: Literal["review", "no_debt"] = Field(
        "review", description="Банкротство гражданина завершено с освобождением от долгов."
    )
    debtor_died: Literal["review", "debt"] = Field("review", description="Должник умер.")
    not_a_court_act: Literal["review", "no_debt"] = Field(
        "no_debt",
        description="Исполнительная надпись нотариуса, решение комиссии, самозачёт, иск или претензия: "
        "это не судебный акт.",
    )
    act_file_missing: Literal["review", "debt"] = Field(
        "review", description="Долг подтверждён, но файла судебного акта нет."
    )
    automatic: Literal["nothing", "no_debt_exact", "no_debt"] = Field(
        "nothing",
        description="Что утверждается без человека: ничего; точное «нет» (в данных нет ни одной строки по жилью); "
        "любое доказанное «нет». Ответ «имеется» всегда утверждает человек.",
    )
    two_people_for_debt: bool = Field(False, description="Ответ «имеется» утверждают два разных человека.")

    @property
    def sha256(self) -> str:
        return digest(self.model_dump(mode="json"))
