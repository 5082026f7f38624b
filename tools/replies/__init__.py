"""Facts to sentences in the reader's language; these modules read only Facts and the catalog."""
