"""What is learned from how people speak: frames, asides and unknown words, over a multilingual sentence encoder.

The reader takes a masked message (`masking`), encodes it (`encoder`) and applies the heads of a small committed
artifact (`heads`), which ``python -m agents.understanding.learned train`` makes from the corpus in ``data/corpus``.
"""

from agents.understanding.learned.corpus import LABELS
from agents.understanding.learned.masking import PLACEHOLDERS, masked
from agents.understanding.learned.reader import LearnedReader, load

__all__ = ["LABELS", "PLACEHOLDERS", "LearnedReader", "load", "masked"]
