"""The offline understanding: a message becomes spans, spans become frames, and nothing said is silently dropped."""
