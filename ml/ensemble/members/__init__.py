"""The members of the mixture: one file per family, all speaking logits."""
