# The steps of the gate, one function each; scripts/gate.sh reads this file and runs them.
# shellcheck shell=bash

step_setup() { scripts/setup.sh; }

step_lint() { swift format lint --strict --parallel --recursive Sources Tests Package.swift; }

step_scan() { scripts/scan; }

# The exit status decides; the words of the import check may call an error a warning.
step_build() { swift build --build-tests --explicit-target-dependency-import-check error; }

step_swift_sqlite() { swift_tests sqlite sqlite; }

step_swift_postgres() {
    postgres_runs || return 1
    swift_tests postgres "$(scripts/postgres.sh url)"
}

# Both engines must have run the same tests: a test that skips one of them silently proves nothing about it.
step_swift_equal() {
    local sqlite postgres
    sqlite=$(cat var/gate/swift-sqlite.count 2> /dev/null) || { echo "no count of the tests on sqlite"; return 1; }
    postgres=$(cat var/gate/swift-postgres.count 2> /dev/null) || { echo "no count of the tests on postgres"; return 1; }
    printf 'tests on sqlite: %d, on postgres: %d\n' "$sqlite" "$postgres"
    [ "$sqlite" = "$postgres" ] || { echo "the two engines did not run the same number of tests"; return 1; }
}

step_services() { program check; }

# Every notice, application and receipt of every example, as PDF/A-3b and PDF/UA-1; one start of the checker for all of them.
step_notices() {
    local folder=var/gate/notices service files status=0
    rm -rf "$folder"
    for service in Services/*/service.json; do
        program simulate "$(basename "$(dirname "$service")")" --notices "$folder" 2> /dev/null | tail -n 1 || status=1
    done
    files=("$folder"/*.pdf)
    [ -e "${files[0]}" ] || { echo "no example issued a notice"; return 1; }
    scripts/verapdf.sh --quiet "${files[@]}" || status=1
    printf 'notices, applications and receipts: %d\n' "${#files[@]}"
    return "$status"
}

step_browser() {
    postgres_runs || return 1
    limited var/venv/bin/python Tests/BrowserTests/run.py --database both --program "$(program_path)" --counts var/gate
}

# Runs all Swift tests on one engine, at `sqlite` or the URL of a server; notes how many ran, and skipped ones did not.
# Zero is a failure. What tests leave in the temporary folder goes with it.
# The screen shows what went wrong and what was skipped; everything is in var/gate/swift-<engine>.log.
swift_tests() {
    local engine=$1 database=$2 log=var/gate/swift-$1.log all skipped status temporary
    temporary=$(mktemp -d)
    TMPDIR=$temporary STADTKERN_TEST_DATABASE=$database STADTKERN_TEST_PYTHON=$PWD/var/venv/bin/python SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8 \
        limited swift test --skip-build --disable-xctest 2>&1 | tee "$log" | quiet
    status=${PIPESTATUS[0]}
    rm -rf "$temporary"
    all=$(sed -nE 's/.*Test run with ([0-9]+) tests?.*/\1/p' "$log" | awk '{ all += $1 } END { print all + 0 }')
    skipped=$(grep -cE '^➜ +Test .* skipped' "$log")
    printf '%s\n' "$((all - skipped))" > "var/gate/swift-$engine.count"
    printf 'tests on %s: %d run, %d skipped\n' "$engine" "$((all - skipped))" "$skipped"
    [ "$status" = 0 ] || return "$status"
    [ "$((all - skipped))" -gt 0 ] || { echo "no test ran on $engine"; return 1; }
}

# On the build server a test that hangs must not hang for ever; a person has Ctrl-C, which `timeout` would keep away.
limited() { if [ -n "${CI:-}" ]; then timeout --kill-after=30 3600 "$@"; else "$@"; fi; }

# Leaves out that a test began or passed, which is most of what the test runner says.
quiet() { sed -u -e '/^◇ /d' -e '/^✔ Suite /d' -e '/^✔ Test run /b' -e '/^✔ Test /d' -e '/^↳ /d'; }

postgres_runs() {
    scripts/postgres.sh url > /dev/null 2>&1 && return 0
    started_postgres=yes
    scripts/postgres.sh start > /dev/null
}

# The debug program, which `swift build --build-tests` makes as well.
program_path() { printf '%s/debug/stadtkern\n' "$PWD/.build"; }

program() { "$(program_path)" "$@"; }
