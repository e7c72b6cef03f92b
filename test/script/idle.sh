#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Connections that say nothing more starve nobody, also where the shell allows few descriptors.
. "$(dirname "$0")/lib/tap.sh"
folder=$(mktemp -d)
server=
end() {
    [ -z "$server" ] || kill "$server"
    wait
    rm -rf "$folder"
}
trap end EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

# N heads that never end, and how long a whole request takes beside them.
cat >"$folder/idle.py" <<'END'
import http.client, socket, sys, time
port, count = int(sys.argv[1]), int(sys.argv[2])
lines = []
for i in range(count):
    lines.append(socket.create_connection(("127.0.0.1", port)))
    lines[-1].sendall(b"GET / HTTP/1.1\r\nX-Idle: ")
for i in range(5):
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/en/")
    assert connection.getresponse().status == 200
    assert time.monotonic() - began < 3
END
(ulimit -Sn 300 && exec "$MADANG" serve --data "$folder/data" --port "$port") >"$folder/log" 2>&1 &
server=$!
for i in $(seq 100); do
    curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && break
    sleep 0.1
done
check "a thousand idle connections starve nobody" python3 "$folder/idle.py" "$port" 1000
check "a port that is taken is named" says "cannot listen at 127.0.0.1, port $port: Address already in use" 1 \
    "$MADANG" serve --data "$folder/other" --port "$port"
done_checking
