"""What can be wrong with a table to learn from; also a ValueError, as scikit-learn's callers expect."""

from db.errors import DataProblem


class TableProblem(DataProblem, ValueError):  # noqa: N818 - a Problem, like the tree it belongs to
    """A table or target the ensemble cannot learn from or score; one sentence in each language."""
