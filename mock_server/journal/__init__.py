"""What happened in a sandbox, in one order: calls with their answers, moves, clock steps."""
