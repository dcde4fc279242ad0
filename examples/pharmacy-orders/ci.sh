#!/bin/sh
# Sets up an environment and runs the tests in it: on a laptop, and on any machine that has Python and a shell.
#   ./ci.sh                    one test after another
#   ./ci.sh -n auto            in parallel; each worker has a mock server of its own
#   MOCK_SERVER=../.. ./ci.sh  with the mock server from a folder, or from wherever pip can have it
set -eu
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check "${MOCK_SERVER:-pharmacy-mock-server}" --editable '.[tests]'
exec .venv/bin/python -m pytest --junit-xml=report.xml "$@"
