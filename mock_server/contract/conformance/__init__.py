"""Calls held against the vendor's document: only when somebody reads the journal, or at once in a strict sandbox."""
