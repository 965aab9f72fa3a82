"""THE ARCHIVE: what everyone keeps together. Small rooms, in order: parties, documents, cases, catalogue, grants, notices, evidence."""
