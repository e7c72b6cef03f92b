#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# script/test itself: what may never pass for a success.
. "$(dirname "$0")/lib/tap.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/script" "$folder/test/script" "$folder/bin"
cp "$root/script/test" "$folder/script/test"
printf '#!/bin/sh\necho "[]"\n' >"$folder/bin/meson"
chmod +x "$folder/bin/meson"

# told STATUS PATTERN BODY: the runner, with one test script of that body.
told() {
    printf '#!/bin/sh\n%s\n' "$3" >"$folder/test/script/one.sh"
    chmod +x "$folder/test/script/one.sh"
    says "$2" "$1" env PATH="$folder/bin:$PATH" "$folder/script/test"
}
check "passed tests are counted" told 0 '^2 passed, 0 failed$' 'echo 1..2; echo ok 1 - a; echo ok 2 - b'
check "a failed test fails the run" told 1 '^1 passed, 1 failed$' 'echo 1..2; echo ok 1; echo not ok 2 - b; exit 1'
check "its name is printed" told 1 'FAILED script/one: b' 'echo 1..1; echo not ok 1 - b; exit 1'
check "a crash is a failure" told 1 '^1 passed, 1 failed$' 'echo 1..1; echo ok 1; kill -SEGV $$'
check "too few results are a failure" told 1 '^1 passed, 1 failed$' 'echo 1..2; echo ok 1'
check "no plan is a failure" told 1 '^1 passed, 1 failed$' 'echo ok 1'
check "silence is a failure" told 1 '^0 passed, 1 failed$' 'exit 0'
check "a bad status is a failure" told 1 '^1 passed, 1 failed$' 'echo 1..1; echo ok 1; exit 5'
check "a skipped test is told with its reason" told 0 'skipped: b (no root)' 'echo 1..2; echo ok 1 - a; echo "ok 2 - b # SKIP no root"'
check "the reason that a test program gave is told" told 0 'skipped: b (no root)' \
    'echo 1..2; echo ok 1 - a; echo "skipped: no root"; echo "not ok 2 # SKIP b"'
done_checking
