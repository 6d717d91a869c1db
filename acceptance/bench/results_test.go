// SPDX-License-Identifier: MPL-2.0

package main

import (
	"slices"
	"testing"
)

// A peer twice as slow at twice the memory costs 2 in both rows; what it did not finish is left
// out.
func TestResultsAreMultiplesOfOurs(t *testing.T) {
	like := func(factor, made int) *candidate {
		f := figures{perSecond: 1000 / float64(factor), crowdGrowth: 50, crowdedUntil: made}
		f.memory = memory{resident: 100 * factor, written: 10 * factor}
		return &candidate{name: "x", call: []byte{1}, figures: f}
	}
	m := &measurement{candidates: []*candidate{like(1, *calls+*crowded), like(2, 10)}}
	wanted := map[string][]string{
		"resident memory":                           {"1.00", "2.00", "-"},
		"time per call, 10 at once":                 {"1.00", "2.00", "-"},
		"growth over 50000 calls / resident memory": {"0.50", "-", "-"},
	}
	found := 0
	for _, line := range m.results() {
		if cells, looked := wanted[line[0]]; looked {
			found++
			if !slices.Equal(line[1:], cells) {
				t.Errorf("%s: %v instead of %v", line[0], line[1:], cells)
			}
		}
	}
	if found != len(wanted) {
		t.Errorf("%d of %d rows", found, len(wanted))
	}
}
