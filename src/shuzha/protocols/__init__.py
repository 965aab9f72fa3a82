"""The archive's words in the world's vocabularies."""
