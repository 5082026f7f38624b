"""First step of the understanding: a question as tokens, without case, accents, contractions or SMS spelling."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from db.text import unaccented

LONGEST = 4000
"""Characters of a question that are looked at: as many as the longest that is accepted."""

_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,]*\d)"
    r"|\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d+)?(?![.,]?\d)|\d+(?:[.,]\d+)?)"
    r"|(?P<word>(?<!\w)[nN]\.\s?[ºª°]|[^\W\d_]+(?:['’´`][^\W\d_]+)*(?:(?<=s)['’](?=\s))?)"
    r"|(?P<sign><=|>=|=<|=>|!=|<>|≤|≥|≠|<|>|=|%|€|\$|£|\+|-|–|—|/|\||,|;|:|\.|\?|!|¿|¡|#|&|\(|\)|_)"
)
_CODE = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*(?![\w-])")

_DIGITS = re.compile(r"\W*(?P<digits>\d(?:[^\w,]{0,2}[_,]?[^\w,]{0,2}\d){5,})\W*")
"""A message of digits and what stands between them is an id however it is typed, unless it is a day."""
_DAY = re.compile(r"\W*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d))\W*")

CONTRACTIONS = {
    "whats": "what is", "whos": "who is", "hes": "he is", "shes": "she is", "theyre": "they are",
    "thats": "that is", "dont": "do not", "doesnt": "does not", "didnt": "did not", "arent": "are not",
    "isnt": "is not", "wasnt": "was not", "werent": "were not", "havent": "have not", "hasnt": "has not",
    "shouldnt": "should not", "wouldnt": "would not", "couldnt": "could not",
    "wont": "will not", "cant": "can not", "cannot": "can not", "im": "i am", "ive": "i have", "id": "id",
    "youre": "you are", "hows": "how is", "whod": "who would", "hed": "he would", "shed": "she would",
    "theyd": "they would", "lets": "let us", "theyve": "they have", "weve": "we have", "wheres": "where is",
    "q": "que", "k": "que", "ke": "que", "xq": "por que", "pq": "por que", "xk": "por que", "porq": "por que",
    "xke": "por que", "tb": "tambien", "tmb": "tambien", "tbn": "tambien", "pls": "please", "plz": "please",
    "plis": "please", "u": "you", "r": "are", "ur": "your", "wat": "what", "wot": "what", "wht": "what",
    "hw": "how", "hv": "have", "cn": "con", "sn": "sin", "xfa": "por favor", "porfa": "por favor",
    "porfis": "por favor", "d": "de", "dl": "del", "gimme": "give me", "thx": "thanks", "ty": "thanks",
    "grax": "gracias", "wanna": "want to", "gonna": "going to", "btw": "by the way", "cuantxs": "cuantos",
    "kien": "quien", "kienes": "quienes", "kuantos": "cuantos", "aki": "aqui", "dnd": "donde", "cdo": "cuando",
    "cust": "customer", "custs": "customers", "cus": "customer", "clte": "cliente", "cltes": "clientes",
    "clts": "clientes", "ppl": "people", "abt": "about", "btwn": "between", "b/w": "between", "avrg": "average",
    "bcs": "because", "cuz": "because", "n": "and", "wo": "without", "nd": "and", "wich": "which", "wth": "with",
    "sobr": "sobre", "sgun": "segun", "prom": "promedio", "num": "number", "nro": "numero", "shud": "should",
    "wud": "would", "cud": "could", "shld": "should", "avge": "average", "tho": "though", "x": "por",
    "s": "se", "xcada": "por cada",
    "wi": "with", "gie": "give", "ma": "my",
    "del": "de el", "pa": "para", "xa": "para",
}  # fmt: skip
"""Folded spelling -> words; keys have no apostrophes."""


@dataclass(frozen=True)
class Token:
    """A word, number or sign: ``text`` as written, ``word`` folded; ``glued`` to the one before."""

    text: str
    word: str
    start: int
    end: int
    kind: str = "word"
    glued: bool = False

    @property
    def capital(self) -> bool:
        """Whether it, or a part of a name of several words, is written with a first capital."""
        return any(part[:1].isupper() for part in self.text.replace("-", " ").split(" "))


Stretches = Callable[[str], Sequence[tuple[int, int, str]]]
"""Finds what a text writes as one piece: where it starts and ends, and the id it means."""


def tokens(question: str, known: frozenset[str] = frozenset(), ids: Stretches | None = None) -> list[Token]:
    """The tokens of a question; ``known`` are folded words, so that ``top10`` splits and ``CUST10`` stays a code.

    What ``ids`` finds is one code each, whatever digits and signs it is written with.
    """
    text = unicodedata.normalize("NFC", question[:LONGEST])
    found: list[Token] = []
    if digits := _one_id(text, ids):
        return digits
    own = {start: (end, meant) for start, end, meant in ids(text)} if ids is not None else {}
    codes = {m.start(): m for m in _CODE.finditer(text) if _is_code(m[0], known)}
    position = 0
    while position < len(text):
        if position in own:
            end, meant = own[position]
            found.append(Token(meant, unaccented(meant), position, end, "code"))
            position = end
            continue
        if position in codes:
            match = codes[position]
            found.extend(
                _header(match, known) or [Token(match[0], unaccented(match[0]), match.start(), match.end(), "code")]
            )
            position = match.end()
            continue
        token = _TOKEN.match(text, position)
        if token is None:
            position += 1
            continue
        glued = bool(found) and found[-1].end == token.start()
        if _hyphen(text, token):
            position = token.end()
            continue
        found.extend(
            _expand(Token(token[0], unaccented(token[0]), token.start(), token.end(), token.lastgroup or "word", glued))
        )
        position = token.end()
    return found


def _one_id(text: str, ids: Stretches | None) -> list[Token]:
    """A message that is nothing but digits and signs between them, as one number; a day or a number is read as such."""
    whole = _DIGITS.fullmatch(text)
    if whole is None or _DAY.fullmatch(text) or _TOKEN.fullmatch(whole["digits"]) or (ids is not None and ids(text)):
        return []
    digits = re.sub(r"\D", "", whole["digits"])
    return [Token(digits, digits, whole.start("digits"), whole.end("digits"), "number")]


def _hyphen(text: str, match: re.Match[str]) -> bool:
    """What only joins: a hyphen in a compound (at-risk), an underscore in a header; a hyphen of numbers is a range."""
    if match[0] not in {"-", "_"} or match.start() == 0 or match.end() >= len(text):
        return False
    before, after = text[match.start() - 1], text[match.end()]
    joined = before.isalnum() and after.isalnum()
    return joined and (match[0] == "_" or not (before.isdigit() and after.isdigit()))


def _header(match: re.Match[str], known: frozenset[str]) -> list[Token]:
    """A header with digits in it, ``app_logins_30d`` or ``mov90``, as its known words; none for an id."""
    parts = [Token(m[0], unaccented(m[0]), match.start() + m.start(), match.start() + m.end())
             for m in re.finditer(r"[^_]+", match[0])]  # fmt: skip
    return parts if all(part.word in known for part in parts) else []


def _is_code(text: str, known: frozenset[str]) -> bool:
    """Letters and digits in one piece; not a known word with a number (``top10``), nor a number with a suffix."""
    if re.fullmatch(r"\d[\d.,]*[^\W\d_]{1,5}", text) or re.fullmatch(r"\d+(?:-[^\W\d_]+)+", text):
        return False
    head = re.match(r"[^\W\d_]+", text)
    return head is None or unaccented(head[0]) not in known or len(head[0]) < 3


def _expand(token: Token) -> list[Token]:
    if token.kind != "word":
        return [token]
    if token.text.casefold() == "sí":
        return [replace(token, word="ciertamente")]
    if token.text.casefold() in {"nº", "n°", "n.º", "n.ª", "n.°", "n. º", "núm", "nª"}:
        return [replace(token, word="numero")]
    if token.word.endswith("nt") and ("'" in token.text or "’" in token.text):
        words = CONTRACTIONS.get(token.word, token.word).split()
    elif re.search(r"['’´`]s$", token.text):
        words = [token.word[:-1], *(["is"] if token.word in CONTRACTIONS else [])]
    elif re.search(r"['’](re|ve|ll|d|m)$", token.text):
        words = CONTRACTIONS.get(token.word, unaccented(re.split(r"['’]", token.text)[0])).split()
    else:
        words = (
            [token.word] if token.glued and len(token.word) == 1 else CONTRACTIONS.get(token.word, token.word).split()
        )
    return [replace(token, word=word) for word in words]
