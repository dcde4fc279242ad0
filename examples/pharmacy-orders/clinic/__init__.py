"""Orders prescriptions at a pharmacy and keeps a book of what became of them."""
