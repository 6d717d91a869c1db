// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// One row: a figure of each candidate. `yardstick` is set where fork and exec can be compared.
type row struct {
	name      string
	format    string
	needsCall bool
	yardstick bool
	noRatio   bool // differences near zero have none worth printing
	value     func(*candidate) float64
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func mebibytes(kib int) float64 { return float64(kib) / 1024 }

func rows() []row {
	return []row{
		{name: "start until connected, ms", format: "%.1f", yardstick: true,
			value: func(c *candidate) float64 { return milliseconds(c.figures.connected) }},
		{name: "start until first schema answer, ms", format: "%.1f", yardstick: true,
			value: func(c *candidate) float64 { return milliseconds(c.figures.schema) }},
		{name: "types in the schema", format: "%.0f",
			value: func(c *candidate) float64 { return float64(c.figures.types) }},
		{name: "resident memory after it, MiB", format: "%.1f",
			value: func(c *candidate) float64 { return mebibytes(c.figures.memory.resident) }},
		{name: "written pages, MiB", format: "%.1f",
			value: func(c *candidate) float64 { return mebibytes(c.figures.memory.written) }},
		{name: "CPU per UpgradeResourceState, µs", format: "%.0f", needsCall: true,
			value: func(c *candidate) float64 { return microseconds(c.figures.cpuPerCall) }},
		{name: fmt.Sprintf("the same, %d at once", *atOnce), format: "%.0f", needsCall: true,
			value: func(c *candidate) float64 { return microseconds(c.figures.cpuCrowded) }},
		{name: fmt.Sprintf("calls per second, %d at once", *atOnce), format: "%.0f", needsCall: true,
			value: func(c *candidate) float64 { return c.figures.perSecond }},
		{name: fmt.Sprintf("growth over %d calls, MiB", *calls), format: "%.2f", needsCall: true,
			noRatio: true,
			value:   func(c *candidate) float64 { return mebibytes(c.figures.growth) }},
		{name: fmt.Sprintf("growth over %d calls, MiB", *calls+*crowded), format: "%.2f",
			needsCall: true, noRatio: true,
			value: func(c *candidate) float64 { return mebibytes(c.figures.crowdGrowth) }},
		{name: "program file, MiB", format: "%.1f",
			value: func(c *candidate) float64 { return float64(fileBytes(c.binary)) / (1 << 20) }},
	}
}

func ratio(a, b float64) string {
	if b <= 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", a/b)
}

// A row's cells: the raw figures, then ours as a multiple of each yardstick and peer.
func (r row) cells(candidates []*candidate, exec time.Duration) []string {
	ours := r.value(candidates[0])
	raw, ratios := []string{"-"}, []string{"-"}
	if r.yardstick {
		raw[0] = fmt.Sprintf(r.format, milliseconds(exec))
		ratios[0] = ratio(ours, milliseconds(exec))
	}
	for i, c := range candidates {
		text, times := "-", "-"
		if !r.needsCall || len(c.call) > 0 {
			text = fmt.Sprintf(r.format, r.value(c))
		}
		if text != "-" && !r.noRatio {
			times = ratio(ours, r.value(c))
		}
		raw = append(raw, text)
		if i > 0 {
			ratios = append(ratios, times)
		}
	}
	return append(append([]string{r.name}, raw...), ratios...)
}

func printTable(out io.Writer, candidates []*candidate, exec time.Duration) {
	head := []string{fmt.Sprintf("medians of %d starts", *starts), "fork+exec"}
	ratios := []string{"ours/fork+exec"}
	for i, c := range candidates {
		head = append(head, c.name)
		if i > 0 {
			ratios = append(ratios, "ours/"+c.name)
		}
	}
	lines := [][]string{append(head, ratios...)}
	for _, r := range rows() {
		lines = append(lines, r.cells(candidates, exec))
	}
	printAligned(out, lines)
}

// The first column to the left, the others to the right.
func printAligned(out io.Writer, lines [][]string) {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for _, line := range lines {
		padded := []string{fmt.Sprintf("%-*s", widths[0], line[0])}
		for i, cell := range line[1:] {
			padded = append(padded, fmt.Sprintf("%*s", widths[i+1], cell))
		}
		fmt.Fprintln(out, strings.Join(padded, "  "))
	}
}
