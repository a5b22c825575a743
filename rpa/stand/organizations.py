"""Organizations, their employees and the accounts that sign in. All invented; domains are reserved (.test)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from rpa.stand.people import make_person

ADMINISTRATOR = "Администратор организации"
SPECIALIST = "Уполномоченный специалист организации"
PRIVATE_PERSON = "Частное лицо"

DISTRIBUTE = "MSG_DISTRIBUTE"
WORK = "MSG_WORK"
DEBT_VIEW = "DEBT_REQUEST_VIEW"
DEBT_ANSWER = "DEBT_REQUEST_ANSWER"
SETTINGS = "ORG_SETTINGS"
EMPLOYEES = "EMPLOYEES_VIEW"
RIGHTS = "RIGHTS_GRANT"

# Groups and captions of the rights page. Two captions are the task's, all others are invented.
RIGHT_GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Обращения",
        (
            (DISTRIBUTE, "Распределение обращений по исполнителям"),
            (WORK, "Работа с обращениями, назначенными на пользователя"),
        ),
    ),
    (
        "Объекты управления",
        (
            (DEBT_VIEW, "Просмотр полученных запросов о наличии задолженности за ЖКУ"),
            (DEBT_ANSWER, "Ответ на полученные запросы о наличии задолженности за ЖКУ"),
        ),
    ),
    (
        "Администрирование",
        (
            (SETTINGS, "Изменение настроек организации"),
            (EMPLOYEES, "Просмотр сотрудников организации"),
            (RIGHTS, "Предоставление прав доступа сотрудникам"),
        ),
    ),
)
RIGHT_CAPTIONS: dict[str, str] = {code: caption for _, rights in RIGHT_GROUPS for code, caption in rights}
_ALL_BUT_MESSAGES = (DEBT_VIEW, DEBT_ANSWER, SETTINGS, EMPLOYEES, RIGHTS)


@dataclass(frozen=True, slots=True)
class Role:
    """A line of ЕСИА's role page. ``ogrn`` is ``None`` for the private person, who always comes first."""

    ogrn: str | None
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Account:
    """A made-up ЕСИА account. ``totp_secret`` is base32, as an authenticator application takes it."""

    login: str
    password: str
    totp_secret: str
    person_name: str
    phone: str
    roles: list[Role] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Employee:
    id: str
    ogrn: str
    fio: str
    position: str
    role: str
    email: str | None
    status: str
    login: str | None
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organization:
    ogrn: str
    name: str
    guid: str
    index: int
    employees: tuple[Employee, ...]


_BRANDS = ("Ромашка", "Василёк", "Заря", "Рассвет", "Уют", "Очаг", "Квартал", "Гармония", "Берегиня", "Причал")


def make_organizations(seed: int, count: int) -> tuple[list[Organization], list[Account]]:
    """``count`` organizations with three accounts each (administrator first), plus a near-named twin.

    The twin is a role of the first administrator only: same words, another ОГРН, no requests. It is there so that
    a robot which picks its organization by name is caught.
    """
    organizations: list[Organization] = []
    accounts: list[Account] = []
    for index in range(count):
        rng = Random(f"{seed}:organization:{index}")
        ogrn = _ogrn(rng, index)
        name = f'ООО "УК {_BRANDS[index % len(_BRANDS)]}' + (
            f'-{index // len(_BRANDS) + 1}"' if index >= len(_BRANDS) else '"'
        )
        people = [make_person(rng, traps=False) for _ in range(7)]
        logins = [f"{kind}{index + 1}@stend.test" for kind in ("admin", "specialist", "dispatcher")]
        plan: list[tuple[str, str, str | None, str, str | None, tuple[str, ...]]] = [
            (
                "Генеральный директор",
                ADMINISTRATOR,
                f"director{index + 1}@uk.test",
                "Действующий",
                logins[0],
                _ALL_BUT_MESSAGES,
            ),
            (
                "Бухгалтер",
                SPECIALIST,
                f"accountant{index + 1}@uk.test",
                "Действующий",
                logins[1],
                (DEBT_VIEW, DEBT_ANSWER),
            ),
            ("Диспетчер", SPECIALIST, f"dispatcher{index + 1}@uk.test", "Действующий", logins[2], (DEBT_VIEW, WORK)),
            ("Начальник участка", SPECIALIST, None, "Действующий", None, (WORK, DISTRIBUTE)),
            ("Юрист", SPECIALIST, f"lawyer{index + 1}@uk.test", "Действующий", None, (DEBT_VIEW,)),
            ("Паспортист", SPECIALIST, f"passport{index + 1}@uk.test", "Заблокирован", None, ()),
            ("Главный инженер", SPECIALIST, None, "Действующий", None, (WORK,)),
        ]
        employees = tuple(
            Employee(_guid(rng), ogrn, person.fio, position, role, email, status, login, rights)
            for person, (position, role, email, status, login, rights) in zip(people, plan, strict=True)
        )
        organizations.append(Organization(ogrn, name, _guid(rng), index, employees))
        accounts += [_account(rng, e, name, index, n) for n, e in enumerate(employees) if e.login]
    if organizations:
        twin = _twin(seed, organizations[0], accounts[0])
        organizations.append(twin)
    return organizations, accounts


def _account(rng: Random, employee: Employee, organization: str, index: int, number: int) -> Account:
    secret = base64.b32encode(rng.randbytes(20)).decode("ascii")
    roles = [Role(None, PRIVATE_PERSON, ""), Role(employee.ogrn, organization, employee.position)]
    return Account(
        login=employee.login or "",
        password=f"Stend-{rng.randrange(10**6):06d}",
        totp_secret=secret,
        person_name=employee.fio,
        phone=f"+7000{index:03d}{number:04d}",
        roles=roles,
    )


def _twin(seed: int, organization: Organization, administrator: Account) -> Organization:
    rng = Random(f"{seed}:twin")
    ogrn = _ogrn(rng, 998)
    name = organization.name.rstrip('"') + ' Плюс"'
    director = organization.employees[0]
    twin_director = Employee(
        _guid(rng), ogrn, director.fio, director.position, ADMINISTRATOR, director.email, director.status,
        director.login, director.rights,
    )  # fmt: skip
    # Before the right one: a robot that takes the first match by name goes wrong.
    administrator.roles.insert(1, Role(ogrn, name, director.position))
    return Organization(ogrn, name, _guid(rng), 998, (twin_director,))


def _ogrn(rng: Random, index: int) -> str:
    """A ОГРН with the right control digit; region code 00 does not exist, so no real one can match."""
    body = f"12000{index:03d}{rng.randrange(10**4):04d}"
    return body + str(int(body) % 11 % 10)


def _guid(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))
