"""The error tree of the whole program; every leaf carries one sentence for a person, in both languages.

Problem                     something a person can act on
├── UsageProblem            a command line that cannot be understood        (exit code 2)
├── SettingsProblem         one or more wrong settings
├── CatalogProblem          a catalog that cannot be used
├── DataProblem             a file or a bank that cannot be loaded, trained on or scored
├── ModelProblem            no champion, or one that cannot be loaded
├── ProviderProblem         a language-model provider that cannot be used
└── AccessProblem           a caller without the right to see or do this
"""

from typing import Literal

Language = Literal["es", "en"]


class Problem(Exception):  # noqa: N818 (a problem is what people call it)
    """One clear sentence for the person, in English and in Spanish; never a stack trace."""

    exit_code = 1

    def __init__(self, en: str, es: str | None = None) -> None:
        super().__init__(en)
        self.en = en
        self.es = es or en

    def say(self, language: Language) -> str:
        """The sentence in the person's language."""
        return self.es if language == "es" else self.en


class UsageProblem(Problem):
    """A command line that cannot be understood."""

    exit_code = 2


class SettingsProblem(Problem):
    """One or more settings are wrong; the sentence lists all of them."""


class CatalogProblem(Problem):
    """A catalog that cannot be used."""


class DataProblem(Problem):
    """A file or a bank that cannot be loaded, trained on or scored."""


class ModelProblem(Problem):
    """There is no champion, or it cannot be loaded."""


class ProviderProblem(Problem):
    """A language-model provider that cannot be used."""


class AccessProblem(Problem):
    """A caller without the right to see or do this."""
