#!/bin/bash
# Bad input through the program's own door: each case must end at once, with a status that says what
# kind of failure it is and a message that names what was wrong. Usage: program.sh WINGSPREAD
set -u
program=$1
work=$(mktemp -d)
passed=0
failed=0
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config HOME=$work

# expect NAME STATUS PATTERN COMMAND...
expect() {
    local name=$1 status=$2 pattern=$3 got
    shift 3
    timeout 40 "$@" >"$work/out" 2>&1
    got=$?
    if [ "$got" -eq "$status" ] && grep -qE -- "$pattern" "$work/out"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    printf 'FAILED %s: status %s, expected %s and /%s/ in:\n' "$name" "$got" "$status" "$pattern"
    head -c 2000 "$work/out"
}

# The port of a helper server is in FILE once it listens.
port_from() {
    for _ in $(seq 100); do
        [ -s "$1" ] && { cat "$1"; return; }
        read -rt 0.1 <> <(:)
    done
}

expect "version" 0 '^[0-9]+\.[0-9]+' "$program" --version
expect "no command" 2 'subcommand' "$program"
expect "unknown command" 2 '' "$program" frobnicate
expect "malformed filter" 2 'min_dte.*"soon"' "$program" scan SPY --min-dte soon
expect "contradictory filter" 2 'min_dte|dte' "$program" scan SPY --min-dte 9 --max-dte 3
expect "unknown sort key" 2 'sort.*"luck"' "$program" scan SPY --sort luck
expect "unknown field of a condition" 2 'credt.*credit' "$program" scan SPY --where 'credt > 1'
expect "condition that ends too soon" 2 'where.*column' "$program" scan SPY --where 'credit >'
expect "limit of a field that is no number" 2 'min_cushion.*"wide"' \
    "$program" scan SPY --min-cushion wide
expect "unknown profile" 2 'profile.*"bold".*balanced, conservative, aggressive' \
    "$program" scan SPY --profile bold
expect "absent profile file" 2 'profile-file.*nothere' "$program" scan SPY --profile-file nothere
printf 'where pop > 0.5\nscroe 1 pop from 0 to 1\n' >"$work/mine.profile"
expect "bad profile" 2 'profile mine, line 2' "$program" scan SPY --profile-file "$work/mine.profile"
expect "completion of a shell that nobody knows" 2 'shell.*tcsh' "$program" completion tcsh
complete_words() {
    bash -c 'eval "$("$1" completion bash)"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _wingspread
        printf "%s\n" "${COMPREPLY[@]}"' words "$program" "$@"
}
export -f complete_words
export program
expect "completed subcommand" 0 '^positions$' bash -c 'complete_words wingspread pos'
expect "completed flag" 0 '^--min-short-delta$' bash -c 'complete_words wingspread scan KO --min-sho'
expect "completed word" 0 '^conservative$' bash -c 'complete_words wingspread scan KO --profile cons'
expect "fish completion" 0 "seen_subcommand_from scan' -l watch" "$program" completion fish
expect "fields" 0 'cushion_sigmas' "$program" scan --fields
expect "two formats at once" 2 '--csv.*one of them' "$program" --json scan SPY --csv
expect "csv" 0 '^bull_put,"KO","KO",2' "$program" scan KO --structures bull_put --csv --top 3 \
    --max-dte 30 --where 'credit / width > 0.05 and pop > 0.6' --deadline 60
expect "a watched scan ends after its lists" 0 '"left":\[' "$program" --json scan KO --watch --lists 3 \
    --top 3 --max-dte 30 --deadline 60
expect "files cannot be watched" 2 '--watch.*files do not change' \
    "$program" scan GOOG --watch --data /nowhere --date 2015-12-24 --at 12:00
expect "lists of a scan that ends by itself" 2 'lists requires --watch' "$program" scan KO --lists 3
expect "an explained place" 0 'number 1 of the list' "$program" scan KO --explain 1 --top 3 \
    --max-dte 30 --deadline 60
expect "a spread that cannot be" 2 'spread.*"bull_put-KO"' "$program" scan KO --explain bull_put-KO \
    --max-dte 30 --deadline 60
expect "unknown symbol to watch" 1 'NOSUCH' "$program" scan NOSUCH --watch --deadline 30
expect "unknown symbol" 1 'NOSUCH' "$program" scan NOSUCH --deadline 30
expect "unknown setting" 2 'gateway\.prot' "$program" --set gateway.prot=1 config
expect "unknown environment name" 2 'WINGSPREAD_GATEWAY_PROT' \
    env WINGSPREAD_GATEWAY_PROT=1 "$program" config
printf '[gateway]\nport = "many"\n' >"$work/bad.toml"
expect "bad configuration value" 2 'bad.toml.*gateway\.port.*"many"' \
    "$program" --config "$work/bad.toml" config
expect "absent configuration file" 1 'nothere.toml' "$program" --config "$work/nothere.toml" config
expect "strikes the wrong way round" 2 '--long.*"75".*below' \
    "$program" preview KO --structure bull_put --expiry 2026-12-18 --short 70 --long 75
expect "unknown structure" 2 'bull_call, bear_put' \
    "$program" preview KO --structure ladder --expiry 2026-12-18 --short 70 --long 65
expect "gateway absent" 1 'not ready|refused' \
    "$program" --gateway 127.0.0.1:1 preview KO --structure bull_put --expiry 2026-12-18 \
    --short 70 --long 65 --deadline 3
expect "a live venue that never closes" 2 'gateway.hours.*always.*exchange' \
    "$program" --gateway 127.0.0.1:1 --set gateway.hours=always --set account.type=live serve
expect "no running serve" 1 'wingspread serve' "$program" --server 127.0.0.1:1 orders
expect "doctor without a gateway" 1 'Enable ActiveX' "$program" --gateway 127.0.0.1:1 doctor
expect "no folder of chains" 1 'nowhere' \
    "$program" scan GOOG --data "$work/nowhere" --date 2015-12-24 --at 12:00

"$program" --set server.port=0 serve >"$work/serving" 2>&1 &
port_from "$work/serving" >/dev/null
expect "a second engine on the same gateway" 1 'another Wingspread.*process' \
    "$program" --set server.port=0 serve

# gateway NAME OPTION...: a simulated gateway whose port stands in $work/NAME.
gateway() {
    local name=$1
    shift
    "$program" sim --port 0 "$@" >"$work/$name.log" 2>&1 &
    until grep -qs listening "$work/$name.log"; do read -rt 0.1 <> <(:); done
    sed -n 's/^listening on .*://p' "$work/$name.log" >"$work/$name"
}
gateway whole
gateway read_only --read-only
gateway blind --entitlement none
gateway late --entitlement delayed
expect "doctor on a gateway as it should be" 0 'ok  market data of KO' \
    "$program" --gateway "127.0.0.1:$(port_from "$work/whole")" doctor --symbol KO
expect "doctor on a read-only API" 1 'switch "Read-Only API" off' \
    "$program" --gateway "127.0.0.1:$(port_from "$work/read_only")" doctor
expect "doctor without market data" 1 'no  market data of KO' \
    "$program" --gateway "127.0.0.1:$(port_from "$work/blind")" doctor --symbol KO
expect "doctor with delayed data alone" 1 'no  market data of KO' \
    "$program" --gateway "127.0.0.1:$(port_from "$work/late")" doctor --symbol KO

printf '# an evening\nat 1s restart for 5s\nat 30s link_lost 3 data_gone after 20s\n' >"$work/bad.faults"
expect "malformed plan of faults" 2 'bad.faults.*line 3.*"data_gone".*data_lost or data_kept' \
    "$program" sim --port 0 --faults "$work/bad.faults"
expect "absent plan of faults" 1 'nothere.faults' \
    "$program" sim --port 0 --faults "$work/nothere.faults"
expect "faults from a file and from a seed" 2 'excludes' \
    "$program" sim --port 0 --faults "$work/bad.faults" --fault-seed 4
for run in first second; do
    gateway "$run" --fault-seed 4
    grep '^at ' "$work/$run.log" >"$work/$run.plan"
done
expect "the same seed draws the same faults" 0 'identical' \
    diff -s "$work/first.plan" "$work/second.plan"
expect "a plan that was drawn is a plan" 0 'at .* link_lost' grep -m 1 link_lost "$work/first.plan"
printf 'at 0s restart for 1h\n' >"$work/away.faults"
gateway away --faults "$work/away.faults"
expect "a gateway that has gone away" 1 'refused' \
    "$program" --gateway "127.0.0.1:$(port_from "$work/away")" doctor --symbol KO

day=$work/data/option/usa/minute/goog
mkdir -p "$day"
printf 'PK\003\004 this is half of an archive' >"$day/20151224_quote_american.zip"
expect "truncated archive" 1 '20151224_quote_american.zip' \
    "$program" scan GOOG --data "$work/data" --date 2015-12-24 --at 12:00

python3 - "$work/http" "$work/mute" <<'PY' &
import http.server, socket, sys, threading
web = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
mute = socket.create_server(("127.0.0.1", 0))
open(sys.argv[1], "w").write(str(web.server_port))
open(sys.argv[2], "w").write(str(mute.getsockname()[1]))
web.serve_forever()
PY
expect "the port of a web server" 1 'HTTP|TWS' \
    "$program" --gateway "127.0.0.1:$(port_from "$work/http")" preview KO --structure bull_put \
    --expiry 2026-12-18 --short 70 --long 65 --deadline 5
expect "a gateway that says nothing" 1 'not ready|answer' \
    "$program" --gateway "127.0.0.1:$(port_from "$work/mute")" preview KO --structure bull_put \
    --expiry 2026-12-18 --short 70 --long 65 --deadline 5

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
