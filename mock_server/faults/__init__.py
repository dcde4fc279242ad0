"""What goes differently on purpose: when, for whom, and how."""
