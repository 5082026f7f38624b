"""Questions written as queries (``AVG(Age) WHERE … GROUP BY …``) in words that are read as any others."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from agents.understanding.words import word_file

_NAME = r"[^\W\d][\w. ]*?"
_NUMBER = r"-?\d[\d.,]*"
_MARKS = re.compile(
    r"\bp\d{1,2}\b|\bcounterfactual|\bcontraf[aá]ct|\b(?:by|per|por)\s+\w+\s+[x×]\s+\w|\w\s*\(\s*[\w*]|[<>=!]=|<>|=|<|>|['\"]\s*[,)]|\b(?:GROUP|ORDER)\s+BY\b|\bWHERE\b|\bLIMIT\s+\d|\bselect\b.+\bfrom\b",
    re.IGNORECASE,
)
Rewrite = tuple[re.Pattern[str], Callable[[re.Match[str]], str] | str]


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    found: dict[str, Any] = word_file("notation")
    return found


@lru_cache(maxsize=2)
def _rewrites(language: str) -> tuple[Rewrite, ...]:
    raw = _words()
    functions = {name: said[language] for name, said in raw["functions"].items()}

    def said(key: str) -> str:
        return str(raw[key][language])

    def listed(match: re.Match[str]) -> str:
        joint, lead = ("and", f"{said('except')} ") if match["no"] else ("or", "")
        items = [item.strip(" '\"“”") for item in match["items"].split(",")]
        return f" {lead}{f' {said(joint)} '.join(items)} "

    def made(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    clauses: list[tuple[str, Callable[[re.Match[str]], str] | str]] = [
        (rf"\bhaving\s+count\s*\([^()]*\)\s*(?P<op>[<>]=?)\s*(?P<n>{_NUMBER})",
         lambda m: f"{said('with')} {m['op']} {m['n']} {said('customers')}"),
        (r"\bhaving\b", said("with")),
        (r"(?<=\w)\s*\(\s*[<>]=?\s*p\d{1,2}\s*\)", ""),
        (r"\bp(?P<at>\d{1,2})\b(?:\s+(?:of|de|del)\b)?", lambda m: said("percentile").format(m["at"])),
        (rf"\b(?P<one>{_NAME})\s*/\s*(?P<two>{_NAME})\s*(?P<op>[<>]=?)\s*(?P<n>{_NUMBER})",
         lambda m: f"{m['one']} {m['op']} {m['n']} {said('times')} {m['two']} "),
        (rf"\b(?P<by>by|per|por)\s+(?P<one>{_NAME})\s+[x×]\s+(?P<two>{_NAME})\b",
         lambda m: f"{m['by']} {m['one']} {said('and')} {m['by']} {m['two']}"),
        (r"[,;]?\s*\b(?:everything else|all else|todo lo demas|todo lo demás|lo demas|lo demás|resto)\s+(?:being\s+)?"
         r"(?:fixed|equal|constant|the same|unchanged|fijo|igual|constante)\b", ""),
        (r"\b(?:counterfactual|contrafactual|contrafáctico)s?\b(?:\s+(?:for|on|of|para|de|del|sobre))?",
         said("what_if")),
        (r"(?<=[=<>])(?P<a>\s*[\w.]+)\s*,\s*(?=[^\W\d]\w*\s*[=<>])", lambda m: f"{m['a']} {said('and')} "),
        (r"\s*[:,]?\s*\bset\s+(?=\w[\w ]*=)", f" {said('with')} "),
        (r"\bcount\s*\(\s*(?:\*|1|distinct\s+\w+|\w+)\s*\)", f" {said('count')} "),
        (r"\bselect\s+\*\s+from\s+\w+", f"{said('all')} "),
        (r"\bselect\s+(?P<what>.+?)\s+from\s+\w+", lambda m: m["what"]),
        (r"\bpercentile(?:_cont|_disc)?\s*\(\s*0?[.,](?P<at>\d{1,2})\s*\)", lambda m: f"percentile {m['at']:0<2}"),
        (rf"\b(?P<f>{'|'.join(functions)})\s*\(\s*(?P<of>{_NAME})\s*\)",
         lambda m: f"{functions[m['f'].casefold()]} {m['of']} "),
        (r"\b(?P<no>not\s+)?in\s*\((?P<items>[^()]*,[^()]*)\)", listed),
        (r"\b(?:the\s+same|the|same|el\s+mismo|mismos?|el)\s+where\b", said("same")),
        (r"\bgroup(?:ed)?\s+by\b", said("group")),
        (r"\border(?:ed)?\s+by\s+(?P<by>[\w ]+?)\s+(?P<way>desc|asc)\b",
         lambda m: f"{said('order')} {m['by']} {said(m['way'].casefold())}"),
        (r"\blimit\s+(?=\d)", f"{said('limit')} "),
        (rf"(?P<low>{_NUMBER})\s*(?P<a><=?)\s*(?P<of>{_NAME})\s*(?P<b><=?)\s*(?P<high>{_NUMBER})",
         lambda m: f"{m['of']} {m['a'].replace('<', '>')} {m['low']} {said('and')} {m['of']} {m['b']} {m['high']}"),
        (r"\s*(?:!=|<>|≠)\s*['\"](?P<v>[^'\"]+)['\"]", lambda m: f" {said('not')} {m['v']} "),
        (r"\s*={1,2}\s*['\"](?P<v>[^'\"]+)['\"]", lambda m: f" {m['v']} "),
    ]  # fmt: skip
    joints = [
        (re.compile(r"\bWHERE\b\s*|\bwhere\s+(?=\w[\w ]*(?:[<>=!]|\bin\s*\(|\bbetween\b|\bis\s+\d))"), " "),
        (re.compile(r"\bselect\s+(?:\*\s+)?", re.IGNORECASE), ""),
        (re.compile(r"\bAND\b|&&"), said("and")),
        (re.compile(r"\bOR\b|\|\|"), said("or")),
        (re.compile(r"=="), "="),
    ]
    return (*((made(pattern), to) for pattern, to in clauses), *joints)


def in_words(message: str, language: str) -> str:
    """The message with what is written as a query in words; the message itself where nothing is."""
    if not _MARKS.search(message):
        return message
    for pattern, to in _rewrites("en" if language == "en" else "es"):
        message = pattern.sub(to, message)
    return re.sub(r"[ \t]{2,}", " ", message).strip()
