#!/usr/bin/env bash
# The gate: every check of the project, each with its duration, and a summary at the end. `make check` and .ci/run call it.
# Usage: scripts/gate.sh [STEP]...      without a step all of them; --list names them
# A failing step does not end the run, unless later ones need it: one run should tell everything that is wrong.
# One build form only, `swift build --build-tests`: another one compiles the same modules again.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/gate-steps.sh

all=(setup lint scan build swift-sqlite swift-postgres swift-equal services notices browser)
if [ "${1:-}" = --list ]; then printf '%s\n' "${all[@]}"; exit 0; fi
steps=("$@")
[ "${#steps[@]}" -gt 0 ] || steps=("${all[@]}")

mkdir -p var/gate
began=$SECONDS
failed=() summary=() ready=yes

# Runs one step; remembers its result and its duration.
step() {
    local name=$1 from=$SECONDS state=ok
    if [ "$ready" = no ]; then
        summary+=("$(printf '  %-15s not run' "$name")"); failed+=("$name"); return
    fi
    printf '\n== %s\n' "$name"
    if ! "step_${name//-/_}"; then
        state=FAILED; failed+=("$name")
        case $name in setup | build) ready=no ;; esac
    fi
    printf '== %s: %s, %d s\n' "$name" "$state" $((SECONDS - from))
    summary+=("$(printf '  %-15s %-7s %5d s' "$name" "$state" $((SECONDS - from)))")
}

# A cluster that was running already is somebody's: it is used and left alone.
started_postgres=no
finish() { if [ "$started_postgres" = yes ]; then scripts/postgres.sh stop; fi; }
trap finish EXIT
trap 'exit 130' INT TERM

rm -f var/gate/*.count
for name in "${steps[@]}"; do
    declare -F "step_${name//-/_}" > /dev/null || { echo "gate: no step $name; there are: ${all[*]}" >&2; exit 2; }
done
for name in "${steps[@]}"; do step "$name"; done

printf '\nSummary (%d s)\n' $((SECONDS - began))
printf '%s\n' "${summary[@]}"
if compgen -G 'var/gate/*.count' > /dev/null; then
    echo "Tests"
    for file in var/gate/*.count; do printf '  %-24s %6d\n' "$(basename "$file" .count)" "$(cat "$file")"; done
fi
if [ "${#failed[@]}" -gt 0 ]; then printf 'gate: failed: %s\n' "${failed[*]}" >&2; exit 1; fi
echo "gate: everything holds"
