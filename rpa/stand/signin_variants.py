"""The sign-in screens the stand can show, by name: the one table of what each variant does and where it ends.

A variant is switched on with ``POST /__stand__/signin {"login": LOGIN | "*", "variants": [NAME, …]}``.
Several may be on together (``sms`` with ``old_cells``, ``max_quiz_skippable`` with ``near_equal_names``).
Variants of the password page act before anybody has typed a login, so for them the union over all logins counts.

``ends`` says what a careful robot that owns the password and the TOTP secret comes to:

``cabinet``          signed in, ``sessionid`` of 34 characters
``person:SCREEN``    only a person may pass; a robot must stop and say which screen it is
``no_organization``  the role page does not offer the organization
``no_privileges``    the cabinet answers ``#!/no-privileges``
``unavailable``      the site is down: wait and try again later
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

ANYBODY = "*"


@dataclass(frozen=True, slots=True)
class SigninVariant:
    """``shows`` is for the person who reads the table; ``before_login`` marks what acts on the password page."""

    name: str
    shows: str
    ends: str
    before_login: bool = False


_TABLE = (
    SigninVariant("totp", "код из приложения (так и без варианта)", "cabinet"),
    SigninVariant("sms", "код из SMS; сам код — событие `sms` в /__stand__/events", "person:sms"),
    SigninVariant("old_cells", "ячейки кода 2023–24 гг.: на один div меньше", "cabinet"),
    SigninVariant("new_cells", "ячейки кода 2025–26 гг. (так и без варианта)", "cabinet"),
    SigninVariant("remembered_user", "поля #login нет, только #password", "cabinet", before_login=True),
    SigninVariant("slow_render", "форма появляется через 3 с", "cabinet", before_login=True),
    SigninVariant("stuck_after_totp", "после верного кода страница стоит, пока её не обновят", "cabinet"),
    SigninVariant("captcha", "картинка уже после первого пароля (обычно — после трёх неверных)", "person:captcha"),
    SigninVariant("question", "«Подтвердите, что это вы»: контрольный вопрос", "person:question"),
    SigninVariant("max_code", "код в мессенджере MAX вместо приложения", "person:max_code"),
    SigninVariant("push", "подтверждение уведомлением на телефоне", "person:push"),
    SigninVariant("max_quiz_skippable", "предложение MAX, которое можно пропустить", "cabinet"),
    SigninVariant("max_quiz_forced", "предложение MAX без кнопки пропуска", "person:max_quiz"),
    SigninVariant("mfa_promo", "предложение включить вход с подтверждением, есть «Пропустить»", "cabinet"),
    SigninVariant("mfa_required", "подтверждение входа стало обязательным, пропустить нельзя", "person:mfa_setup"),
    SigninVariant("change_password", "предложение сменить пароль", "person:change_password"),
    SigninVariant("unknown_screen", "экран, которого никто не видел раньше", "person:unknown"),
    SigninVariant("near_equal_names", "на странице ролей ещё организации с почти тем же названием", "cabinet"),
    SigninVariant("ogrn_absent", "нашей организации на странице ролей нет, есть похожая", "no_organization"),
    SigninVariant("two_cards", "наша организация на странице ролей дважды: сама и филиал", "person:roles"),
    SigninVariant("selecting_card", "карточка роли только выбирает, входят кнопкой «Подтвердить»", "person:roles"),
    SigninVariant("consent", "вместо ролей — согласие на передачу данных", "person:unknown"),
    SigninVariant("no_role_page", "страницы ролей нет: роль одна", "cabinet"),
    SigninVariant("no_privileges", "у роли нет прав в ГИС ЖКХ", "no_privileges"),
    SigninVariant("signature", "вход только по электронной подписи", "person:signature", before_login=True),
    SigninVariant("news_window", "окно новости поверх кабинета", "cabinet"),
    SigninVariant("maintenance", "технические работы, ответ 503", "unavailable", before_login=True),
)

VARIANTS: Mapping[str, SigninVariant] = MappingProxyType({variant.name: variant for variant in _TABLE})


def active(signin: Mapping[str, Collection[str]], login: str | None) -> frozenset[str]:
    """Variants in force for ``login``; with ``None`` (nobody has signed in yet) those of the password page.

    >>> sorted(active({"*": ["sms"], "ivanova": ["old_cells", "slow_render"]}, "ivanova"))
    ['old_cells', 'slow_render', 'sms']
    >>> sorted(active({"ivanova": ["old_cells", "slow_render"]}, None))
    ['slow_render']
    """
    if login is None:
        everywhere = {name for names in signin.values() for name in names}
        return frozenset(name for name in everywhere if name in VARIANTS and VARIANTS[name].before_login)
    return frozenset(signin.get(ANYBODY, ())) | frozenset(signin.get(login, ()))


def unknown(names: Collection[str]) -> list[str]:
    """Those of ``names`` the table does not hold, sorted: the control address refuses them."""
    return sorted(set(names) - VARIANTS.keys())
