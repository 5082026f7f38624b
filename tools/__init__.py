"""Typed LangChain tools that turn rows and predictions into Facts."""

from db.launch import refuse_without_command

refuse_without_command("tools")
