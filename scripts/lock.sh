#!/bin/sh
# Write requirements-dev.txt, requirements.txt and environment.yml anew from pyproject.toml.
#
# Needs uv (python3 -m pip install uv) and the package registry; only whoever changes a dependency runs this.
# Versions already locked stay where they can: `scripts/lock.sh --upgrade` takes the newest ones,
# `scripts/lock.sh --upgrade-package NAME` one of them.
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "lock.sh: uv not found; install it with: python3 -m pip install uv" >&2; exit 1; }

lock() {
    uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links "$@"
}

lock --all-extras --constraints scripts/constraints.txt --output-file requirements-dev.txt "$@"
# Constrained by the lock just written, so that both name the same versions.
lock --extra lab --extra build --constraints requirements-dev.txt --output-file requirements.txt
"${PYTHON:-python3}" scripts/environment.py
