"""What a draft calls its columns: each by its header in both languages, no name twice."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from db import lemmas
from db.catalog import Column, Names
from db.catalog.drafting.abbreviations import sure
from db.catalog.drafting.glossary import glossary
from db.catalog.drafting.guess import Roles, kind
from db.catalog.drafting.naming import column_names, words
from db.catalog.drafting.profile import Profile
from db.errors import Language
from db.text import fold

_LANGUAGES: tuple[Language, ...] = ("es", "en")
_SHORTEST = 3
_STATE, _STATUS = "state", "status"
_CODES_ES, _CODES_EN = ("código de ", "clave de "), " code"


def names_of(profiles: Sequence[Profile], roles: Roles, language: Language, called: Names) -> dict[str, Names]:
    """Each column's names, none of them twice; the first one of a column goes before the further ones of others.

    What the rows are ``called`` is no column's shorter name: *suscripción* of *suscripción de regalo*.
    """
    people = {fold(noun) for noun in (*called.es, *called.en)}
    free = {profile.header: of_column(profile, language) for profile in profiles}
    free = {header: names if header == roles.id else _none_of(people, names) for header, names in free.items()}
    of_label = free[roles.label]
    of_label = column_names(_STATUS, "en") if _STATE in of_label.en else of_label  # ``Estado``: no province
    label = _none_of({fold(verb) for verb in (*glossary().gone.es, *glossary().gone.en)}, of_label)
    numbers_first = sorted(profiles, key=lambda profile: not Column(kind=kind(profile)).numeric)
    free = {profile.header: free[profile.header] for profile in numbers_first}
    leaving = glossary().leaving
    es, en = (tuple(_doing(roles.positive, spoken)) for spoken in _LANGUAGES)
    free[roles.label] = Names(
        es=(*label.es, "abandono", "baja", *leaving.es, *es), en=(*label.en, "churn", *leaving.en, *en)
    )
    told = dict(_told([profile for profile in profiles if profile.header != roles.label], free))
    said = {spoken: _each_once(free, told, spoken) for spoken in _LANGUAGES}
    return {header: Names(es=said["es"][header], en=said["en"][header]) for header in free}


def _each_once(free: Mapping[str, Names], told: Mapping[str, Names], language: Language) -> dict[str, tuple[str, ...]]:
    """The names in one language, each of one column: the first ones, the further ones, then what is told."""
    owners: dict[str, str] = {}
    spoken = [(header, getattr(names, language)) for of in (free, told) for header, names in of.items()]
    for header, names in spoken[: len(free)]:
        owners.setdefault(_either_number(names[0]) if names else "", header)
    chosen: dict[str, tuple[str, ...]] = dict.fromkeys(free, ())
    for header, names in spoken:
        own = (n for n in names if owners.setdefault(_either_number(n), header) == header)
        chosen[header] = tuple(free_names((*chosen[header], *own), set()))
    return chosen


def _either_number(name: str) -> str:
    """A name whether it is of one or several: ``cuotas`` is no other column than ``cuota``."""
    return " ".join(word.removesuffix("s") for word in fold(name).split())


def _doing(left: str, language: Language) -> Iterator[str]:
    """The verb of a value that says what those who left have done: ``close`` for ``Closed``."""
    verb = lemmas.DICTIONARY.get_lemma(fold(left), language) if left.isalpha() and len(left) > _SHORTEST else None
    if verb is not None and verb != fold(left):
        yield verb


def _none_of(others: Collection[str], names: Names) -> Names:
    """The names of a column, its further ones only where they mean no rows and no value."""
    return Names(
        **{
            language: tuple(name for at, name in enumerate(said) if not at or fold(name) not in others)
            for language, said in names.model_dump().items()
        }
    )


def _undated(names: Names) -> Names:
    """What says yes or no is no date: ``renovación``, not ``fecha de renovación``."""
    es, en = (name.removeprefix("fecha de ") for name in names.es), (name.removesuffix(" date") for name in names.en)
    return Names(es=tuple(dict.fromkeys(es)), en=tuple(dict.fromkeys(en)))


def _uncoded(names: Names) -> Names:
    """What has a code is called so without saying that: ``oficina`` of ``código de oficina``."""
    es = (name.partition(" de ")[2] for name in names.es if name.startswith(_CODES_ES))
    en = (name.removesuffix(_CODES_EN) for name in names.en if name.endswith(_CODES_EN))
    return Names(es=tuple(dict.fromkeys((*names.es, *es))), en=tuple(dict.fromkeys((*names.en, *en))))


def _told(profiles: Sequence[Profile], named: Mapping[str, Names]) -> Iterator[tuple[str, Names]]:
    """What people do when, or how much, a column says; first of the column that says it most plainly."""
    found = [match for profile in profiles for match in _told_of(profile, named[profile.header])]
    for header in dict.fromkeys(header for _, header, _ in sorted(found, key=lambda match: match[0])):
        every = [said for _, of, said in found if of == header]
        es, en = (tuple(name for said in every for name in getattr(said, spoken)) for spoken in _LANGUAGES)
        yield header, Names(es=es, en=en)


def _told_of(profile: Profile, names: Names) -> Iterator[tuple[int, str, Names]]:
    """How plainly the column says it, its header, and what is told."""
    for of, said in glossary().told:
        rank = next((at for at, one in enumerate(of) if _among(one, names, of_day=profile.day)), None)
        if rank is not None:
            yield rank, profile.header, said


def _among(one: str, names: Names, *, of_day: bool) -> bool:
    """Whether a column's name is this one; of a day, whether it has its words."""
    called = [fold(name) for name in names.en]
    return one in called or (of_day and any(set(one.split()) <= set(name.split()) for name in called))


def of_column(profile: Profile, language: Language) -> Names:
    """A date is called one before it is called by what happened on it: ``founding date`` before ``founded``."""
    said = words(profile.header)
    form = said[:1] == ["f"] and len(said) > 1 and not profile.day and not profile.number
    names = column_names(" ".join(("forma", *said[1:])) if form else profile.header, language)
    written = " ".join(said)
    if written and not sure(said, language):
        names = Names(es=(written, *names.es), en=(written, *names.en))
    elif written and fold(written) not in map(fold, (*names.es, *names.en)):
        names = names.model_copy(update={language: (*getattr(names, language), written)})
    if profile.day:
        es = tuple(f"fecha de {name}" for name in names.es[:1] if not name.startswith("fecha"))
        en = tuple(f"{name} date" for name in names.en[:1] if "date" not in name.split())
        names = Names(es=(*names.es, *es), en=(*names.en, *en))
    elif kind(profile) == "flag":
        names = _undated(names)
    elif kind(profile) == "category":
        names = _uncoded(names)
    dates = tuple(name for name in names.en if name.endswith("date")) if profile.day else ()
    return names.model_copy(update={"en": (*dates, *(n for n in names.en if n not in dates))})


def free_names(names: Iterable[str], taken: set[str]) -> list[str]:
    """The names that are not taken yet, each once; they are taken then."""
    free = []
    for name in names:
        if fold(name) and fold(name) not in taken:
            taken.add(fold(name))
            free.append(name)
    return free
