#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# script/bootstrap, with dpkg-query, apt-get and id replaced.
. "$(dirname "$0")/lib/tap.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
cat >"$folder/bin/dpkg-query" <<'END'
#!/bin/sh
shift 3
for package in "$@"; do
    case " $ABSENT " in *" $package "*) ;; *) printf 'installed:%s ' "$package" ;; esac
done
END
printf '#!/bin/sh\necho "$@" >>"$APT_LOG"\n' >"$folder/bin/apt-get"
printf '#!/bin/sh\necho 1000\n' >"$folder/bin/id"
chmod +x "$folder"/bin/*
export APT_LOG="$folder/apt.log"
bootstrap() { env PATH="$folder/bin:$PATH" ABSENT="$1" "$root/script/bootstrap" "$2"; }

check "all there is silent" gives 0 bootstrap "" run
check "apt was not called" [ ! -e "$APT_LOG" ]
check "without root the one command is printed" says \
    '^  sudo apt-get install --no-install-recommends libfyaml-dev libcsv-dev$' 1 bootstrap "libfyaml-dev libcsv-dev" run
check "and nothing is installed" [ ! -e "$APT_LOG" ]
check "what only tests need is not asked for to run" gives 0 bootstrap "libcmocka-dev" run
check "but to test" says 'libcmocka-dev' 1 bootstrap "libcmocka-dev" test
check "an unknown list is a mistake of usage" gives 2 bootstrap "" everything
done_checking
