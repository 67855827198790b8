#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Prints the list of events as a page of Markdown: records, members, and where
# in a line each is shown.
set -eu

list=$(dirname "$0")/../uapi/events.def

awk -F'[(,)]' '
function trim(text) { gsub(/^[ \t"]+|[ \t"]+$/, "", text); return text }
function head(title, note) {
	printf "\n### %s\n\n%s\n\n| member | type | place in the line | shown as |\n|---|---|---|---|\n",
		title, note
}
/^KS_GROUP\(/ { head("members of `" $2 "`", "Part of other records.") }
/^KS_EVENT\(/ {
	category = trim($5)
	head("`" $2 "`, number " trim($3),
	     (category == "NONE" ? "Feeds the daemon only." : "A line of its own.") " Class: " \
	     tolower(trim($4)) ".")
}
/^\tKS_FIELD\(/ {
	member = trim($4); type = trim($3); place = trim($5)
	printf "| `%s` | `%s` | %s | %s |\n", member, type, place == "" ? "" : "`" place "`", trim($6)
}
/^\tKS_SUB\(/ {
	printf "| `%s` | members of `%s` | %s | %s |\n", trim($4), trim($3),
		trim($5) == "" ? "" : "`" trim($5) "`", trim($6)
}
/^\tKS_STRING\(/ {
	printf "| `%s` | string | %s | %s |\n", trim($3), trim($4) == "" ? "" : "`" trim($4) "`",
		trim($5)
}
' "$list"
