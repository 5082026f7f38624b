"""Training: from the bank's labelled history to a registered, graded champion."""
