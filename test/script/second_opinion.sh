#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Does another program, written from doc/record.md alone, come to the same shortlist and winners?
. "$(dirname "$0")/lib/tap.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
opinion="$(dirname "$0")/lib/second_opinion.py"
records="$(dirname "$0")/../records"

plays() {
    "$MADANG" demo --data "$folder/$1" --seed "$1" >"$folder/out" 2>&1 &&
        "$MADANG" export demo "$folder/$1.record" --data "$folder/$1" >"$folder/out" 2>&1
}
for seed in 1 2; do
    check "the year of seed $seed is played" plays "$seed"
    check "the second opinion on seed $seed is the same, and sees nine forgeries" python3 "$opinion" --doubt "$folder/$seed.record"
done
plays_calibrated() {
    "$MADANG" demo --data "$folder/calibrated" --seed 3 --applications 90 --experts 24 --calibrated >"$folder/out" 2>&1 &&
        "$MADANG" export demo "$folder/calibrated.record" --data "$folder/calibrated" >"$folder/out" 2>&1
}
check "a year is played in which the calibrated score decides" plays_calibrated
check "the second opinion solves its equations, comes to the same, and sees every forgery" python3 "$opinion" --doubt "$folder/calibrated.record"
for record in "$records"/*.jsonl; do
    check "the second opinion on $(basename "$record") is the same" python3 "$opinion" "$record"
done
done_checking
