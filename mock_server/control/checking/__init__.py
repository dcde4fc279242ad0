"""Whether what happened in a sandbox is what was expected: verify, wait, reconcile."""
