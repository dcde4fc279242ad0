"""What all vendors have in common: how a vendor is declared, and how a call to one is answered."""
