"""Which rows of the dataset speak of the dwelling a request asks about.

Every house text of the dataset is read once. A request meets only the houses that bear its number, and in each only the
flats that may be its own; what is left out is certainly different, by the rules of ``rpa.debts.address``. The flats of
a house are sorted when the house is first asked about: most houses of a large register never are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from rpa.debts.address import Flat, compare_flats, read_flat
from rpa.debts.aliases import Alias, alias_key
from rpa.debts.comparison import Comparison, Outcome, combine
from rpa.debts.dataset.rows import Blocks, BrokenRow, DebtRow
from rpa.debts.house_index import HouseIndex, HouseText, compare_texts, house_text, other_number
from rpa.debts.person import compare_persons
from rpa.debts.served_houses import ServedHouses
from rpa.debts.served_index import ServedIndex
from rpa.model import HousingFundObject, Person

CANDIDATES = 5
_LEAST_SCORE = 55
_SAME_PLACE = "Дом и квартира совпадают во всех частях"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that looks like the request, for the reviewer's eyes only. ``score`` is 0–100 and decides nothing."""

    row: DebtRow
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What the dataset says of one request.

    ``same``: rows of exactly this dwelling (and this person, when the request shows one).
    ``ambiguous``: rows that may be; each with the comparison that could not be decided.
    ``other_persons``: rows of exactly this dwelling whose person is certainly another; a hint for the operator.
    ``house_served``: whether the house is in the list of served houses.
    ``broken_touching``: unusable rows that may speak of this dwelling; any of them forbids «нет».
    ``dwelling_problems``: why the request's own dwelling cannot be compared in full; any of them forbids «нет».
    """

    same: tuple[DebtRow, ...] = ()
    ambiguous: tuple[tuple[DebtRow, Comparison], ...] = ()
    house_served: Outcome = Outcome.AMBIGUOUS
    broken_touching: tuple[BrokenRow, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    other_persons: tuple[DebtRow, ...] = ()
    dwelling_problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Flats:
    """The rows of one house. ``certain`` are flats known by number alone; ``unsure`` must always be compared."""

    certain: dict[str, dict[Flat, list[DebtRow]]]
    unsure: dict[Flat, list[DebtRow]]

    def near(self, flat: Flat) -> Iterator[tuple[Flat, list[DebtRow]]]:
        """All flats that ``flat`` may be; those left out have another number."""
        if _known_by_number(flat):
            yield from self.certain.get(flat.number, {}).items()
        else:
            for flats in self.certain.values():
                yield from flats.items()
        yield from self.unsure.items()


class Matcher:
    """Rows and served houses, ready to be asked. Building reads each distinct address once; asking changes no answer.

    Without a list of served houses (``None``) every house is AMBIGUOUS. ``aliases`` are confirmed spellings.
    """

    def __init__(
        self,
        rows: Iterable[DebtRow],
        broken: Iterable[BrokenRow] = (),
        served_houses: ServedHouses | None = None,
        aliases: Iterable[Alias] = (),
    ) -> None:
        self._rows_in: dict[HouseText, list[DebtRow]] = defaultdict(list)
        self._broken_in: dict[HouseText, list[tuple[Flat | None, BrokenRow]]] = defaultdict(list)
        self._broken_everywhere: list[BrokenRow] = []
        self._served = ServedIndex(served_houses.houses, aliases) if served_houses is not None else None
        for row in rows:
            self._rows_in[house_text(row.address, row.house_fias_guid)].append(row)
        for broken_row in broken:
            self._add_broken(broken_row)
        self._flats_in: dict[HouseText, _Flats] = {}
        self._index = HouseIndex([*self._rows_in, *self._broken_in])
        self._near: dict[HouseText, tuple[tuple[HouseText, Comparison], ...]] = {}
        self._spelled = {house: _words_in_order(house) for house in self._index.all}
        self._alike_known: dict[HouseText, tuple[tuple[HouseText, float], ...]] = {}
        self._resolved = self._by_served_house()

    def match(self, obj: HousingFundObject, applicant: Person | None = None) -> Match:
        """What the dataset says of the dwelling ``obj`` (and of ``applicant``, if the request shows a person)."""
        house = house_text(obj.address, obj.fias_house_guid)
        flat, contradiction = read_flat(house.dwelling, obj.address_details)
        served, number = self._served.resolve(house) if self._served is not None else (Outcome.AMBIGUOUS, None)
        private = self._served.houses[number].private if self._served is not None and number is not None else None
        same: list[DebtRow] = []
        ambiguous: list[tuple[DebtRow, Comparison]] = []
        others: list[DebtRow] = []
        for row, comparison in self._rows(house, flat, private):
            if comparison.outcome is Outcome.AMBIGUOUS:
                ambiguous.append((row, comparison))
                continue
            person = compare_persons(applicant, row.person) if applicant is not None else None
            if person is None or person.outcome is Outcome.SAME:
                same.append(row)
            elif person.outcome is Outcome.AMBIGUOUS:
                ambiguous.append((row, person))
            else:
                others.append(row)
        problems = tuple(_problems(house, flat, contradiction, served, private))
        found = Match(
            same=tuple(same),
            ambiguous=tuple(ambiguous),
            house_served=served,
            broken_touching=tuple(self._broken(house, flat, private)),
            other_persons=tuple(others),
            dwelling_problems=problems,
        )
        if same or (served is Outcome.SAME and not problems and not ambiguous):
            return found
        return replace(found, candidates=self.propose(obj))

    def propose(self, obj: HousingFundObject, limit: int = CANDIDATES) -> tuple[Candidate, ...]:
        """Rows whose spelling is nearest to the request's, best first. Only for the reviewer's eyes."""
        house = house_text(obj.address, obj.fias_house_guid)
        flat, _ = read_flat(house.dwelling, obj.address_details)
        candidates: list[Candidate] = []
        for other, score in self._alike(house):
            for other_flat, rows in self._flats(other).near(flat):
                # A flat that is certainly another is no candidate; an exact one comes before a doubtful one.
                outcome = compare_flats(flat, other_flat).outcome
                if outcome is not Outcome.DIFFERENT:
                    worth = score if outcome is Outcome.SAME else score * 0.9
                    candidates.extend(Candidate(row, round(worth, 1)) for row in rows)
        return tuple(sorted(candidates, key=lambda found: (-found.score, found.row.row, found.row.row_id))[:limit])

    def _alike(self, house: HouseText) -> tuple[tuple[HouseText, float], ...]:
        if house not in self._alike_known:
            # A name may be mistyped; a house whose number is certainly another is nobody's candidate, and there are
            # enough of them on a street to leave no place for the one that is meant.
            near = [other for other in self._index.near(house) if not other_number(house, other)]
            spelled = {other: self._spelled[other] for other in near}
            nearest = process.extract(
                _words_in_order(house), spelled, scorer=fuzz.ratio, limit=CANDIDATES, score_cutoff=_LEAST_SCORE
            )
            self._alike_known[house] = tuple((other, score) for _, score, other in nearest)
        return self._alike_known[house]

    # --- building -----------------------------------------------------------------------------------------------------

    def _by_served_house(self) -> dict[int, list[HouseText]]:
        found: dict[int, list[HouseText]] = defaultdict(list)
        if self._served is not None:
            for house in self._index.all:
                _, number = self._served.resolve(house)
                if number is not None:
                    found[number].append(house)
        return found

    def _add_broken(self, row: BrokenRow) -> None:
        house = house_text(row.address, row.house_fias_guid)
        # Without a house in its text a row may be anywhere, unless its identifier is a house's: many are a flat's.
        listed = self._served is None or self._served.lists(house.guid)
        placed = (house.dwelling.house.number and house.dwelling.named) or (house.guid and listed)
        if row.blocks is Blocks.ALL or not placed:
            self._broken_everywhere.append(row if row.address else replace(row, blocks=Blocks.ALL))
            return
        flat, _ = read_flat(house.dwelling, row.flat, row.room)
        known = flat.stated or (row.private_house and row.blocks is Blocks.DWELLING)
        self._broken_in[house].append((flat if known else None, row))

    # --- asking -------------------------------------------------------------------------------------------------------

    def _rows(self, house: HouseText, flat: Flat, private: bool | None) -> Iterator[tuple[DebtRow, Comparison]]:
        for other, house_comparison in self._houses(house):
            for other_flat, rows in self._flats(other).near(flat):
                for row in rows:
                    no_flats = row.private_house if private is None else private
                    flats = compare_flats(flat, other_flat, private_house=no_flats)
                    comparison = combine((house_comparison, flats), _SAME_PLACE)
                    if comparison.outcome is not Outcome.DIFFERENT:
                        yield row, comparison

    def _flats(self, house: HouseText) -> _Flats:
        if house not in self._flats_in:
            certain: dict[str, dict[Flat, list[DebtRow]]] = {}
            unsure: dict[Flat, list[DebtRow]] = {}
            for row in self._rows_in.get(house, ()):
                flat, _ = read_flat(house.dwelling, row.flat, row.room)
                flats = certain.setdefault(flat.number, {}) if _known_by_number(flat) else unsure
                flats.setdefault(flat, []).append(row)
            self._flats_in[house] = _Flats(certain, unsure)
        return self._flats_in[house]

    def _houses(self, house: HouseText) -> tuple[tuple[HouseText, Comparison], ...]:
        """The dataset's houses that may be this one. Remembered: many requests ask about one house."""
        if house not in self._near:
            compared = ((other, self._compare(house, other)) for other in self._candidates_for(house))
            self._near[house] = tuple(pair for pair in compared if pair[1].outcome is not Outcome.DIFFERENT)
        return self._near[house]

    def _candidates_for(self, house: HouseText) -> Iterable[HouseText]:
        """Houses of the same number or GUID, those that the list of served houses says to be the same house, and those
        that bear the number of another name it has there, or of its corner on the other street."""
        if self._served is None:
            return self._index.near(house)
        near = self._index.near(self._served.identified(house))
        served = self._served.resolve(house)[1]
        if served is None:
            return near
        named = [other for name in self._served.other_names(house) for other in self._index.of_number(name)]
        return list(dict.fromkeys([*near, *self._resolved.get(served, ()), *named, *self._index.mirrored(house)]))

    def _compare(self, house: HouseText, other: HouseText) -> Comparison:
        return compare_texts(house, other) if self._served is None else self._served.compare(house, other)

    def _broken(self, house: HouseText, flat: Flat, private: bool | None) -> Iterator[BrokenRow]:
        yield from self._broken_everywhere
        for other, _ in self._houses(house):
            for broken_flat, row in self._broken_in.get(other, ()):
                no_flats = row.private_house if private is None else private
                if broken_flat is None or not flat.stated:
                    yield row
                elif compare_flats(flat, broken_flat, private_house=no_flats).outcome is not Outcome.DIFFERENT:
                    # A row that blocks its house for its room alone speaks of this very flat all the same.
                    yield row if row.blocks is Blocks.DWELLING else replace(row, blocks=Blocks.DWELLING)
                elif row.blocks is Blocks.HOUSE:
                    yield row


def _problems(house: HouseText, flat: Flat, contradiction: str, served: Outcome, private: bool | None) -> Iterator[str]:
    # A house found in the list is known, whatever its text lacks.
    if served is not Outcome.SAME:
        yield from house.dwelling.house_problems
    if contradiction or flat.problem:
        yield contradiction or flat.problem
    elif not flat.stated and not private and not house.dwelling.private:
        yield "Номер помещения не указан, а что дом частный, неизвестно"
    elif flat.stated and private:
        yield "Номер помещения указан, а дом в списке частный"


def _words_in_order(house: HouseText) -> str:
    """The words of an address sorted, so that «Садовая ул» and «ул. Садовая» read alike to a letter count."""
    return " ".join(sorted(alias_key(house.text).split()))


def _known_by_number(flat: Flat) -> bool:
    """Whether another number proves another flat; a letter that looks like a digit (1О and 10) unsettles that."""
    return bool(flat.number) and not flat.problem and not flat.rooms and flat.letter not in ("З", "О")
