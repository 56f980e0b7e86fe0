#!/bin/sh
# Lists the repository's own source files, new ones included:
#   tools/sources.sh cpp    C++ sources and headers
#   tools/sources.sh all    every text file
set -eu
cd "$(dirname "$0")/.."
list() { git ls-files --cached --others --exclude-standard --deduplicate -- "$@"; }
case ${1:-} in
    cpp) list '*.cpp' '*.hpp' ;;
    all) list ;;
    *) echo "sources.sh: got \"${1:-}\", expected cpp or all" >&2; exit 2 ;;
esac | while IFS= read -r file; do
    if [ -f "$file" ]; then printf '%s\n' "$file"; fi
done
