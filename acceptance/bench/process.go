// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// The kernel counts processor time in hundredths of a second on every Linux.
const tick = 10 * time.Millisecond

type memory struct {
	resident int // KiB
	written  int // KiB, of pages that are no copy of a file any more (a fresh file counts as dirty)
}

// Sums the lines of a /proc file that begin with one of the names; their unit is KiB.
func sumKiB(path string, names ...string) (int, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	sum, found := 0, 0
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		for _, name := range names {
			if len(fields) < 2 || fields[0] != name+":" {
				continue
			}
			value, err := strconv.Atoi(fields[1])
			if err != nil {
				return 0, fmt.Errorf("%s: %w", path, err)
			}
			sum += value
			found++
		}
	}
	if found != len(names) {
		return 0, fmt.Errorf("%s lacks one of %v", path, names)
	}
	return sum, nil
}

func memoryOf(pid int) (m memory, err error) {
	folder := fmt.Sprintf("/proc/%d/", pid)
	if m.resident, err = sumKiB(folder+"status", "VmRSS"); err != nil {
		return m, err
	}
	// Not the private pages: those of files count there or as shared depending on who else has
	// the file mapped, and as dirty for as long as a freshly built file is not on the disk.
	m.written, err = sumKiB(folder+"smaps_rollup", "Anonymous")
	return m, err
}

// Processor time of all threads so far, in user space and in the kernel.
func cpuOf(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name of the program may hold blanks; it ends with the last parenthesis.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	const utime, stime = 11, 12
	ticks := 0
	for _, at := range []int{utime, stime} {
		value, err := strconv.Atoi(fields[at])
		if err != nil {
			return 0, err
		}
		ticks += value
	}
	return time.Duration(ticks) * tick, nil
}
