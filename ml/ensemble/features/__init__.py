"""Generic features from the coded matrix: one block per family of members, none tuned to a file or to labels."""

from ml.ensemble.features.blocks import BLOCKS, FeatureBlocks

__all__ = ["BLOCKS", "FeatureBlocks"]
