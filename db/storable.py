"""Text that every store and terminal can hold."""


def storable(text: str) -> str:
    """The text without lone surrogates and NUL, which no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
