#!/bin/sh
# Runs test programs of a sanitizer build, one after the other: check_sanitizers.sh BUILD_DIR
# [ctest's choice of tests]
# Exit status 77 says that the build is not there, which ctest reports as skipped.
set -eu
build=$1
shift
if [ ! -f "$build/CTestTestfile.cmake" ]; then
    echo "sanitizers: $build is not built; \`make test\` builds it"
    exit 77
fi
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:detect_leaks=1
export UBSAN_OPTIONS=print_stacktrace=1
exec ctest --test-dir "$build" --output-on-failure --label-exclude 'rules|sanitizers|clients' "$@"
