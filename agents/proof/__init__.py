"""The proof of the mixture: one question answered in several ways over the same Facts, each scored by its points."""
