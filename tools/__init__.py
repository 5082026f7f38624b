"""Typed LangChain tools that turn rows and predictions into Facts."""
