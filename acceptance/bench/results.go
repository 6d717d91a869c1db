// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"strings"
)

// The results file is what docs/performance.md is made of: the machine, then ratios only, one row
// per line, columns parted by tabs. Where the column of ours is 1, the others are multiples of
// ours; otherwise each has its own ratio.
func (m *measurement) write(path string) error {
	text := "# " + machine()
	if m.isDisturbed() {
		text += fmt.Sprintf("; other programs used %s of it meanwhile", m.percentDisturbed())
	}
	for _, line := range m.results() {
		text += "\n" + strings.Join(line, "\t")
	}
	return os.WriteFile(path, []byte(text+"\n"), 0o644)
}

func (m *measurement) results() [][]string {
	head := []string{"figure"}
	for _, c := range m.candidates {
		head = append(head, c.name)
	}
	lines := [][]string{append(head, "fork+exec")}
	for _, r := range rows() {
		if r.result != "" {
			lines = append(lines, m.result(r))
		}
	}
	if m.planned == nil {
		return lines
	}
	return append(lines,
		m.only(fmt.Sprintf("plan of %d unchanged keys / host alone", *objects),
			ratio(m.planned.ours.Seconds(), m.planned.host.Seconds())),
		m.only(fmt.Sprintf("requests of a plan of %d unchanged keys", *objects),
			fmt.Sprint(m.planned.requests)))
}

func (m *measurement) result(r row) []string {
	cost := r.cost
	if cost == nil {
		cost = r.value
	}
	ours := cost(m.candidates[0])
	line := []string{r.result}
	for _, c := range m.candidates {
		text := "-"
		if r.own != nil && r.applies(c) {
			if own, known := r.own(c); known {
				text = fmt.Sprintf("%.2f", own)
			}
		} else if r.applies(c) {
			text = ratio(cost(c), ours)
		}
		line = append(line, text)
	}
	if r.yardstick {
		return append(line, ratio(milliseconds(m.exec), ours))
	}
	return append(line, "-")
}

// A row of which only ours is known.
func (m *measurement) only(name, value string) []string {
	line := []string{name, value}
	for len(line) < len(m.candidates)+2 {
		line = append(line, "-")
	}
	return line
}
