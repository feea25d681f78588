"""The vocabulary: its versions, what the shapes ask in its terms, and the page that tells all of it."""

from stedenband.web.vocabulary.file import VocabularyFile, read_shapes, read_vocabulary

__all__ = ["VocabularyFile", "read_shapes", "read_vocabulary"]
