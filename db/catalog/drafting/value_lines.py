"""What a draft calls the values of a column: by the glossary, by the trade, or as the table writes them."""

from collections.abc import Sequence

from db import lemmas
from db.catalog import Kind, Names
from db.catalog.drafting.glossary import glossary
from db.catalog.drafting.guess import Roles, hinted, listed
from db.catalog.drafting.naming import meanings, value_names, words
from db.catalog.drafting.profile import Profile
from db.catalog.drafting.spanish import plural
from db.catalog.drafting.terms import term_names
from db.catalog.drafting.titles import free_names
from db.catalog.drafting.trades import of_women
from db.catalog.drafting.yaml_text import names_line, text_line
from db.errors import Language
from db.text import fold

OF_WOMEN = of_women()
_LONGEST_CODE = 6
_ACTIVITY = ("activ", "inactiv")
_USER = " user"
_DENIALS = frozenset({"no", "not", "non", "sin", "without"})


def women_of(profile: Profile, names: Names) -> str | None:
    """The value that means women, where the table tells women from men."""
    values = listed(profile)
    codes = meanings(names, values)
    female = {fold(name) for name in glossary().values["female"].es + glossary().values["female"].en}
    return next((v for v in values if codes.get(v) == "female" or fold(v) in female), None)


class ValueLines:
    """Writes the values of a table's columns, in the language of its headers and the words of its trade."""

    def __init__(self, profiles: Sequence[Profile], roles: Roles, language: Language, trade: Names) -> None:
        self._roles, self._language, self._trade = roles, language, trade
        said = glossary().staying
        if not any(_speaks_of_activity(profile) for profile in profiles if profile.header != roles.label):
            said = Names(es=(*said.es, *glossary().active.es), en=(*said.en, *glossary().active.en))
        self._staying = said

    def lines(self, profile: Profile, chosen: Kind, names: Names) -> list[str]:
        """Each listed value with what it is called; no name means two of them."""
        values = listed(profile) if chosen in {"category", "flag"} else []
        if not values or profile.header == self._roles.owner:
            return []
        lines, meant = ["    values:"], {fold(value): value for value in values}
        meant = {fold(several): value for value in values for several in _plurals([value.lower()])} | meant
        is_label = profile.header == self._roles.label
        for value in values:
            if is_label:
                said = self._of_label(value, chosen)
            elif chosen == "flag":
                said = _flag_names(names, yes=value == values[0], adjective=_is_adjective(profile, names))
            else:
                said = self._of_category(value, profile, names)
            es, en = (
                free_names((n for n in spoken if meant.setdefault(fold(n), value) == value), set())
                for spoken in (said.es, said.en)
            )
            lines.append(f"      {text_line(value)}: {names_line(Names(es=tuple(es), en=tuple(en)))}")
        return lines

    def _of_label(self, value: str, chosen: Kind) -> Names:
        """Who left and who stayed, as every trade says it, and the value itself where it is no yes or no."""
        roles = self._roles
        meaning = {roles.positive: glossary().gone, roles.negative: self._staying}.get(value, Names())
        es, en = value_names(value, language=self._language) if chosen != "flag" else ([], [])
        return Names(es=(*es, *_plurals(es[:2]), *meaning.es), en=(*en, *meaning.en))

    def _of_category(self, value: str, profile: Profile, names: Names) -> Names:
        values = listed(profile)
        codes = meanings(names, values)
        proper = bool(hinted(profile, "proper")) and not hinted(profile, "kinds")
        if value not in codes and coded(values):
            return self._of_code(value)
        es, en = value_names(value, meaning=codes.get(value), language=self._language, proper=proper)
        term = term_names(value, names)
        es, en = [*es, *([] if proper else _plurals(es[:2])), *term.es], [*en, *term.en]
        if value == women_of(profile, names):
            es = [*es, *sorted(OF_WOMEN & {"clienta", "clientas", *self._trade.es})]
        if (had := _had(value, values)) is not None:
            flag = _flag_names(names, yes=had, adjective=False)
            es, en = [*es, *flag.es], [*en, *flag.en, *([f"on the {names.shown('en')}"] if had and en else [])]
        return Names(es=tuple(es), en=tuple(en))

    def _of_code(self, value: str) -> Names:
        """As it is written, whatever word it looks like; in the plural where it is a word of the headers' language."""
        word = value.lower()
        said = (value, *(_plurals([word]) if lemmas.known(word, "es") else ())) if self._language == "es" else (value,)
        return Names(es=said) if self._language == "es" else Names(en=said)


def coded(values: Sequence[str]) -> bool:
    """Whether a column's values are codes: short, in capitals, and not all of them words."""
    short = all(value.isupper() and len(value) <= _LONGEST_CODE and " " not in value for value in values)
    known = all(lemmas.known(value.lower(), "es") or lemmas.known(value.lower(), "en") for value in values)
    return short and not known


def _speaks_of_activity(profile: Profile) -> bool:
    return _is_activity(words(profile.header)) or any(fold(value).startswith(_ACTIVITY) for value in listed(profile))


def _is_activity(said: Sequence[str]) -> bool:
    """Whether it says that somebody is active, and of nothing else that it is."""
    about = [word for word in map(fold, said) if word.startswith(_ACTIVITY)]
    return bool(about) and all(word in about or word in glossary().somebody for word in map(fold, said))


def _had(value: str, values: Sequence[str]) -> bool | None:
    """Whether a value says that the column's thing is had, where the other one is its denial: ``No acogido``."""
    folded = [fold(v) for v in values]
    denied = [v for v in folded if v.partition(" ")[0] in _DENIALS and v.partition(" ")[2] in folded]
    return fold(value) not in denied if len(values) == 2 and denied else None


def _plurals(names: Sequence[str]) -> list[str]:
    """``anuales`` for ``anual``."""
    return [plural(name) for name in names if name.isalpha() and name.islower() and not name.endswith("s")]


def _flag_names(names: Names, *, yes: bool, adjective: bool) -> Names:
    thing, cosa = names.shown("en"), names.es[0] if names.es else ""
    one = thing if _uncounted(thing) else f"an {thing}" if thing[:1] in "aeio" else f"a {thing}"
    if _is_activity(thing.split()):
        es, en = value_names("active" if yes else "inactive")
        return Names(es=tuple(es), en=(*en, *([] if yes else ["not active"])))
    if thing.endswith(_USER):
        return _use(thing.removesuffix(_USER), cosa, yes=yes)
    if adjective:
        return Names(es=(cosa,) if yes and cosa else (), en=(thing if yes else f"not {thing}",))
    return Names(
        es=((f"con {cosa}" if yes else f"sin {cosa}"),) if cosa else (),
        en=(f"with {one}", f"has {one}") if yes else (f"without {one}", f"no {thing}"),
    )


def _use(thing: str, cosa: str, *, yes: bool) -> Names:
    """``App user``: people who use the app."""
    said = cosa.partition(" de ")[2]
    feminine = said.endswith(("a", "ción", "sión", "dad")) or fold(said) in glossary().spanish_words.feminine
    article = "la" if feminine else "el"
    of_it = (f"{article} {said}", said, f"{article} {thing}") if said else ()
    if not yes:
        es = tuple(f"no {verb} {one}" for one in of_it for verb in ("usan", "usa"))
        return Names(es=es, en=tuple(f"{verb} use the {thing}" for verb in ("do not", "don't", "does not", "doesn't")))
    users = (f"usuarios de {article} {said}".replace("de el ", "del "),) if said else ()
    es = (*users, *(f"{verb} {one}" for one in of_it for verb in ("usan", "usa", "utilizan", "utiliza")))
    en = (f"{verb} {the}{thing}" for verb in ("use", "uses", "using") for the in ("the ", ""))
    return Names(es=es, en=(f"{thing} users", *en))


def _is_adjective(profile: Profile, names: Names) -> bool:
    """Whether a header says what somebody or something is: ``Reinstated``, ``Paid-Up``."""
    dictionary = glossary().words
    said = dictionary.parted(names.en[0].split()) if names.en else []
    described = bool(said) and all(word in dictionary.adjectives and dictionary.noun(word) is None for word in said)
    return bool(hinted(profile, "adjective")) or described


def _uncounted(thing: str) -> bool:
    """Whether people say it without an article: ``with insurance``, ``with streaming movies``."""
    last = thing.rsplit(maxsplit=1)[-1] if thing else ""
    return last.endswith(("s", "ing")) or last in glossary().uncounted
