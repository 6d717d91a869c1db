#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# Puts the ratios of docs/performance.tsv into docs/performance.md, between the two marks, and draws
# docs/performance.svg.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../docs"

# table: a sentence about the machine, then the rows as Markdown.
table() {
    awk -F '\t' '
        /^# / { print "Measured on " substr($0, 3) ".\n"; next }
        {
            line = "|"
            for (i = 1; i <= NF; i++) line = line " " $i " |"
            print line
            if (!head++) {
                line = "|---|"
                for (i = 2; i <= NF; i++) line = line "--:|"
                print line
            }
        }' performance.tsv
}

page=$(mktemp)
table >"$page.table"
awk -v table="$page.table" '
    /^<!-- end of figures -->$/ { inside = 0 }
    !inside { print }
    /^<!-- figures: / {
        inside = 1
        while ((getline line < table) > 0) print line
    }' performance.md >"$page"
cat "$page" >performance.md
rm "$page" "$page.table"

gnuplot "$here/plot.gp" >performance.svg
