#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Asks the kernel tree what it offers, by compiling.
#
#	ask.sh KDIR ANSWERS [MAKE-ARGUMENT...]
#
# Each file in questions/ is compiled twice with the very kbuild call that
# builds the module: without KS_ASKED, where only the headers that it stands on
# must compile, and with it. A question whose premise does not compile is an
# error and stops the build: it must not read as a no. So does a tree where
# "yes" is answered no or "no" yes. ANSWERS becomes a header with one
# KS_HAVE_NAME of 0 or 1 a question.

set -u
kdir=$1
answers=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd) || exit 1
work=$here/asked
log=$work/log

die() {
	echo "kscribe: $*" >&2
	exit 1
}

rm -rf "$work"
mkdir -p "$work" || die "cannot write to $work"
names=$(cd "$here/questions" && ls ./*.c | sed 's|^\./||;s|\.c$||')
{
	# shellcheck disable=SC2016 # kbuild expands it
	echo 'ccflags-y := $(call cc-option,-Werror=incompatible-pointer-types -Werror=int-conversion,-Werror)'
	echo 'ccflags-y += -Werror=implicit-function-declaration'
	for name in $names; do
		echo "obj-m += premise_$name.o asked_$name.o"
		echo "#include \"../questions/$name.c\"" >"$work/premise_$name.c"
		printf '#define KS_ASKED\n#include "../questions/%s.c"\n' "$name" >"$work/asked_$name.c"
	done
} >"$work/Kbuild"

# Most of it fails to compile, and that is the point: -k goes on.
${MAKE:-make} -k -C "$kdir" M="$work" "$@" modules >"$log" 2>&1

compiler=$(sed -n 's/.*[ :]\([^ :]*\(cc\|gcc[-0-9.]*\|clang[-0-9.]*\)\): \(command \)\{0,1\}not found.*/\1/p' "$log" |
	head -n 1)
[ -z "$compiler" ] ||
	die "the compiler '$compiler', which $kdir was built with, is not installed: install it, or set CC"

compiled() {
	[ -f "$work/$1.o" ]
}

for name in $names; do
	compiled "premise_$name" || {
		grep -A4 "premise_$name\|questions/$name" "$log" | head -n 12 >&2
		[ -s "$log" ] && tail -n 3 "$log" >&2
		die "question '$name' cannot be asked of $kdir: what it stands on does not compile (whole log: $log)"
	}
done
compiled asked_yes || die "$kdir answers no to everything (whole log: $log)"
compiled asked_no && die "$kdir answers yes to everything (whole log: $log)"

{
	echo "/* What $kdir offers, as compat/ask.sh found it. */"
	for name in $names; do
		case $name in yes | no) continue ;; esac
		upper=$(echo "$name" | tr '[:lower:]' '[:upper:]')
		if compiled "asked_$name"; then
			echo "#define KS_HAVE_$upper 1"
		else
			echo "#define KS_HAVE_$upper 0"
		fi
	done
} >"$answers.new" && mv "$answers.new" "$answers" || die "cannot write $answers"
rm -rf "$work"
