"""The coverage rule: every content word is used by the calls, an aside, or named in the reply."""
