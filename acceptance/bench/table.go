// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// One row: a figure of each candidate.
type row struct {
	name      string
	format    string
	needsCall bool
	yardstick bool // fork and exec can be compared
	value     func(*candidate) float64
	note      func(*candidate) string // behind the value

	// What the results say: how often each costs as much as ours, by `cost` or else by `value`; or
	// a ratio of the candidate's own. A row without `result` is left out.
	result string
	cost   func(*candidate) float64
	own    func(*candidate) (float64, bool)
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func mebibytes(kib int) float64 { return float64(kib) / 1024 }

func rows() []row {
	return append(append(startRows(), callRows()...), row{
		name: "program file, MiB", format: "%.1f", result: "program file",
		value: func(c *candidate) float64 { return float64(fileBytes(c.binary)) / (1 << 20) },
	})
}

func startRows() []row {
	return []row{
		{name: "start until connected, ms", format: "%.1f", yardstick: true,
			result: "start until connected",
			value:  func(c *candidate) float64 { return milliseconds(c.figures.connected) }},
		{name: "start until first schema answer, ms", format: "%.1f", yardstick: true,
			result: "start until the first schema answer",
			value:  func(c *candidate) float64 { return milliseconds(c.figures.schema) }},
		{name: "types in the schema", format: "%.0f",
			value: func(c *candidate) float64 { return float64(c.figures.types) }},
		{name: "resident memory after it, MiB", format: "%.1f", result: "resident memory",
			value: func(c *candidate) float64 { return mebibytes(c.figures.memory.resident) }},
		{name: "written pages, MiB", format: "%.1f", result: "written memory",
			value: func(c *candidate) float64 { return mebibytes(c.figures.memory.written) }},
	}
}

func callRows() []row {
	return []row{
		{name: "CPU per UpgradeResourceState, µs", format: "%.1f", needsCall: true,
			result: "CPU per call, one at a time",
			value:  func(c *candidate) float64 { return microseconds(c.figures.cpuPerCall) }},
		{name: fmt.Sprintf("the same, %d at once", *atOnce), format: "%.1f", needsCall: true,
			result: fmt.Sprintf("CPU per call, %d at once", *atOnce),
			value:  func(c *candidate) float64 { return microseconds(c.figures.cpuCrowded) }},
		{name: fmt.Sprintf("calls per second, %d at once", *atOnce), format: "%.0f", needsCall: true,
			value:  func(c *candidate) float64 { return c.figures.perSecond },
			result: fmt.Sprintf("time per call, %d at once", *atOnce),
			cost:   func(c *candidate) float64 { return 1 / c.figures.perSecond }},
		growthRow(*calls, func(f *figures) (int, int) { return f.growth, f.grownOver }),
		growthRow(*calls+*crowded,
			func(f *figures) (int, int) { return f.crowdGrowth, f.crowdedUntil }),
	}
}

func growthRow(wanted int, growth func(*figures) (kib, made int)) row {
	return row{
		name: fmt.Sprintf("growth over %d calls, MiB", wanted), format: "%.2f", needsCall: true,
		value: func(c *candidate) float64 {
			kib, _ := growth(&c.figures)
			return mebibytes(kib)
		},
		note: func(c *candidate) string {
			if _, made := growth(&c.figures); made < wanted {
				return fmt.Sprintf(" (%d)", made)
			}
			return ""
		},
		result: fmt.Sprintf("growth over %d calls / resident memory", wanted),
		own: func(c *candidate) (float64, bool) {
			kib, made := growth(&c.figures)
			return max(float64(kib), 0) / float64(c.figures.memory.resident), made >= wanted
		},
	}
}

func (r row) applies(c *candidate) bool { return !r.needsCall || len(c.call) > 0 }

func ratio(a, b float64) string {
	if b <= 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", a/b)
}

// A row's cells: the raw figures, then each yardstick and peer as a multiple of ours.
func (r row) cells(candidates []*candidate, exec time.Duration) []string {
	ours := r.value(candidates[0])
	raw, ratios := []string{"-"}, []string{"-"}
	if r.yardstick {
		raw[0] = fmt.Sprintf(r.format, milliseconds(exec))
		ratios[0] = ratio(milliseconds(exec), ours)
	}
	for i, c := range candidates {
		text, times := "-", "-"
		if r.applies(c) {
			text = fmt.Sprintf(r.format, r.value(c))
			if r.note != nil {
				text += r.note(c)
			}
			if r.own == nil { // differences near zero have no ratio worth printing
				times = ratio(r.value(c), ours)
			}
		}
		raw = append(raw, text)
		if i > 0 {
			ratios = append(ratios, times)
		}
	}
	return append(append([]string{r.name}, raw...), ratios...)
}

func (m *measurement) print(out io.Writer) {
	fmt.Fprintln(out, machine())
	head := []string{fmt.Sprintf("medians of %d starts, %d rounds", *starts, *rounds), "fork+exec"}
	ratios := []string{"fork+exec/ours"}
	for i, c := range m.candidates {
		head = append(head, c.name)
		if i > 0 {
			ratios = append(ratios, c.name+"/ours")
		}
	}
	lines := [][]string{append(head, ratios...)}
	for _, r := range rows() {
		lines = append(lines, r.cells(m.candidates, m.exec))
	}
	printAligned(out, lines)
	if m.planned != nil {
		fmt.Fprintln(out)
		m.planned.print(out)
	}
	if m.isDisturbed() {
		fmt.Fprintf(out, "\nOther programs used %s of the machine meanwhile: "+
			"absolute values are not to be trusted, ratios only roughly.\n", m.percentDisturbed())
	}
}

func (p *planned) print(out io.Writer) {
	printAligned(out, [][]string{
		{fmt.Sprintf("plan of %d unchanged objects, %s API latency, medians of %d", *objects,
			*latency, *plans), "host alone", "ours", "ours/host alone"},
		{"seconds", fmt.Sprintf("%.2f", p.host.Seconds()), fmt.Sprintf("%.2f", p.ours.Seconds()),
			ratio(p.ours.Seconds(), p.host.Seconds())},
		{"requests", "0", fmt.Sprint(p.requests), "-"},
	})
}

func (m *measurement) isDisturbed() bool { return m.disturbed > 0.1 }

func (m *measurement) percentDisturbed() string { return fmt.Sprintf("%.0f %%", 100*m.disturbed) }

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
