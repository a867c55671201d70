#!/usr/bin/env bash
# Builds the program and serves the demo city; `make run` calls it. Settings: PORT, CITY, STADTKERN_DATABASE.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8080}
city=${CITY:-Cities/leipzig}
people=var/demo.json
export STADTKERN_DATABASE=${STADTKERN_DATABASE:-sqlite:var/stadtkern.sqlite}
mkdir -p var

# The debug build: the newcomer waits for it once, and the tests use it as well.
swift build --product stadtkern
program=.build/debug/stadtkern

# Shows how to sign in as soon as the program answers; ends with the program, whose process this one becomes.
announce() {
    local address=http://localhost:$port
    while kill -0 $$ 2> /dev/null; do
        if curl -fs -o /dev/null "$address/health/ready" && [ -s "$people" ]; then
            printf '\nStadtkern serves %s at %s (database: %s). Ctrl-C ends it.\n\n' "$city" "$address" "${STADTKERN_DATABASE%%:*}"
            python3 scripts/demo-people.py "$people"
            printf '\nOne-time passwords of this moment: make codes\n\n'
            return
        fi
        sleep 0.2
    done
}
announce &
exec "$program" serve --demo --demo-file "$people" --city "$city" --documents var/documents --port "$port"
