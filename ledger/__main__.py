"""Write the fidelity pages and the README's totals, or with `--check` say what is wrong: `python -m ledger [--check]`."""

import argparse
import sys

from ledger import files


def main() -> int:
    """Write, or compare; answers with 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m ledger", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when something is wrong")
    is_check = parser.parse_args().check
    known = files.gather()
    if not is_check:
        for path in files.write(known):
            print(f"wrote {path}")
    found = files.complaints(known)
    for complaint in found:
        print(complaint, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
