"""What the page's hooks do: the process, a turn on the page, cards, starters, feedback."""
