#!/bin/sh
# Fails when a source is not written as .clang-format says; `make format` mends it.
set -eu
cd "$(dirname "$0")/.."
tools/sources.sh cpp | xargs clang-format-19 --dry-run -Werror
echo "format: ok"
