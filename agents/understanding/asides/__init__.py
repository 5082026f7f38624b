"""What is said around a question: its clauses, courtesy, reasons, letters, stories, reported speech, the clock."""
