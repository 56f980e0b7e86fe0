#!/bin/bash
# What takes too long for every change: threads, another compiler, long fuzzing, random orders of
# tests, and clang-tidy over the tests. Prints one line for each part and fails when any part failed.
#   FUZZ_SECONDS  how long each fuzz target runs (300)
#   DAYS          how many simulated days are lived, other ones each time (1000)
#   ORDERS        in how many random orders each program of tests runs (5)
#   KILLS         how often the real program is killed (5000)
#   MUTANTS       how many small mistakes are planted in orders, risk and journal (150)
#   JOBS          parallel jobs (all processors)
#   PARTS         which parts run, by the names of their functions ("threads kills"; all)
set -uo pipefail
cd "$(dirname "$0")/.."
jobs=${JOBS:-$(nproc)}
fuzz_seconds=${FUZZ_SECONDS:-300}
days=${DAYS:-1000}
kills=${KILLS:-5000}
mutants=${MUTANTS:-150}
orders=${ORDERS:-5}
parts=${PARTS:-}
known=()
failed=()

part() {
    local name=$1
    shift
    known+=("$1")
    [[ -z $parts || " $parts " == *" $1 "* ]] || return 0
    echo "== $name"
    if "$@"; then echo "== $name: ok"; else failed+=("$name"); echo "== $name: FAILED"; fi
}

configure() { cmake --log-level=NOTICE -Wno-dev --preset "$@"; }
rooms_only=(--output-on-failure -j "$jobs" --label-exclude 'rules|sanitizers|clients')

# The simulated days have one thread and nothing to show here.
threads() {
    configure tsan && ninja --quiet -C build/tsan -j "$jobs" &&
        TSAN_OPTIONS=halt_on_error=1 ctest --test-dir build/tsan "${rooms_only[@]}" \
            --exclude-regex simulation
}

gcc_compiles() {
    configure gcc-check && ninja --quiet -C build/gcc-check -j "$jobs"
}

# Each target starts from its corpus in the repository; what it finds new stays in the build folder.
fuzz() {
    configure asan-ubsan -B build/fuzz -DWINGSPREAD_FUZZ=ON -DWINGSPREAD_TESTS=OFF &&
        ninja --quiet -C build/fuzz -j "$jobs" fuzzers || return 1
    local program name seen status=0 found=0
    while IFS= read -r program; do
        found=1
        name=$(basename "$program")
        seen=build/fuzz/found/$name
        mkdir -p "$seen"
        "$program" -max_total_time="$fuzz_seconds" -timeout=10 -rss_limit_mb=2048 \
            -artifact_prefix="$seen/crash-" -print_final_stats=1 -verbosity=0 \
            "$seen" "tests/fuzz/corpus/${name#fuzz_}" || status=1
    done < <(find build/fuzz -name 'fuzz_*' -type f -executable)
    [ $found -eq 1 ] || { echo "no fuzz target was built"; return 1; }
    return $status
}

# No test may lean on another one of its program: every suite in random orders.
orders() {
    configure dev && ninja --quiet -C build/dev -j "$jobs" || return 1
    find build/dev/tests -maxdepth 1 -name '*_tests' -type f -executable -print0 |
        REPEATS=$orders xargs -0 -P "$jobs" -I '{}' bash -c '
            "$1" --gtest_shuffle --gtest_repeat="$REPEATS" --gtest_brief=1 >"$1.orders.log" 2>&1 ||
                { echo "$1:"; grep -E "FAILED|Failure|random seed" "$1.orders.log"; exit 1; }
            echo "$(basename "$1"): $REPEATS orders"' orders '{}'
}

# Days of engine and gateway under faults, beyond those of every change; one program a processor.
simulated_days() {
    local from=$((1000 + RANDOM * 1000)) each=$(((days + jobs - 1) / jobs)) lived=() status=0
    configure release -DWINGSPREAD_TESTS=ON &&
        ninja --quiet -C build/release -j "$jobs" wingspread-simtest || return 1
    for ((i = 0; i < jobs; i++)); do
        build/release/tests/simulation/wingspread-simtest --seed $((from + i * each)) \
            --seeds "$each" &
        lived+=($!)
    done
    for job in "${lived[@]}"; do wait "$job" || status=1; done
    return $status
}

# Thousands of deaths of the real program around commits and socket writes.
kills() {
    configure release -DWINGSPREAD_TESTS=ON &&
        ninja --quiet -C build/release -j "$jobs" wingspread wingspread-crashing wingspread-kill &&
        build/release/tests/crash/wingspread-kill build/release/src/wingspread \
            build/release/tests/crash/wingspread-crashing --kills "$kills" --seed "$RANDOM"
}

# Every branch of the code that money depends on, but for those that are named with a reason.
branches() {
    configure coverage &&
        ninja --quiet -C build/coverage -j "$jobs" \
            trade_tests store_tests engine_tests system_tests &&
        tools/coverage.py build/coverage
}

# Small mistakes in the same code, other ones each time: 90 of 100 must be noticed by a test.
mutants() {
    configure dev &&
        ninja --quiet -C build/dev -j "$jobs" trade_tests store_tests engine_tests &&
        tools/mutate.py build/dev --sample "$mutants" --seed "$RANDOM" --jobs "$jobs"
}

tidy_tests() {
    local rooms
    rooms=$(find tests -name '*.cpp' -printf '%h\n' | sort -u)
    # shellcheck disable=SC2086
    tools/lint.py build/dev $rooms
}

part "threads (TSan)" threads
part "g++ 12 compiles it" gcc_compiles
part "fuzzing, $fuzz_seconds s a target" fuzz
part "random orders of tests" orders
part "$days simulated days" simulated_days
part "killed $kills times" kills
part "branches of orders, risk and journal" branches
part "$mutants mutants" mutants
part "clang-tidy over the tests" tidy_tests

for wanted in $parts; do
    [[ " ${known[*]} " == *" $wanted "* ]] || {
        echo "test-deep: PARTS names '$wanted', expected some of: ${known[*]}"
        exit 2
    }
done
if [ ${#failed[@]} -gt 0 ]; then
    printf 'test-deep: failed: %s\n' "${failed[@]}"
    exit 1
fi
echo "test-deep: ${parts:-all parts} passed"
