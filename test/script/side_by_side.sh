#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Two server processes on one PostgreSQL serve the same users side by side.
. "$(dirname "$0")/lib/tap.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! [ -x /usr/lib/postgresql/15/bin/postgres ]; then
    echo "ok 1 - two servers on one PostgreSQL # SKIP no /usr/lib/postgresql/15"
    number=1
    done_checking
    exit
fi
folder=$(mktemp -d)
postgres=/tmp/madang-test-postgres-$(id -u)
database=madang_side_$$
one= two=
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
first=$(free_port) second=$(free_port)
end() {
    [ -z "$one" ] || kill "$one"
    [ -z "$two" ] || kill "$two"
    wait
    psql -qh "$postgres/socket" -U postgres -c "DROP DATABASE IF EXISTS $database" >/dev/null 2>&1
    rm -rf "$folder"
}
trap end EXIT
# 711: the server is another user.
mkdir -p -m 711 "$postgres" && exec 8>>"$postgres/use.lock" && flock -s 8
"$root/script/test-postgres" start "$postgres" >/dev/null 2>&1
psql -qh "$postgres/socket" -U postgres -c "CREATE DATABASE $database TEMPLATE template0" >/dev/null
url="postgresql:///$database?host=$postgres/socket&user=postgres"
printf 'files: "%s"\n' "$folder/files" >"$folder/settings.yaml"

starts() { # PORT: in the background; its process in $served
    "$MADANG" serve --store "$url" --config "$folder/settings.yaml" --port "$1" >"$folder/$1.log" 2>&1 8>&- &
    served=$!
}
is_ready() { # PORT
    for i in $(seq 100); do
        curl -sf "http://127.0.0.1:$1/readyz" >/dev/null && return
        sleep 0.1
    done
    cat "$folder/$1.log"
    return 1
}
# The hidden fields of the page's first form in main.
field() { sed -n "s/.*name=\"$2\" value=\"\([^\"]*\)\".*/\1/p" "$folder/$1" | tail -n 1; }
reads() { curl -sf -b "$folder/jar" -c "$folder/jar" -o "$folder/$1" "http://127.0.0.1:$2/en/$3"; }
sends() { # FORM PORT PATH FIELD…
    form=$1 port=$2 path=$3
    shift 3
    for name in sheet ground; do # what the form was filled from, where it says so
        value=$(field "$form" "$name")
        [ -z "$value" ] || set -- "$@" --data-urlencode "$name=$value"
    done
    curl -s -o "$folder/answer" -w '%{http_code}' -b "$folder/jar" -c "$folder/jar" -H "Origin: http://127.0.0.1:$port" \
        --data-urlencode "csrf=$(field "$form" csrf)" --data-urlencode "operation=$(field "$form" operation)" "$@" \
        "http://127.0.0.1:$port/en/$path" >"$folder/status"
    [ "$(cat "$folder/status")" = 303 ] || { cat "$folder/status" "$folder/answer"; return 1; }
}

check "a demonstration plays" "$MADANG" demo --store "$url" --config "$folder/settings.yaml" --until call
starts $first && one=$served
starts $second && two=$served
check "the first serves" is_ready $first
check "the second serves" is_ready $second
check "the sign-in is read at the first" reads sign-in $first account/sign-in/
check "and sent there" sends sign-in $first account/sign-in/ --data-urlencode address=applicant@madang.example \
    --data-urlencode password=open-yard-2026
check "the second knows the login" reads list $second prize/demo/apply/
application=$(sed -n 's|.*/prize/demo/apply/\([0-9]*\)/.*|\1|p' "$folder/list" | head -n 1)
check "a form is read at the second" reads form $second "prize/demo/apply/$application/project/"
check "and sent to the first" sends form $first "prize/demo/apply/$application/project/" \
    --data-urlencode "title=Said to the first" --data-urlencode category=people --data-urlencode tongue=en \
    --data-urlencode city=Medellín --data-urlencode country=CO --data-urlencode topics=water
check "the second reads what the first was told" reads form $second "prize/demo/apply/$application/project/"
check "it stands there" grep -q "Said to the first" "$folder/form"

# The committee's room is open at the first while the second seats a member.
hears() {
    for i in $(seq 40); do
        grep -q "$1" "$folder/stream" && return
        sleep 0.1
    done
    cat "$folder/stream"
    return 1
}
rm -f "$folder/jar"
check "an organiser reads the sign-in" reads sign-in $first account/sign-in/
check "and signs in" sends sign-in $first account/sign-in/ --data-urlencode address=organiser@madang.example \
    --data-urlencode password=open-yard-2026
curl -sN -b "$folder/jar" -o "$folder/stream" "http://127.0.0.1:$first/en/prize/demo/committee/live/" &
stream=$!
check "the room's stream begins at the first" hears '^:'
check "the room is read at the second" reads room $second prize/demo/committee/
check "a member is seated there" sends room $second prize/demo/committee/seats/ --data-urlencode name=Ada \
    --data-urlencode address=ada@city.example --data-urlencode seat=member
check "who listens to the first hears of it" hears '^data: reload$'
kill "$stream"
done_checking
