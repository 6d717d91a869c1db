# SPDX-License-Identifier: MPL-2.0
# docs/performance.tsv as a picture: a row per figure, a point per peer, ours at 1.
set terminal svg size 860,400 font "sans-serif,13" background "white"
set datafile separator "\t"
set datafile missing "-"

# Only multiples of ours have their place here: the other rows hold ratios of their own.
rows = "< awk -F '\\t' '/^figure/ || $2 == 1' performance.tsv"
stats rows skip 1 using 0 nooutput
peers_end = STATS_columns - 1 # behind the peers stands fork+exec, which is no plugin

set title "Cost as a multiple of ours: right of the line, ours needs less"
set logscale x
set xrange [0.1 < * : 10 < *]
set yrange [STATS_records - 0.5 : -0.5] # the first row on top
set grid linecolor rgb "#bbbbbb"
set border 1
set xtics nomirror
set ytics nomirror scale 0
set key outside bottom center horizontal
set arrow from 1, graph 0 to 1, graph 1 nohead linewidth 2 linecolor rgb "#333333"
array colours[4] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"] # told apart by everybody

plot for [i = 3 : peers_end] rows using i:0:ytic(1) with points pointtype 7 pointsize 1.2 \
    linecolor rgb colours[(i - 3) % 4 + 1] title columnheader(i)
