"""The error tree of the whole program; every leaf carries one sentence for a person, in every language.

Problem                     something a person can act on
├── UsageProblem            a command line that cannot be understood        (exit code 2)
├── SettingsProblem         one or more wrong settings
├── CatalogProblem          a catalog that cannot be used
├── DataProblem             a file or a bank that cannot be loaded, trained on or scored
│   └── UnknownProblem      a customer or an entry that does not exist for this caller
├── ModelProblem            no champion, or one that cannot be loaded
├── ProviderProblem         a language-model provider that cannot be used
└── AccessProblem           a caller without the right to see or do this
"""

from typing import Any

from db.texts import Language, Message, Said, Spoken

__all__ = [
    "AccessProblem",
    "CatalogProblem",
    "DataProblem",
    "Language",
    "ModelProblem",
    "Problem",
    "ProviderProblem",
    "SettingsProblem",
    "UnknownProblem",
    "UsageProblem",
]


class Problem(Exception):  # noqa: N818 (a problem is what people call it)
    """One clear sentence for the person, from the message catalogue; never a stack trace."""

    exit_code = 1

    def __init__(self, key: str | Spoken, /, **values: Any) -> None:
        super().__init__()
        self._sentence = Message(key, values) if isinstance(key, str) else key

    def say(self, language: Language) -> str:
        """The sentence in the person's language."""
        return self._sentence.say(language)

    def __str__(self) -> str:
        return self.say("en")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (Said.of(self),)

    def kept(self) -> dict[str, str]:
        """The sentence in every language, to be stored or put in a Fact."""
        return dict(Said.of(self).words)


class UsageProblem(Problem):
    """A command line that cannot be understood."""

    exit_code = 2


class SettingsProblem(Problem):
    """One or more settings are wrong; the sentence lists all of them."""


class CatalogProblem(Problem):
    """A catalog that cannot be used."""


class DataProblem(Problem):
    """A file or a bank that cannot be loaded, trained on or scored."""


class UnknownProblem(DataProblem):
    """What is named does not exist for this caller: unknown and foreign ones are told alike."""


class ModelProblem(Problem):
    """There is no champion, or it cannot be loaded."""


class ProviderProblem(Problem):
    """A language-model provider that cannot be used."""


class AccessProblem(Problem):
    """A caller without the right to see or do this."""
