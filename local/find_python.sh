#!/bin/sh
# Prints the path of a working Python 3.13, or says what to do and fails.
# A candidate counts only if it runs: version managers leave shims on PATH that start nothing.

usable() {
    [ -n "$1" ] && "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1
}

try() {
    if usable "$1"; then
        printf '%s\n' "$1"
        exit 0
    fi
}

if [ -n "${PYTHON:-}" ]; then
    try "$PYTHON"
    echo "PYTHON is set to '$PYTHON', which is no working Python 3.13." >&2
    exit 1
fi

for name in python3.13 python3 python; do
    try "$(command -v "$name" 2>/dev/null)"
done
for candidate in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python; do
    try "$candidate"
done
if command -v uv >/dev/null 2>&1; then
    try "$(uv python find 3.13 2>/dev/null)"
fi

cat >&2 <<'TEXT'
Fieldledger needs Python 3.13, and none was found (on PATH, in pyenv, through uv). Install one of:
  Debian, Ubuntu   apt install python3.13 python3.13-venv
  macOS            brew install python@3.13
  pyenv            pyenv install 3.13
  uv               uv python install 3.13
or name one:       make PYTHON=/path/to/python3.13 ...
TEXT
exit 1
