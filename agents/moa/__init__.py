"""The mixture of agents: who drafts, who merges, and what each of them is told."""
