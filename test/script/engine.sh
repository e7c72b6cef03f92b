#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# madang engine: assignment, its check and selection from spreadsheets, without a server or a store.
. "$(dirname "$0")/lib/tap.sh"
lib=$(cd "$(dirname "$0")/lib" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
engine() { "$MADANG" engine "$@"; }
file() { printf "$2" >"$1"; }
# values KEYS COMMAND…: what these keys of the JSON it prints have.
values() {
    keys=$1
    shift
    "$@" | python3 -c 'import json, sys; said = json.load(sys.stdin); print(*(said[key] for key in sys.argv[1].split()))' "$keys"
}
# changed FILE SED COMMAND…: the command, after the file was changed; then it is as it was.
changed() (
    file=$1
    cp "$file" "$file.kept"
    sed -i "$2" "$file"
    shift 2
    "$@" && result=0 || result=$?
    mv "$file.kept" "$file"
    exit $result
)

# ---- assignment
head='application,expert,affinity'
file pairs.csv "$head"'\nA10,Kim,0.9\nA10,Lee,0.4\nA2,Kim,0.8\nA2,Lee,0.1\nA2,Park,0.25\nA3,Park,0.5\nA3,Lee,0.3\n'
file chosen.csv "$head"'\nA2,Kim,0.8\nA3,Park,0.5\nA10,Lee,0.4\n'
all='--demand 1 --load 1'
check "an assignment is told in words" says 'Every place is filled (3)' 0 engine assign pairs.csv $all
check "its sum is exact, and proven" says 'sum of affinities  *1.7  *proven' 0 engine assign pairs.csv $all
check "as JSON too" says '^1.7 0.4 True True 1 1 3 7 A10$' 0 \
    values 'objective worst feasible certified load_min load_max pairs pairs_possible worst_application' \
    engine assign pairs.csv $all --json
check "the pairs and the proof are written" gives 0 engine assign pairs.csv $all --out out.csv --certificate proof.csv
check "in the order in which people list names" diff chosen.csv out.csv
check "the proof holds" says 'is proven by' 0 engine check pairs.csv out.csv proof.csv
check "and says for what" says '1 experts for each of 3 applications' 0 engine check pairs.csv out.csv proof.csv
check "as JSON too" says '^True 1.7$' 0 values 'proven objective' engine check pairs.csv out.csv proof.csv --json
(echo $head && sed 1d pairs.csv | sort -r) >mixed.csv
engine assign mixed.csv $all --out out-mixed.csv --certificate proof-mixed.csv >words
check "another order of lines gives the same pairs" cmp out.csv out-mixed.csv
engine assign pairs.csv --demand 1 --load 1 --out - >piped.csv 2>words
check "- is standard output" cmp out.csv piped.csv
check "and the words go elsewhere" grep -q 'Every place' words
check "standard input is read" sh -c 'cat pairs.csv | "$MADANG" engine assign - --demand 1 --load 1 | grep -q "Every place"'
check "a pipe is read, though twice" sh -c 'mkfifo pipe; cat pairs.csv >pipe & "$MADANG" engine assign pipe --demand 1 --load 1 | grep -q "Every place"'
check "spreadsheets of other countries are read" sh -c \
    'printf "\357\273\277"; sed "s/,/;/g; s/\./,/; s/$/\r/" pairs.csv | "$MADANG" engine assign - --demand 1 --load 1 | grep -q " 1.7 "'
file loads.csv 'expert,load,load_min\nKim,2\nPark,1,1\nChoi,3,2\n'
check "experts have their own loads" says 'Choi (0 of 2)' 1 engine assign pairs.csv --demand 1 --load 1 --loads loads.csv
check "an expert without a load is named" says '“Lee” is not in it' 1 engine assign pairs.csv --demand 1 --loads loads.csv
file loads-all.csv 'expert,load\nKim,2\nPark,1\n'
file matrix.in '2 3\n0.5 0 1\n1 0.25 0.5\n'
check "a matrix is read" says '^2 True$' 0 values 'objective feasible' engine assign matrix.in $all --json
check "in it a 0 may be a conflict" says '^5 True$' 0 values 'pairs_possible feasible' \
    engine assign matrix.in $all --zero-is-conflict --json
file units.csv "$head"'\nA,Kim,80\nA,Lee,100\nB,Lee,33.25\n'
check "affinities may have any unit" says '^113.25$' 0 values objective engine assign units.csv $all --json
check "what it finds is what trying every choice finds" python3 "$lib/brute.py" "$MADANG" "$(mktemp -d -p "$folder")"

# ---- what cannot be
file short.csv "$head"'\nA1,Kim,1\nA2,Kim,1\nA3,Kim,1\nA3,Lee,1\nA4,,\n'
check "what cannot be is no" says 'NOT POSSIBLE: 3 of 4 places stay empty' 1 engine assign short.csv --demand 1 --load 1 --loads /dev/stdin <<END
expert,load
Kim,1
Lee,0
END
check "why is said by names" says 'A4 needs 1 expert, and nobody may judge it' 1 engine assign short.csv $all
sed -i 5,6d short.csv
check "with the applications that need too much, and whom they would need" \
    says 'Why: A[123] and A[123] together need 2 places filled, and those who may judge them (Kim) can fill 1.' 1 \
    engine assign short.csv $all --out out.csv --certificate proof.csv
check "what can be is written" says '^A.,Kim,1$' 0 cat out.csv
check "and proven" says '2 places stay empty, and no assignment fills more' 0 engine check short.csv out.csv proof.csv
check "the names are in JSON" says "\['A.', 'A.'\], 'experts': \['Kim'\]" 0 values violated engine assign short.csv $all --json

# ---- proofs that are none
engine assign pairs.csv $all --out out.csv --certificate proof.csv >words
no() { says "$@" && ! printf '%s\n' "$printed" | grep -q 'is proven'; }
checking='engine check pairs.csv out.csv proof.csv'
check "a worse assignment is not proven" no 'the sum of affinities is 1, and proof.csv speaks of 1.7' 1 \
    changed out.csv 's/A10,Lee,0.4/A10,Kim,0.9/; s/A2,Kim,0.8/A2,Lee,0.1/; /A3/d' $checking
check "nor with its own sum" no 'the sums of the certificate are not those of the assignment' 1 \
    changed out.csv 's/A10,Lee,0.4/A10,Kim,0.9/; s/A2,Kim,0.8/A2,Park,0.25/; s/A3,Park,0.5/A3,Lee,0.3/' \
    changed proof.csv 's/^sum,,170/sum,,145/' $checking
check "nor with all of its sums" no 'does not prove the sum' 1 \
    changed out.csv 's/A10,Lee,0.4/A10,Kim,0.9/; s/A2,Kim,0.8/A2,Park,0.25/; s/A3,Park,0.5/A3,Lee,0.3/' \
    changed proof.csv 's/^sum,,170/sum,,145/; s/^worst,A10,40/worst,A2,25/' $checking
check "a pair that is not there is named by its line" no 'out.csv:4: pairs.csv has no such pair' 1 \
    changed out.csv 's/A10,Lee,0.4/A10,Park,0.4/' $checking
check "a pair that stands there twice is named" no 'out.csv:5: this pair stands in line 4 already' 1 \
    changed out.csv '$p' $checking
check "an affinity that was changed is named" no 'out.csv:3: the affinity of this pair is 0.5' 1 \
    changed out.csv 's/0.5/0.6/' $checking
check "an expert with too many is named" no '“Kim” has 2 applications, and may have 1' 1 \
    changed out.csv 's/A10,Lee,0.4/A10,Kim,0.9/' $checking
check "an application with too many is named" no '“A3” has 2 experts, and 1 are demanded' 1 \
    changed out.csv 's/A10,Lee,0.4/A3,Lee,0.3/' $checking
check "a stranger is named" no 'out.csv:2:4: the expert “Eve” is not in pairs.csv' 1 changed out.csv 's/Kim/Eve/' $checking
check "a changed price proves nothing" no 'does not prove the sum' 1 changed proof.csv 's/^expert,Lee,[0-9]*/expert,Lee,99/' $checking
check "nor does one with a greater load" no 'does not prove the sum' 1 changed proof.csv '/^expert,Kim/s/1$/2/' $checking
check "nor a greater demand" no 'the sums of the certificate' 1 changed proof.csv 's/^demand,,1/demand,,2/' $checking
check "nor one without an expert" no 'the expert “Lee” of pairs.csv is not in it' 1 changed proof.csv /Lee/d $checking
check "nor one of another file" no 'it proves another file' 1 changed pairs.csv 's,0.5,0.555,' $checking
check "nor one without an item" no 'the item “missing_cost” is missing' 1 changed proof.csv /^missing_cost/d $checking
check "nor one of another rule" no 'the rule “assign/9” is not known' 1 changed proof.csv s,assign/1,assign/9, $checking
check "nor one with an unknown item" no 'proof.csv:3:1: there is no item “objektive”' 1 changed proof.csv 's/^objective/objektive/' $checking
check "a file is not its own proof" no 'the first line must name the columns: item,name' 1 engine check pairs.csv out.csv out.csv

# ---- the worst-off first
file fair.csv "$head"'\nA10,Kim,1\nA10,Lee,0.5\nA2,Kim,0.5\nA2,Lee,0\nA3,Park,0.7\n'
check "an assignment may be for the worst-off" says 'worst-off  *0.5   A2, proven: none is greater' 0 \
    engine assign fair.csv $all --objective worst --out out.csv --certificate proof.csv
checking='engine check fair.csv out.csv proof.csv'
check "its proof holds" says 'The affinity of the worst-off application is 0.5; no assignment has more' 0 $checking
check "as JSON too" says '^True True 0.5 0.5 worst$' 0 values 'checked proven worst bound aim' $checking --json
check "leximin is proven likewise" says '^True 0.5$' 0 values 'certified bound' engine assign fair.csv $all --objective leximin --json
check "a changed weight proves nothing" no 'do not give the bound' 1 changed proof.csv '/^weight,A2/s/[0-9]*,,$/0,,/' $checking
check "nor does a lower bound" no 'do not give the bound' 1 changed proof.csv '/^bound/s/5/4/' $checking
check "a greater bound is true, and no proof" says 'no assignment has more than 0.6' 0 changed proof.csv '/^bound/s/5/6/' $checking
check "which is said" says 'that nothing is better is NOT proven' 0 changed proof.csv '/^bound/s/5/6/' $checking
check "in JSON too" says '^True False 0.6$' 0 values 'checked proven bound' changed proof.csv '/^bound/s/5/6/' $checking --json
check "a price is not negative" no 'do not give the bound' 1 changed proof.csv '/^expert,Kim/s/Kim,[0-9]*/Kim,-1/' $checking
check "an application without a weight is named" no '“A3” of fair.csv has no weight in it' 1 changed proof.csv /^weight,A3/d $checking
check "each aim has its rule" no 'rule “worst/1” is not known to this program: of “sum” it knows “assign/1”' 1 \
    changed proof.csv s/^objective,worst/objective,sum/ $checking
check "another assignment of the same sum is not proven" no 'the sums are not those of the assignment' 1 \
    changed out.csv 's/A10,Lee,0.5/A10,Kim,1/; s/A2,Kim,0.5/A2,Lee,0/' $checking
check "where all choices were tried and the bound is higher, both is told" says '0.4   A10; every other choice was tried' 0 \
    engine assign pairs.csv $all --objective worst
check "but nothing is certified" says '^False 0.4 0.5$' 0 values 'certified worst bound' engine assign pairs.csv $all --objective worst --json
check "that places must be empty is proven too" says '2 places stay empty, and no assignment fills more' 0 sh -c \
    '"$MADANG" engine assign short.csv --demand 1 --load 1 --objective worst --out o.csv --certificate p.csv >words
     "$MADANG" engine check short.csv o.csv p.csv'
check "and not believed" no 'places are empty, and it is not proven that they must be' 1 changed p.csv '/^short,/d; /^short_/s/[0-9]/0/' \
    engine check short.csv o.csv p.csv

# ---- by lot
file lots.csv "$head"',cap\nA,Kim,1,\nA,Lee,0.5,\nA,Park,0.2,\nB,Kim,0.9,\nB,Lee,0.4,512\nB,Park,0.3,\nC,Kim,0.1,\nC,Lee,0.8,\nC,Park,0.6,\n'
lots='engine assign lots.csv --demand 1 --load 1 --objective random'
check "pairs may be drawn by lot" says 'expected sum  *2.1   proven' 0 $lots
check "without a cap this is the greatest sum" says '^2.1 2.1 True$' 0 values 'objective objective_uncapped certified' $lots --json
check "under one it is exact in its digits" says '^2.05 2.1 True 512 True$' 0 \
    values 'objective objective_uncapped certified cap feasible' $lots --cap-1024 512 --json
check "a cap alone means lots" says '^random$' 0 values aim engine assign lots.csv --demand 1 --load 1 --cap-1024 512 --json
check "too low a cap is no" says 'Why: the caps. Without them every place could be filled' 1 $lots --cap-1024 300
check "with what stays empty on average" says '^0.36328125 False True$' 0 values 'missing feasible certified' $lots --cap-1024 300 --json
$lots --cap-1024 512 --out out.csv --certificate proof.csv --chances chances.csv >words
check "chances are written" says '^A,Kim,1,0.5$' 0 cat chances.csv
check "the draw has each of its pairs from them" sh -c 'sed 1d out.csv | while read -r pair; do grep -q "^$pair," chances.csv || exit 1; done'
lot_check='engine check lots.csv out.csv proof.csv'
check "its proof holds" says 'The expected sum of affinities is 2.05; no assignment' 0 $lot_check
check "and is for these chances" says 'none is above its cap (512 of 1024' 0 $lot_check
check "as JSON too" says '^True random 2.05 512$' 0 values 'proven aim objective cap' $lot_check --json
by_lot() { engine assign lots.csv --demand 1 --load 1 --cap-1024 512 "$@" 2>/dev/null; }
drawn() { for seed in $(seq "$1"); do by_lot --seed "$seed" --out - | grep -c "$2"; done; }
check "another seed draws another" test "$(drawn 20 A,Kim | sort -u | wc -l)" = 2
check "as often as the chances say" test "$(drawn 200 A,Kim | grep -c 1)" -gt 70 -a "$(drawn 200 A,Kim | grep -c 1)" -lt 130
by_lot --seed 7 --chances - >other.csv
check "which are the same" cmp other.csv chances.csv
(sed 1q lots.csv && sed 1d lots.csv | sort -r) >mixed.csv
check "another order of lines gives the same" sh -c '"$MADANG" engine assign mixed.csv --demand 1 --load 1 --cap-1024 512 --out - --chances other.csv 2>/dev/null | cmp - out.csv && cmp other.csv chances.csv'
check "a chance above its cap proves nothing" no 'a chance is above its cap' 1 changed proof.csv '/^cap/s/512/511/' $lot_check
check "nor above a cap of the file" no 'a chance is above its cap' 1 changed lots.csv 's/A,Kim,1,/A,Kim,1,511/' $lot_check
check "nor a changed chance" no 'the sums of the certificate are not those of the chances' 1 changed proof.csv '/^chance,A/s/512/511/' $lot_check
check "nor one left out" no 'the sums of the certificate' 1 changed proof.csv '/^chance,A.*Kim/d' $lot_check
check "nor one twice" no 'a pair has a chance that may have none, or twice' 1 changed proof.csv '/^chance,A.*Kim/p' $lot_check
check "nor a changed price" no 'does not prove the sum' 1 changed proof.csv '/^expert,Kim/s/Kim,[-0-9]*/Kim,9/' $lot_check
check "a stranger's chance is named" no 'the expert “Eve” is not in lots.csv' 1 changed proof.csv '/^chance,A/s/Kim/Eve/' $lot_check
file foreign.csv "$head"'\nA,Kim,1\nB,Kim,0.9\nC,Lee,0.8\n'
check "what nobody may have is no draw" no '“Kim” has 2 applications' 1 engine check lots.csv foreign.csv proof.csv
file foreign.csv "$head"'\nA,Kim,1\nC,Lee,0.8\n'
check "nor is half of one" no 'cannot be a draw of these chances' 1 engine check lots.csv foreign.csv proof.csv

# ---- published optima
shared=${MADANG_SHARED_DATA:-$lib/../../../../shared/data}/assignment
if [ -e "$shared/capped.json" ]; then
    check "published capped optima are reached and proven at every cap" python3 "$lib/published.py" "$MADANG" "$shared"
    for aim in worst leximin; do
        for worst in 10:1.25 12:1.5; do
            check "$aim: with load ${worst%:*} the worst-off of aamas2015 gets ${worst#*:}, and this is proven" \
                says "^${worst#*:} ${worst#*:} True True\$" 0 values 'worst bound feasible certified' \
                engine assign "$shared/aamas2015.in" --demand 3 --load ${worst%:*} --objective $aim --json
        done
    done
else
    skipped "published optima are reached" "$shared is not there"
fi

# ---- bad input: all of it is named, and nothing is written
file bad.csv "$head"'\nA,R,NaN\nA,S,-1\nA,T,9223372036854775808\nA,U,1e400\nA,V,\nB,R,1\nB,R,0.5\n\0x,R,1\n'
rm -f out.csv
check "numbers that are none are named" says 'bad.csv:2:5: the affinity “NaN” is not a number' 1 engine assign bad.csv $all --out out.csv
for words in 'bad.csv:3:5: the affinity “-1” is negative' 'bad.csv:4:5: .* is greater than 1,000,000' \
    'bad.csv:5:5: .* is greater than 1,000,000' 'bad.csv:6:5: the affinity is missing' \
    'bad.csv:8: “B” and “R” stand in line 7 already' 'bad.csv:9:1: .* control character'; do
    check "so is: $words" says "$words" 1 engine assign bad.csv $all
done
check "nothing is written" test ! -e out.csv
check "an expert may be named like a path" sh -c \
    'printf "application,expert,affinity\n../../etc/passwd,/dev/null,1\n" | "$MADANG" engine assign - --demand 1 --load 1 --out - 2>/dev/null | grep -qx "../../etc/passwd,/dev/null,1"'
python3 -c 'print("application,expert,affinity"); print("A," + "x" * 10000000 + ",1"); [print("A,R%d,0.5" % i) for i in range(3)]' >long.csv
check "a name of 10 MB is refused by its line" says 'long.csv:2: the line is longer than 64 KiB' 1 engine assign long.csv $all
python3 -c 'print("application,expert,affinity"); [print("A,R%d,0.5" % i) for i in range(1000000)]' >wide.csv
check "a million experts with one pair each are assigned" says '^1.5 True 1000000$' 0 values 'objective certified experts' \
    engine assign wide.csv --demand 3 --load 1 --json
sed -i '2s/.*/A,R0,0.7/; 3s/.*/A,R1,0.000001/' wide.csv
check "and proven" sh -c '"$MADANG" engine assign wide.csv --demand 3 --load 1 --out o.csv --certificate p.csv >words &&
    "$MADANG" engine check wide.csv o.csv p.csv'
check "an empty file is refused" says 'the file is empty' 1 engine assign /dev/null $all
check "a directory is refused" says 'is a directory' 1 engine assign / $all
check "endless zeros are refused" says 'NUL byte' 1 timeout 20 "$MADANG" engine assign /dev/zero $all
check "noise is refused" says 'first line must name' 1 timeout 20 "$MADANG" engine assign /dev/urandom $all
check "a file that is not there is refused" says 'No such file' 1 engine assign none.csv $all
check "CP949 is refused in words" says 'is not UTF-8: save the file as “CSV UTF-8”' 1 sh -c \
    'printf "application,expert,affinity\n\274\255\277\357,R,1\n" | "$MADANG" engine assign - --demand 1 --load 1'
check "a workbook is refused in words" says 'save it as “CSV UTF-8”' 1 sh -c \
    'printf "PK\003\004\024" | "$MADANG" engine assign - --demand 1 --load 1'
check "where nothing can be written, that is a failure" says 'cannot be written' 1 engine assign pairs.csv $all --out none/out.csv
check "a full disk is a failure" gives 1 engine assign pairs.csv $all --out /dev/full
check "and leaves no half of a file" sh -c '! ls | grep part'

# Each place where a file is read, given what is none: {} is that file.
engine assign pairs.csv $all --out out.csv --certificate proof.csv >words
printf 'application,expert,affinity,score\n\274\255\277\357,R,1,1\n' >cp949.csv
printf '\177ELF\002\001\001\000\000' >binary
: >empty
{ head -c 10000000 /dev/zero | tr '\0' x; echo; } >line
for reads in "assign {} $all" "assign pairs.csv $all --loads {}" "check {} out.csv proof.csv" "check pairs.csv {} proof.csv" \
    "check pairs.csv out.csv {}" "calibrate {}" "select {} --places 1"; do
    for bad in empty binary cp949.csv line /dev/urandom / none.csv; do
        check "$bad is refused by: $reads" says "^$bad\(:[0-9]*\)*: \|^madang engine [a-z]*: $bad" 1 \
            timeout 20 "$MADANG" engine $(echo "$reads" | sed "s,{},$bad,")
    done
done

# ---- usage
check "all options go together" says '^{' 0 engine assign pairs.csv --demand 1 --load 1 --load-min 0 --loads loads-all.csv \
    --objective random --cap-1024 1024 --seed 7 --json --out all.csv --certificate all-proof.csv
check "what is demanded must be said" says 'demand is missing' 2 engine assign pairs.csv --load 1
check "and the loads" says 'load is missing' 2 engine assign pairs.csv --demand 1
check "an objective that is not there is said to be none" says 'is one of sum' 2 engine assign pairs.csv $all --objective best
check "one file cannot be two" says 'is one that is read, or' 2 engine assign pairs.csv $all --out x --certificate x
check "what is read is not written over" says 'is one that is read' 2 engine assign pairs.csv $all --out pairs.csv
check "a cap goes with chance" says 'go with --objective random' 2 engine assign pairs.csv $all --objective sum --cap-1024 500
check "so do chances" says 'go with --objective random' 2 engine assign pairs.csv $all --chances x
check "a cap is from 1 to 1024" says 'cap-1024' 2 engine assign pairs.csv $all --cap-1024 0
check "and no more" says 'cap-1024' 2 engine assign pairs.csv $all --cap-1024 1025
check "a place is taken and left alone" gives 0 engine assign pairs.csv $all --data "$folder/unmade"
check "and none is made" test ! -e "$folder/unmade"

# ---- selection
cat >scores.csv <<END
application,score,category,region,impact
A1,9.1,x,Europe,8
A2,8.9,x,Europe,7
A3,8.8,y,Europe,7
A4,8.2,y,Asia,5
A5,8.2,y,Asia,6
A6,7.5,x,Africa,5
A7,7.4,y,Africa,4
A8,,y,Africa,4
END
selects() { engine select scores.csv --places 4 "$@"; }
check "the best pass" says '1 *9.1 *A1 *by rank' 0 selects
check "of equals the lot decides, and is told" says '8.2 .*as good as A., and the lot decided' 0 selects
check "or a criterion" says '4 *8.2 *A5 *by rank; as good as A4, and Impact decided' 0 selects --tie criteria --criteria Impact
check "or all pass" says ' 5 pass' 0 selects --tie all-pass
check "a floor lifts, and who it lifts is told" says 'A6 *for the floor region=Africa:1, where A[45] would stand' 0 \
    selects --floor region=Africa:1
check "with its cost" says 'would stand where A6 stands: that costs 0.7\.' 0 selects --floor region=Africa:1
check "a cap holds back" says 'A3 *the cap region=\*:2 is full' 0 selects --cap 'region=*:2'
check "with its cost" says 'The caps that are full cost 0.6' 0 selects --cap 'region=*:2'
check "the reserve is listed" says '1 *8.8 *A3 *once the cap' 0 selects --cap 'region=*:2'
check "a floor that cannot be met is no" says 'floor region=Oceania:1 cannot be met: 1 lacking' 1 selects --floor region=Oceania:1
check "a floor counts from a score on" says 'region=Africa:2@7.5 cannot be met: 1 lacking' 1 selects --floor region=Africa:2@7.5
check "as JSON" says '^4 34.3 35 0.7$' 0 values 'passed score_sum score_sum_free cost' selects --floor region=Africa:1 --json
selects --out all.csv >words
check "all are written" says '^8,A8,,no,unscored,,,,$' 0 cat all.csv
check "another order of lines gives the same" sh -c '(sed 1q scores.csv && sed 1d scores.csv | sort -r) >mixed.csv &&
    "$MADANG" engine select mixed.csv --places 4 --out - 2>/dev/null | cmp - all.csv'
check "a misspelt column gets a hint" says 'there is no column “regio”, which --floor names; did you mean “region”' 1 \
    selects --floor regio=Africa:1
check "a floor without a number is refused" says 'is not like region=Africa:2' 2 selects --floor region=Africa
check "criteria go with their rule" says 'go together' 2 selects --criteria impact
check "a score that is none is named" says 'scores.csv:3:4: the score “8.9x” is not a number' 1 \
    changed scores.csv 's/8.9/8.9x/' selects
check "an application that stands there twice is named" says 'scores.csv:3:1: the application “A1” stands in line 2 already' 1 \
    changed scores.csv 's/A2/A1/' selects
check "places must be said" says 'places is missing' 2 engine select scores.csv

# ---- calibration
python3 - >given.csv <<END
import random
chance = random.Random(3)
severity = [chance.gauss(0, 1) for _ in range(8)]
print("application,expert,score")
for a in range(20):
    strength = chance.gauss(6, 1)
    for e in chance.sample(range(8), 3):
        print(f"A{a + 1},R{e + 1},{strength - severity[e] + chance.gauss(0, .6):.1f}")
print("A1,New,7")
END
calibrates() { engine calibrate given.csv --places 6 "$@"; }
check "scores are calibrated, and how sure ranks are is told" says '  1  .* 1 … [0-9]*  *[0-9.]* %  *3  A' 0 calibrates
check "the line is drawn" says 'the line: 6 pass' 0 calibrates
check "severities are told" says '[+-][0-9.]*  .*  R3$' 0 calibrates
check "but not of whom too little can be compared" says '? .* 1  New   only 1 of the reviews can be compared, and 3 are needed' 0 calibrates
check "scores and severities solve their equations" python3 "$lib/normal_equations.py" "$MADANG" "$(mktemp -d -p "$folder")"
calibrates --out one.csv --experts one-experts.csv --json --further 10 | grep -v seconds >one.json
check "applications are written, the best first" says '^1,A[0-9]*,3,[0-9.]*,[0-9.]*,[0-9.]*,[0-9.]*,1,[0-9]*,[0-9.]*$' 0 sed -n 2p one.csv
check "experts are written, with what is not known left out" says '^New,1,1,,,0,,,too-few$' 0 cat one-experts.csv
(sed 1q given.csv && sed 1d given.csv | sort -r) >mixed.csv
check "another order of lines gives the same" sh -c '"$MADANG" engine calibrate mixed.csv --places 6 --json --further 10 | grep -v seconds | cmp - one.json'
check "other draws come by another seed" sh -c '! "$MADANG" engine calibrate given.csv --places 6 --json --further 10 --seed 1 | grep -v seconds | cmp -s - one.json'
check "without draws nothing is said of ranks" says '^None None 0$' 0 sh -c \
    '"$MADANG" engine calibrate given.csv --places 6 --draws 0 --json |
     python3 -c "import json, sys; said = json.load(sys.stdin); row = said[\"applications\"][0]; print(row[\"rank_from\"], row[\"above\"], said[\"draws\"])"'
check "where more reviews pay is told" says 'Where [0-9]* further reviews would tell most' 0 calibrates --further 10
check "with what they are expected to save" says 'wrong side of the line: [0-9.]* applications now, [0-9.]* after' 0 calibrates --further 10
check "hours come to reviews" sh -c '"$MADANG" engine calibrate given.csv --places 6 --json --hours 5 --minutes 30 | grep -v seconds | cmp - one.json'
check "no application gets more than allowed" sh -c '! "$MADANG" engine calibrate given.csv --places 6 --further 10 --each 1 | grep " [2-9] more "'
file few.csv 'application,expert,score\nA,K,3\nB,K,4\n'
check "too few scores are refused in words" says 'NOT CALIBRATED: there are too few scores' 1 engine calibrate few.csv
check "and the means are told" says '^  *1  *4.000  *4.000  *1  B$' 1 engine calibrate few.csv
python3 -c 'print("application,expert,score"); [print(f"A{a},R{e},5") for a in range(6) for e in range(4)]' >equal.csv
check "equal scores are refused in words" says 'NOT CALIBRATED: all scores are equal' 1 engine calibrate equal.csv --further 3 --places 2
python3 -c 'print("application,expert,score"); [print(f"A{a},R{e + a // 9 * 4},{a * 7 % 5 + e * 3 + a * e % 2}") for a in range(18) for e in range(4)]' >apart.csv
check "groups that nothing connects are told" says 'fall into 2 groups that no shared application connects' 0 engine calibrate apart.csv
check "and who is only comparable within one" says 'R7   compared with those of group 2 alone' 0 engine calibrate apart.csv
file bad.csv 'application,expert,score\nA,R,NaN\nA,S,9223372036854775808\nA,T,1e400\nA,U,0.0000001\nA,V,\nB,../../x,-1\nB,../../x,1\n'
for words in 'bad.csv:2:5: the score “NaN” is not a number' 'bad.csv:3:5: .* is greater than 1,000,000' \
    'bad.csv:4:5: .* is greater than' 'bad.csv:5:5: .* more than six decimal places' 'bad.csv:6:5: the score is missing' \
    'bad.csv:8: “B” and “../../x” stand in line 7 already'; do
    check "bad scores are named: $words" says "$words" 1 engine calibrate bad.csv
done
sed 's/affinity/score/; s/^A,R0,0.7$/A,R0,7/' wide.csv >wide-scores.csv
check "a million experts are too many, and that is told" says '1000000 experts .* are more than can be calibrated' 1 \
    engine calibrate wide-scores.csv
check "nothing is empty" says 'the file is empty' 1 engine calibrate /dev/null
check "noise is refused" says 'first line must name' 1 timeout 20 "$MADANG" engine calibrate /dev/urandom
sed 's/affinity/score/' long.csv >long-scores.csv
check "a line of 10 MB is named" says 'long-scores.csv:2: the line is longer than 64 KiB' 1 engine calibrate long-scores.csv
check "further reviews need a line" says 'need --places' 2 engine calibrate given.csv --further 3
check "hours and reviews are one" says 'say the same' 2 calibrates --further 3 --hours 3
check "what is read is not written over" says 'is the one that is read' 2 calibrates --out given.csv
done_checking
