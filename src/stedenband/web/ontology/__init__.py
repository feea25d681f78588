"""The vocabulary and the shapes as data, and the versions of the vocabulary; the page of it is in ``vocabulary``."""

from stedenband.web.ontology.file import VocabularyFile, read_shapes, read_vocabulary

__all__ = ["VocabularyFile", "read_shapes", "read_vocabulary"]
