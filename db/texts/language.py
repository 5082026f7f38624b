"""The languages people are spoken to in; another one is another folder of texts beside these."""

from typing import Literal, get_args

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
