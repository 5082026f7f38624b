"""What a model of pydantic finds wrong with a value, in the reader's language: settings, catalogs and rosters alike."""

from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from db.texts import Each, Spoken, entry, message

_GROUP = "db.validation"


def refuse(key: str, /, **values: Any) -> NoReturn:
    """Refuse a value in a validator, by the key of what is wrong with it.

    Raises:
        PydanticCustomError: always; `wrong_value` has its words.
    """
    raise PydanticCustomError(key, "{key}", {"key": key, **values})


def wrong_values(error: ValidationError, *, of_all: str) -> Spoken:
    """Everything that is wrong, each with its place; ``of_all``: what is named where the whole is wrong."""
    found = [(".".join(map(str, one["loc"])) or of_all, wrong_value(one)) for one in error.errors()]
    return Each(lambda language: "; ".join(f"{where}: {wrong.say(language)}" for where, wrong in found))


def wrong_value(found: ErrorDetails) -> Spoken:
    """What is wrong with one value, as the end of a sentence that begins with its name."""
    kind, context = found["type"], found.get("ctx", {})
    if kind == "string_type" and isinstance(found["input"], bool | int | float):
        return message(f"{_GROUP}.not_text", value=repr(found["input"]))
    if kind == "literal_error":
        return message(f"{_GROUP}.literal_error", expected=str(context["expected"]).replace(" or ", ", "))
    if kind in entry("en", _GROUP):
        return message(f"{_GROUP}.{kind}", **context)
    plain = found["msg"].removeprefix("Value error, ")
    return Each(lambda _: plain[:1].lower() + plain[1:])
