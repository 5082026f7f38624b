"""The HTTP side of the page: who is asking, which ids are accepted, what a socket may do."""
