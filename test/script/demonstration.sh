#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The demonstration: one seed is one record, whatever the store, the locale, the time zone.
. "$(dirname "$0")/lib/tap.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
postgres=/tmp/madang-test-postgres-$(id -u)
database=madang_demo_$$
drop() { psql -qh "$postgres/socket" -U postgres -c "DROP DATABASE IF EXISTS $database" >/dev/null 2>&1; }
trap 'drop; rm -rf "$folder"' EXIT

plays() { # NAME VARIABLE=VALUE… -- OPTION…
    name=$1
    shift
    while [ "$1" != -- ]; do export "$1"; shift; done
    shift
    "$MADANG" demo --data "$folder/$name" "$@" >"$folder/$name.out" 2>&1 || { cat "$folder/$name.out"; return 1; }
}
exports() { "$MADANG" export demo "$folder/$1.record" --data "$folder/$1" --sealed; }
said() { grep -q -e "$2" "$folder/$1.out"; }

check "it plays its year" plays first --
check "240 arrive" said first '^call: 240 applications'
check "40 are candidates" said first '^candidates: 40 of '
check "21 win" said first '^winners: 21'
check "a second year is refused in the same store" gives 1 "$MADANG" demo --data "$folder/first"
check "its record is exported" exports first
mkfifo "$folder/pipe"
timeout 60 cat "$folder/pipe" >"$folder/piped.record" &
check "a pipe is written into and stays one" sh -c \
    '"$MADANG" export demo "$1/pipe" --data "$1/first" --sealed && test -p "$1/pipe"' - "$folder"
wait
check "with the same bytes" cmp "$folder/piped.record" "$folder/first.record"
check "its record verifies" "$MADANG" verify "$folder/first.record"
(
    check "it plays again elsewhere" plays second TZ=Pacific/Auckland LC_ALL=tr_TR.UTF-8 -- --seed 1
)
number=10
check "its record is exported there" exports second
check "the same seed gives the same bytes" cmp "$folder/first.record" "$folder/second.record"
check "another seed plays" plays third -- --seed 2
check "its record is exported too" exports third
check "another seed gives another record" gives 1 cmp -s "$folder/first.record" "$folder/third.record"
for stop in call screening assessment panel committee; do
    check "it stops at the $stop" plays "$stop" -- --until "$stop"
done
check "a small year with few experts plays" plays small -- --applications 60 --experts 16
check "all of it arrives" said small '^call: 60 applications'
check "many applications and few experts play" plays many -- --applications 1000 --experts 60 --until panel
check "all of them arrive" said many '^call: 1000 applications'
rules=$root/assets/demo-edition.yaml
sed '/by: category, value: leadership, count: 6/d' "$rules" >"$folder/other.yaml"
sed 's/code: learning/code: teaching/' "$rules" >"$folder/strange.yaml"
check "its own rules over it change nothing" says 'The candidates would be the same' 0 \
    "$MADANG" prize rehearse "$rules" demo --data "$folder/first"
check "nor over its record" says 'The candidates would be the same' 0 "$MADANG" prize rehearse "$rules" "$folder/first.record"
check "a floor less changes places" says 'Before: by the floor for category leadership.*Because of: the floors' 0 \
    "$MADANG" prize rehearse "$folder/other.yaml" demo --data "$folder/first"
check "another rubric is refused in words" says 'the criterion learning, by which it was judged, is missing' 1 \
    "$MADANG" prize rehearse "$folder/strange.yaml" "$folder/first.record"
check "what a result hangs on is told" says '^26-.* does not pass. It would be otherwise:' 0 \
    "$MADANG" prize fragility demo --round panel --data "$folder/first"
check "of the last round with scores, if none is named" sh -c '"$MADANG" prize fragility demo --data "$1/first" --json >"$1/first.json" &&
    "$MADANG" prize fragility demo --data "$1/first" --round panel --json | cmp - "$1/first.json"' - "$folder"
check "a round of screening has no scores" says 'no round “screening” with scores' 1 \
    "$MADANG" prize fragility demo --round screening --data "$folder/first"
check "no SQL stands in src/demo" gives 1 grep -rnE 'SQL\(|store_write|store_row|platform/store/store\.h' "$root/src/demo"

if [ -x /usr/lib/postgresql/15/bin/postgres ]; then
    mkdir -p -m 711 "$postgres" && exec 8>>"$postgres/use.lock" && flock -s 8
    "$root/script/test-postgres" start "$postgres" >/dev/null 2>&1
    psql -qh "$postgres/socket" -U postgres -c "CREATE DATABASE $database TEMPLATE template0" >/dev/null
    url="postgresql:///$database?host=$postgres/socket&user=postgres"
    printf 'files: "%s"\n' "$folder/files" >"$folder/settings.yaml"
    check "it plays on PostgreSQL" "$MADANG" demo --store "$url" --config "$folder/settings.yaml"
    check "its result hangs on the same there" sh -c \
        '"$MADANG" prize fragility demo --store "$1" --config "$2/settings.yaml" --json | cmp - "$2/first.json"' - "$url" "$folder"
    check "and rules are rehearsed there" says 'The candidates would be the same' 0 \
        "$MADANG" prize rehearse "$rules" demo --store "$url" --config "$folder/settings.yaml"
    check "its record is exported from there" "$MADANG" export demo "$folder/postgres.record" --store "$url" --sealed
    check "both stores give the same bytes" cmp "$folder/first.record" "$folder/postgres.record"
else
    number=$((number + 1))
    echo "ok $number - it plays on PostgreSQL # SKIP no /usr/lib/postgresql/15"
fi
done_checking
