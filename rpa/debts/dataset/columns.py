"""The canonical columns of the register: meaning, need, rule and the captions accounting programs give them.

The one place to add a caption (``synonyms``) or to change how strictly a column is taken (``need``,
``blocking``). docs/dataset.md prints this table; a test compares the two.

Captions are compared after `normal_caption`: case, «ё», punctuation and units of currency do not matter. A caption
under a merged parent is matched as «parent child» first, then alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rpa.debts.text import normal


class Need(StrEnum):
    REQUIRED = "обязателен"
    CONDITIONAL = "по условию"
    RECOMMENDED = "желателен"
    OPTIONAL = "необязателен"


class Kind(StrEnum):
    """Value class: decides the converter."""

    TEXT = "текст"
    PLACE = "номер дома, квартиры или комнаты"
    ADDRESS = "адрес"
    GUID = "идентификатор"
    NAME = "имя"
    LIST = "список через запятую"
    DATE = "дата"
    MONTH_FROM = "месяц или дата, начало"
    MONTH_TO = "месяц или дата, конец"
    PERIOD = "период «с – по»"
    MONEY = "сумма, руб."
    FLAG = "да/нет"
    SNILS = "СНИЛС"
    ACT_KIND = "вид акта"
    ACT_STATUS = "состояние акта"
    AGREEMENT = "соглашение"
    DEBTOR_STATUS = "состояние должника"
    IP_STATE = "состояние ИП"


@dataclass(frozen=True, slots=True)
class Column:
    """``blocking``: an unreadable value breaks the row even where the column itself is not required,
    because dropping the value could turn the answer."""

    name: str
    kind: Kind
    need: Need
    rule: str
    synonyms: tuple[str, ...]
    blocking: bool = False

    @property
    def breaks_row(self) -> bool:
        return self.blocking or self.need in (Need.REQUIRED, Need.CONDITIONAL)


def _column(name: str, kind: Kind, need: Need, rule: str, synonyms: str, *, blocking: bool = False) -> Column:
    return Column(name, kind, need, rule, tuple(part.strip() for part in synonyms.split("|")), blocking)


_REQ, _IF, _REC, _OPT = Need.REQUIRED, Need.CONDITIONAL, Need.RECOMMENDED, Need.OPTIONAL

# fmt: off
COLUMNS: tuple[Column, ...] = (
    _column("row_id", Kind.TEXT, _OPT, "Не повторяется; без столбца берётся номер строки",
            "Идентификатор строки|ID строки|ID записи|Код записи"),
    _column("account", Kind.TEXT, _REC, "Текст, ведущие нули сохраняются",
            "Лицевой счет|Лицевой счёт №|Номер лицевого счета|№ лицевого счета|Л/с|ЛС|№ л/с|Номер ЛС|"
            "Первичный лс"),
    _column("house_fias_guid", Kind.GUID, _REC, "UUID дома в ФИАС (ГАР)",
            "Идентификатор дома ФИАС|ФИАС|ФИАС дома|Код ФИАС|Код дома ФИАС|GUID ФИАС|GUID дома ФИАС|"
            "Идентификатор адреса|Код ФИАС дома|ФИАС GUID"),
    _column("house_gis_guid", Kind.GUID, _OPT, "UUID дома в ГИС ЖКХ",
            "Идентификатор дома ГИС ЖКХ|Идентификатор дома|GUID дома ГИС ЖКХ|GUID дома"),
    _column("premises_guid", Kind.GUID, _OPT, "UUID помещения в ГИС ЖКХ",
            "Идентификатор помещения ГИС ЖКХ|Идентификатор помещения|GUID помещения"),
    _column("address", Kind.ADDRESS, _REQ, "Адрес одной строкой, из столбцов «улица» и «дом» или из строки-группы",
            "Адрес|Адрес дома|Адрес помещения|Адрес объекта|Адрес жилого помещения|Адрес МКД|Адрес квартиры|"
            "Полный адрес|Адрес жилья"),
    _column("settlement", Kind.ADDRESS, _OPT, "Часть адреса, если он разбит по столбцам",
            "Населенный пункт|Город|Город (населенный пункт)|Нас. пункт"),
    _column("street", Kind.ADDRESS, _IF, "Часть адреса, если он разбит по столбцам",
            "Улица|Наименование улицы", blocking=True),
    _column("house", Kind.PLACE, _IF, "Часть адреса, если он разбит по столбцам; дата вместо номера — ошибка",
            "Дом|№ дома|Номер дома|Дом №", blocking=True),
    _column("block", Kind.PLACE, _OPT, "Часть адреса, если он разбит по столбцам",
            "Корпус|Корп.|№ корпуса|№ корп.|Номер корпуса|Корпус дома", blocking=True),
    _column("structure", Kind.PLACE, _OPT, "Часть адреса, если он разбит по столбцам",
            "Строение|Стр.|№ строения", blocking=True),
    _column("liter", Kind.PLACE, _OPT, "Часть адреса, если он разбит по столбцам",
            "Литера|Литер|Лит.|Литера дома", blocking=True),
    _column("letter", Kind.PLACE, _OPT, "Буква номера: «5» и «А» — дом «5А»",
            "Буква|Буква дома", blocking=True),
    _column("flat", Kind.PLACE, _IF, "Обязателен, кроме частного дома и адреса, где квартира уже названа",
            "Кв.|Кв|Квартира|№ квартиры|№ кв.|Номер квартиры|Помещение|№ помещения|Номер помещения|"
            "Номер квартиры, комнаты, блока жилого дома"),
    _column("room", Kind.PLACE, _OPT, "Номер комнаты коммунальной квартиры",
            "Комната|№ комнаты|Номер комнаты|Ком.|Комн.|№ комн.|Номер комнаты в квартире|№ комнаты в квартире",
            blocking=True),
    _column("private_house", Kind.FLAG, _OPT, "Дом без квартир: тогда квартира не нужна",
            "Частный дом|Индивидуальный дом|ИЖД|Жилой дом (частный)", blocking=True),
    _column("fio", Kind.TEXT, _IF, "Ровно три слова или имя с «оглы», «кызы»; иначе три столбца",
            "ФИО|Ф.И.О.|ФИО должника|Ф.И.О. должника|Должник|Ответчик|Фамилия, имя, отчество|"
            "Фамилия Имя Отчество|Должники|Фамилия, имя, отчество должника"),
    _column("last", Kind.NAME, _IF, "Фамилия целиком",
            "Фамилия|Фамилия должника"),
    _column("first", Kind.NAME, _IF, "Имя целиком, не инициал",
            "Имя|Имя должника"),
    _column("middle", Kind.NAME, _OPT, "Пусто — тогда нужен признак «без отчества»",
            "Отчество|Отчество должника", blocking=True),
    _column("no_patronymic", Kind.FLAG, _OPT, "«да», если отчества нет по документам",
            "Без отчества|Нет отчества|Отчества нет", blocking=True),
    _column("former_last", Kind.LIST, _OPT, "Прежние фамилии через запятую",
            "Прежняя фамилия|Прежние фамилии|Девичья фамилия|Фамилия до смены"),
    _column("birth_date", Kind.DATE, _OPT, "Не позже сегодняшней",
            "Дата рождения|Д.р.|Дата рожд."),
    _column("snils", Kind.SNILS, _OPT, "11 цифр, верная контрольная сумма",
            "СНИЛС|СНИЛС должника"),
    _column("document", Kind.TEXT, _OPT, "Текст",
            "Паспорт|Документ, удостоверяющий личность|Паспортные данные"),
    _column("debtor_status", Kind.DEBTOR_STATUS, _OPT, "пусто, умер, банкрот",
            "Статус должника|Состояние должника|Особый статус", blocking=True),
    _column("died", Kind.TEXT, _OPT, "Не пусто — должник умер",
            "Дата смерти|Дата смерти должника|Умер|Должник умер", blocking=True),
    _column("act_kind", Kind.ACT_KIND, _REQ,
            "приказ, решение (заочное, в упрощённом порядке), апелляционное определение, мировое соглашение",
            "Вид акта|Вид судебного акта|Тип акта|Тип судебного акта|Судебный акт|Вид документа суда"),
    _column("court", Kind.TEXT, _REQ, "Название суда или участка",
            "Суд|Наименование суда|Название суда|Судебный участок|Суд, вынесший акт|Кем вынесен"),
    _column("case_number", Kind.TEXT, _REQ, "Обычно 2-1234/2025; иной вид — предупреждение",
            "Номер дела|№ дела|Дело|Дело №|Номер судебного дела|№ судебного приказа|Номер судебного приказа|"
            "Номер акта|№ акта"),
    _column("uid", Kind.TEXT, _OPT, "77MS0001-01-2025-000123-45; иной вид — предупреждение",
            "УИД|УИД дела|Уникальный идентификатор дела"),
    _column("act_date", Kind.DATE, _REQ, "Не позже сегодняшней",
            "Дата акта|Дата судебного акта|Дата вынесения|Дата вынесения акта|Дата решения|Дата приказа|"
            "Дата судебного приказа"),
    _column("in_force_date", Kind.DATE, _IF, "По штампу на акте; не нужна, если акт отменён или не вступил в силу",
            "Вступил в силу|Дата вступления в силу|Дата вступления в законную силу|Вступил в законную силу|"
            "Вступление в силу|Акт вступил в силу"),
    _column("act_status", Kind.ACT_STATUS, _REQ, "действует, не вступил в силу, отменён, обжалуется, приостановлен",
            "Состояние акта|Статус акта|Состояние судебного акта|Статус судебного акта"),
    _column("cancelled", Kind.TEXT, _OPT, "Не пусто — акт отменён; тогда и его состояние «отменён»",
            "Дата отмены|Дата отмены акта|Дата отмены приказа|Дата отмены судебного приказа|Отмена|Отмена приказа|"
            "Отмена акта|Отменен|Приказ отменен|Акт отменен|Определение об отмене|Дата определения об отмене",
            blocking=True),
    _column("creditor", Kind.TEXT, _OPT, "Один на весь файл: чужой долг — не ваш ответ",
            "Взыскатель|Кредитор|Истец|Наименование взыскателя"),
    _column("debt_from", Kind.MONTH_FROM, _REQ, "Первый месяц долга",
            "Период с|Период долга с|Период задолженности с|Начало периода|Начало периода долга|Долг с|"
            "Задолженность с"),
    _column("debt_to", Kind.MONTH_TO, _REQ, "Последний месяц долга: не раньше первого и не позже месяца акта",
            "Период по|Период долга по|Период задолженности по|Конец периода|Конец периода долга|"
            "Окончание периода|Долг по|Задолженность по"),
    _column("debt_period", Kind.PERIOD, _OPT, "Вместо двух столбцов: «01.2023-12.2024», «01.01.2023-31.12.2024»",
            "Период|Период долга|Период задолженности|Период взыскания", blocking=True),
    _column("awarded_main", Kind.MONEY, _REQ, "Присуждённый основной долг",
            "Присуждено основной долг|Присуждено основного долга|Взыскано основной долг|Основной долг по акту|"
            "Сумма основного долга|Сумма основного долга по акту|Присужденный основной долг|СП задолженность|"
            "Присуждено долг|Присуждено задолженность"),
    _column("awarded_peni", Kind.MONEY, _OPT, "Присуждённые пени",
            "Присуждено пени|Взыскано пени|Пени по акту|Сумма пени|СП пени|Присужденные пени", blocking=True),
    _column("awarded_duty", Kind.MONEY, _OPT, "Присуждённая госпошлина",
            "Присуждено госпошлина|Присуждено госпошлины|Взыскано госпошлина|Госпошлина по акту|"
            "Сумма госпошлины|Присужденная госпошлина", blocking=True),
    _column("paid_total", Kind.MONEY, _OPT,
            "Оплачено по акту всего; остаток из неё не выводится, если пени и пошлина не нули",
            "Оплачено|Оплачено всего|Оплачено по акту|Погашено|Всего оплачено|Погашено всего", blocking=True),
    _column("rest_main", Kind.MONEY, _REQ, "Остаток основного долга: от нуля до присуждённого",
            "Остаток основной долг|Остаток основного долга|Остаток долга|Остаток основного|"
            "Остаток по основному долгу|Непогашенный основной долг|Остаток задолженности по основному долгу"),
    _column("rest_peni", Kind.MONEY, _REC, "Остаток пени",
            "Остаток пени|Остаток пеней|Остаток по пени|Непогашенные пени", blocking=True),
    _column("rest_duty", Kind.MONEY, _REC, "Остаток госпошлины",
            "Остаток госпошлина|Остаток госпошлины|Остаток по госпошлине|Остаток пошлины|"
            "Непогашенная госпошлина", blocking=True),
    _column("settled", Kind.TEXT, _OPT, "Не пусто — долг погашен; тогда и остатки нули",
            "Дата исполнения|Дата фактического исполнения|Дата погашения|Дата погашения долга|"
            "Дата полного погашения|Дата закрытия долга", blocking=True),
    _column("balance_date", Kind.DATE, _REQ, "На какую дату остатки; можно одной строкой над таблицей",
            "Дата остатка|Остаток на дату|По состоянию на|Дата сальдо|Дата баланса|Дата выгрузки|На дату"),
    _column("agreement_status", Kind.AGREEMENT, _OPT, "нет, исполняется, нарушено",
            "Соглашение|Соглашение о погашении|Статус соглашения|Состояние соглашения|Рассрочка|"
            "Соглашение о рассрочке", blocking=True),
    _column("agreement_date", Kind.DATE, _OPT, "Дата соглашения",
            "Дата соглашения|Дата рассрочки"),
    _column("ip_number", Kind.TEXT, _OPT, "Обычно 12345/25/77001-ИП; иной вид — предупреждение",
            "ИП|Номер ИП|№ ИП|Исполнительное производство|Номер исполнительного производства|"
            "№ исполнительного производства"),
    _column("ip_state", Kind.IP_STATE, _OPT, "исполняется, окончено …; неразобранное решает человек",
            "Состояние ИП|Статус ИП|Состояние исполнительного производства|Статус исполнительного производства"),
    _column("ip_ended", Kind.TEXT, _OPT, "Не пусто — ИП окончено; чем, скажет состояние или статья, иначе человек",
            "Дата окончания ИП|Дата прекращения ИП|ИП окончено|Дата окончания исполнительного производства"),
    _column("ip_end_article", Kind.TEXT, _OPT,
            "Статья, часть, пункт 229-ФЗ: «46, 1, 4», «п. 4 ч. 1 ст. 46»; неразобранное решает человек",
            "Статья окончания ИП|Основание окончания ИП|Основание окончания|Причина окончания ИП"),
    _column("act_file", Kind.TEXT, _REC, "PDF в папке актов, не больше предела",
            "Файл акта|Файл судебного акта|Файл|Имя файла|Скан акта|Скан|Вложение"),
    _column("note", Kind.TEXT, _OPT,
            "Текст; ошибка строки — «погашено» при остатке, «не погашено» без него, другое дело или решение "
            "у отменённого акта; прочее на решение не влияет",
            "Примечание|Комментарий|Примечания"),
)
# fmt: on

REGISTER_SIGNS = frozenset({"rest_main", "awarded_main", "case_number", "fio", "last", "act_kind"})
"""A sheet is a register if it knows at least one of these; others (a list of houses) are left out."""

BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}

_UNITS = re.compile(r"\b(?:в )?(?:руб|рублях|рублей|rub|коп)\b")


def normal_caption(text: object) -> str:
    """A caption as it is compared: lower case, «ё» as «е», «№» as «номер», no punctuation, no «руб.»; a Latin letter
    that looks like a Cyrillic one beside it is that one («Kорпус»)."""
    return _normal_caption(str(text))


# One text is compared many times: in windows of one, two and three lines, under every delimiter of a CSV.
@lru_cache(maxsize=4096)
def _normal_caption(text: str) -> str:
    plain = normal(text).lower().replace("№", " номер ")
    plain = re.sub(r"[^0-9a-zа-я_]+", " ", plain)
    return " ".join(_UNITS.sub(" ", plain).split())


def _table(columns: tuple[Column, ...]) -> dict[str, str]:
    table: dict[str, str] = {}
    for column in columns:
        for caption in (column.name, *column.synonyms):
            known = table.setdefault(normal_caption(caption), column.name)
            if known != column.name:
                raise AssertionError(f"caption {caption!r} belongs to {known} and {column.name}")
    return table


CAPTIONS: dict[str, str] = _table(COLUMNS)
"""Normal caption → canonical name."""
