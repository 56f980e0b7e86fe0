#!/bin/bash
# Installs what is missing to build Wingspread, and with --tests what its tests need too.
# Safe to run at any time: it looks first, says what it does, and does nothing twice.
set -euo pipefail
cd "$(dirname "$0")/.."

# Everything comes from Debian 12; docs/dependencies.md says what each package is for.
build_packages=(
    git make cmake ninja-build ccache pkg-config ca-certificates tzdata
    clang-19 lld-19 libstdc++-12-dev
    libboost1.81-dev libboost-json1.81-dev libboost-system1.81-dev
    libfmt-dev libspdlog-dev libcli11-dev libtomlplusplus-dev
    libhowardhinnant-date-dev libhwy-dev libsqlite3-dev zlib1g-dev prometheus-cpp-dev
)
test_packages=(
    clang-format-19 clang-tidy-19 libclang-rt-19-dev llvm-19 python3
    libgtest-dev libgmock-dev libbenchmark-dev
)
deep_packages=(g++-12)
oldest_node=18

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

wanted=("${build_packages[@]}")
with_tests=false
for argument in "$@"; do
    case $argument in
        --tests) with_tests=true; wanted+=("${test_packages[@]}") ;;
        --deep) with_tests=true; wanted+=("${test_packages[@]}" "${deep_packages[@]}") ;;
        *) fail "unknown argument \"$argument\", expected --tests, --deep or nothing" ;;
    esac
done

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

node_is_new_enough() {
    local major
    major=$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/')
    [ -n "$major" ] && [ "$major" -ge "$oldest_node" ] && command -v npm >/dev/null
}

install_packages() {
    local missing=() package run_as=()
    for package in "${wanted[@]}"; do
        installed "$package" || missing+=("$package")
    done
    if $with_tests && ! node_is_new_enough; then missing+=(nodejs npm); fi
    if [ ${#missing[@]} -eq 0 ]; then
        say "all Debian packages are present"
        return
    fi
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "as root, run: apt-get install -y ${missing[*]}"
        run_as=(sudo)
    fi
    say "installing ${#missing[@]} Debian packages: ${missing[*]}"
    "${run_as[@]}" apt-get update -qq
    "${run_as[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The lock file pins every version; node_modules/.package-lock.json is npm's own record of what
# was installed from it.
install_node_modules() {
    local dir=$1
    if [ "$dir/node_modules/.package-lock.json" -nt "$dir/package-lock.json" ]; then
        say "$dir: node modules are present"
        return
    fi
    say "$dir: installing pinned node modules"
    npm ci --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error
}

command -v dpkg-query >/dev/null ||
    fail "this script knows Debian 12; elsewhere install by hand: ${wanted[*]}"
install_packages
if $with_tests; then install_node_modules tests/clients; fi
say "ready"
