#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The command line: its statuses and its words.
. "$(dirname "$0")/lib/tap.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf 'prot: 1\nport: x\n' >"$folder/bad.yaml"

check "no command is a mistake of usage" says '^usage: madang COMMAND' 2 "$MADANG"
check "help lists the commands" says '^  check-config FILE' 0 "$MADANG" help
check "help explains one command" says '^  --json' 0 "$MADANG" help routes
check "--help is help" says '^usage: madang' 0 "$MADANG" --help
check "--help of a word that begins several commands lists them" says '^  prize load' 0 "$MADANG" prize --help
check "the version is printed" says '^madang [0-9]*\.[0-9]*\.[0-9]*$' 0 "$MADANG" --version
check "a misspelt command gets a hint" says 'did you mean “routes”?' 2 "$MADANG" rotes
check "a misspelt option gets a hint" says 'did you mean --json?' 2 "$MADANG" routes --jsno
check "a bad configuration names line and column" says "bad.yaml:2:7: This must be a whole number" 1 \
    "$MADANG" check-config "$folder/bad.yaml"
check "a misspelt key is named" says "bad.yaml:1:1: “prot” is not known here" 1 \
    "$MADANG" check-config "$folder/bad.yaml"
printf 'site: {zone: Asia/Soul}\n' >"$folder/zone.yaml"
check "an unknown time zone is refused" says 'site.zone: “Asia/Soul” is not a time zone' 1 \
    "$MADANG" check-config "$folder/zone.yaml"
"$MADANG" check-config --example >"$folder/good.yaml"
check "the printed example is in order" says "is in order" 0 "$MADANG" check-config "$folder/good.yaml"
check "the reference in doc/ is the printed one" sh -c \
    '"$MADANG" check-config --reference | diff - "$(dirname "$0")/../../doc/configuration.md"' "$0"
check "a file that is not there is no" says "No such file" 1 "$MADANG" check-config "$folder/none.yaml"
check "routes as JSON is JSON" sh -c '"$MADANG" routes --json | python3 -m json.tool'

# json STATUS EXPRESSION COMMAND…: its output is JSON and nothing else, of which the expression holds.
json() {
    expected=$1 holds=$2
    shift 2
    printed=$("$@" 2>/dev/null) && got=0 || got=$?
    printf '%s\n' "$printed"
    [ "$got" = "$expected" ] && printf '%s' "$printed" | python3 -c "import json, sys
it = json.load(sys.stdin)
assert $holds"
}
check "a good configuration as JSON" json 0 'it["good"] and it["public_url"] == "http://127.0.0.1:8080" and not it["problems"]' \
    "$MADANG" check-config "$folder/good.yaml" --json
check "a bad one names its places in JSON" json 1 \
    'not it["good"] and [one["at"] for one in it["problems"]] == ["line 1, column 1", "line 2, column 7"]' \
    "$MADANG" check-config "$folder/bad.yaml" --json
check "there is no JSON of the reference" gives 2 "$MADANG" check-config --reference --json

# Every command takes the same place; one that opens no store leaves it alone.
check "routes take a place" gives 0 "$MADANG" routes --data "$folder/unmade"
check "check-config takes a place" gives 0 "$MADANG" check-config "$folder/good.yaml" --data "$folder/unmade"
check "verify takes a place" says 'The file is empty' 1 "$MADANG" verify /dev/null --store "$folder/unmade"
check "and none is made" test ! -e "$folder/unmade"
check "a key that is none is a mistake of usage" says '64 hex digits' 2 "$MADANG" verify /dev/null --key 0a
check "an import of nothing is a mistake of usage" says 'give --applications' 2 \
    "$MADANG" prize import demo --data "$folder/unmade"
touch "$folder/file"
check "a directory that cannot be is no, at once" says 'Not a directory' 1 \
    timeout 20 "$MADANG" serve --data "$folder/file/data" --port 1024

# Who only reads, or changes what is there, begins no store.
makes_none() {
    says 'there is no store in .*/unmade' 1 "$MADANG" "$@" --data "$folder/unmade" && test ! -e "$folder/unmade"
}
cp "$(dirname "$0")/../data/edition-one-round.yaml" "$folder/edition.yaml"
printf 'a\n1\n' >"$folder/some.csv"
check "export makes no store" makes_none export demo "$folder/record"
check "key makes no store" makes_none key
check "user list makes no store" makes_none user list
check "user role makes no store" makes_none user role ada@city.example grant organiser
check "user password makes no store" makes_none user password ada@city.example --link
check "mail list makes no store" makes_none mail list
check "mail show makes no store" makes_none mail show 1
check "mail retry makes no store" makes_none mail retry 1
check "mail send makes no store" makes_none mail send
check "a dry run of an edition makes no store" makes_none prize load "$folder/edition.yaml" --dry-run
check "an import makes no store" makes_none prize import demo --experts "$folder/some.csv"
check "a rehearsal makes no store" makes_none prize rehearse "$folder/edition.yaml" demo
check "nor does prize fragility" makes_none prize fragility demo
check "a rehearsal of nothing is a mistake of usage" gives 2 "$MADANG" prize rehearse "$folder/edition.yaml"
check "a rehearsal with a file that is no edition names line and column" says 'bad.yaml:1:1: ' 1 \
    "$MADANG" prize rehearse "$folder/bad.yaml" "$folder/none.record"
check "a record that is not there is no" says 'none.record cannot be read: No such file' 1 \
    "$MADANG" prize rehearse "$folder/edition.yaml" "$folder/none.record"
check "the first edition of a store makes it" gives 0 "$MADANG" prize load "$folder/edition.yaml" --data "$folder/first"
check "an import into no edition names no line" says '^madang prize import: There is no such edition' 1 \
    "$MADANG" prize import nope --experts "$folder/some.csv" --data "$folder/first"
check "and is then what a dry run compares with" says 'unchanged, version 1 (dry run' 0 \
    "$MADANG" prize load "$folder/edition.yaml" --dry-run --data "$folder/first"

data="$folder/data"
check "the first person of a store makes it" gives 0 "$MADANG" user add eve@city.example --data "$data"
check "a misspelt role is given to nobody" says 'there is no role: organizer' 1 \
    "$MADANG" user add ada@city.example --role organizer --data "$data"
check "and no account was made" gives 1 sh -c '"$MADANG" user list --data "$1" | grep ada' - "$data"
check "an account gets a role" says '/account/reset/' 0 "$MADANG" user add ada@city.example --role organiser --data "$data"
check "a role of no edition is given to nobody" says 'there is no scope: prize/1' 1 \
    "$MADANG" user role ada@city.example grant expert --scope prize/1 --data "$data"
check "the role is listed" says 'site:organiser$' 0 "$MADANG" user list --data "$data"
check "and is taken away" gives 0 "$MADANG" user role ada@city.example revoke organiser --data "$data"

check "a new account's link as JSON" json 0 \
    'it["address"] == "mei@city.example" and "/account/reset/" in it["link"]' \
    "$MADANG" user add mei@city.example --json --data "$data"
with_password() { echo 'quiet-yard-of-stones' | "$MADANG" user add "$1" --password --json --data "$data"; }
check "a password needs no link" json 0 'it["address"] == "lin@city.example" and it["link"] is None' with_password lin@city.example
check "the link to a new password as JSON" json 0 '"/account/reset/" in it["link"]' \
    "$MADANG" user password mei@city.example --link --json --data "$data"
check "a refused account prints none" sh -c \
    'test -z "$("$MADANG" user add mei@city.example --json --data "$1" 2>/dev/null)"' - "$data"
cat >"$folder/mail.yaml" <<END
store: $data
mail: {server: "smtp://127.0.0.1:9"}
END
check "how many mails were tried, as JSON" json 0 'it == {"tried": 0}' \
    "$MADANG" mail send --json --config "$folder/mail.yaml"
check "a mail that cannot be tried again, as JSON" json 1 'it == {"retried": 0}' "$MADANG" mail retry 1 --json --data "$data"
check "the demonstration's sign-ins as JSON" json 0 \
    'it["password"] and {one["role"] for one in it["sign_ins"]} >= {"Organiser", "Applicant", "Expert"}' \
    "$MADANG" demo --applications 60 --experts 16 --until call --json --data "$folder/demo"

check "a full disk is a failure" sh -c '! "$MADANG" help >/dev/full'
done_checking
