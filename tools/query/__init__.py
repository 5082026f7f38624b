"""Tools about many customers: figures, lists, distributions, comparisons."""
