"""Where the site is: the addresses of the cabinet, and that nobody listens on the way to them."""

from __future__ import annotations

from typing import Literal

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, field_validator, model_validator


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Site(Section):
    """Addresses of the cabinet's three origins. A secret is typed on ``esia`` only."""

    dom: AnyHttpUrl = Field(AnyHttpUrl("https://dom.gosuslugi.ru"), description="Открытая часть портала.")
    my: AnyHttpUrl = Field(AnyHttpUrl("https://my.dom.gosuslugi.ru"), description="Личный кабинет.")
    esia: AnyHttpUrl = Field(
        AnyHttpUrl("https://esia.gosuslugi.ru"), description="Вход: только здесь вводятся секреты."
    )
    stand: bool = Field(
        False,
        description="Учебный стенд: отчёты и журнал помечаются, доказательством не являются. Только стенд — по http.",
    )

    @field_validator("dom", "my", "esia")
    @classmethod
    def _nothing_but_an_origin(cls, value: AnyHttpUrl) -> AnyHttpUrl:
        """What follows it would be compared with the origin of every page, and fit none."""
        if value.path not in (None, "/") or value.query or value.fragment or value.username or value.password:
            raise ValueError("нужно только начало адреса, до первой косой черты, например https://dom.gosuslugi.ru")
        return value

    @model_validator(mode="after")
    def _nobody_listens(self) -> Site:
        """On the way over http anybody reads the password and the session, and may put his own page in its place."""
        bare = [name for name in ("dom", "my", "esia") if getattr(self, name).scheme != "https"]
        if bare and not self.stand:
            raise ValueError(
                f"{', '.join(bare)}: нужен адрес https — по http пароль, сессия и ответы ушли бы по сети открытыми; "
                "без шифрования работает только учебный стенд (stand: true)"
            )
        return self

    def origin(self, name: Literal["dom", "my", "esia"]) -> str:
        """Origin without a trailing slash, as the browser writes it."""
        return str(getattr(self, name)).rstrip("/")
