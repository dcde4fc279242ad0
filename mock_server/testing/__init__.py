"""The server within a test run: embedded in the process, a sandbox for each test, and its story where a test fails."""
