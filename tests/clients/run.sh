#!/bin/sh
# Runs one Node test; exit status 77 says that its modules are not installed.
set -eu
cd "$(dirname "$0")"
if [ ! -d node_modules ]; then
    echo "clients: node modules are absent; \`make setup-tests\` installs them"
    exit 77
fi
exec node --test "$1"
