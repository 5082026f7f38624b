"""Chainlit hooks, cards, trace view, log-in, settings and the command line."""

from db.launch import refuse_without_command

refuse_without_command("app")
