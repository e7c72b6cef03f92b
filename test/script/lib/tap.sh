# SPDX-License-Identifier: Apache-2.0
# For test scripts: check NAME COMMAND… is a test; skipped NAME REASON is one that cannot be made
# here; done_checking ends the script with its plan.
number=0
check() {
    number=$((number + 1))
    what=$1
    shift
    if answer=$("$@" 2>&1); then
        echo "ok $number - $what"
    else
        echo "not ok $number - $what"
        printf '%s\n' "$answer" | sed 's/^/# /'
    fi
}
skipped() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}
done_checking() { echo "1..$number"; }

# gives STATUS COMMAND…: true if the command ends with that status; its output is kept in $printed.
gives() {
    status=$1
    shift
    printed=$("$@" 2>&1) && got=0 || got=$?
    printf '%s\n' "$printed"
    [ "$got" = "$status" ]
}
# says PATTERN STATUS COMMAND…: the same, and its output has a line that matches.
says() {
    pattern=$1
    shift
    gives "$@" && printf '%s\n' "$printed" | grep -q -e "$pattern"
}
