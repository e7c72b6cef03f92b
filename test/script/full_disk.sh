#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A full disk: what cannot be kept is refused in plain words, what was kept stays, and when there is room
# again the server goes on.
. "$(dirname "$0")/lib/tap.sh"
folder=$(mktemp -d)
server=
if [ -z "${MADANG_IN_OWN_MOUNTS-}" ]; then
    unshare -rm true 2>/dev/null || {
        echo "ok 1 - a full disk # SKIP no file system can be mounted here"
        number=1
        rmdir "$folder"
        done_checking
        exit
    }
    rmdir "$folder"
    MADANG_IN_OWN_MOUNTS=1 exec unshare -rm "$0"
fi
end() {
    [ -z "$server" ] || kill "$server"
    wait
    umount "$folder/disk"
    rm -rf "$folder"
}
trap end EXIT
mkdir "$folder/disk" && mount -t tmpfs -o size=6m madang-test "$folder/disk"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
site=http://127.0.0.1:$port/en

is_ready() {
    for i in $(seq 100); do
        curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && return
        sleep 0.1
    done
    cat "$folder/log"
    return 1
}
fills() { ! dd if=/dev/zero of="$folder/disk/ballast" bs=4096 2>/dev/null; }
csrf() { sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$folder/form" | tail -n 1; }
registers() { # STATUS NAME
    curl -s -b "$folder/jar" -c "$folder/jar" -o "$folder/form" "$site/account/register/"
    curl -s -b "$folder/jar" -o "$folder/answer" -w '%{http_code}' -H "Origin: http://127.0.0.1:$port" \
        --data-urlencode "csrf=$(csrf)" --data "name=$2&address=$2@city.example" "$site/account/register/" >"$folder/status"
    [ "$(cat "$folder/status")" = "$1" ] || { cat "$folder/status" "$folder/answer"; return 1; }
}
mails() { [ "$("$MADANG" mail list --data "$folder/disk/data" --json | grep -c "$1@city.example")" = "$2" ]; }

check "a disk too small for the demonstration is said to be full" says 'madang demo: .*\(disk is full\|No space left\)' 1 \
    "$MADANG" demo --data "$folder/disk/demo"
rm -rf "$folder/disk/demo"
"$MADANG" serve --data "$folder/disk/data" --port "$port" >"$folder/log" 2>&1 &
server=$!
check "a server begins" is_ready
check "somebody registers" registers 303 early
check "the disk fills up" fills
check "who registers now is told that it failed" registers 500 late
check "pages are still shown" curl -sf -o /dev/null "$site/"
check "the log says why" grep -q 'disk is full' "$folder/log"
rm "$folder/disk/ballast"
check "with room again the same server goes on" registers 303 later
kill "$server"
wait "$server"
server=
check "what was answered with yes is there" mails early 1
check "also what came afterwards" mails later 1
check "what was answered with no is not" mails late 0
done_checking
