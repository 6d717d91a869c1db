// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

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

// Processor time of all threads so far, in user space and in the kernel, of those that ended, too.
// /proc/PID/stat has the same in hundredths of a second, which is too coarse for a short round.
func cpuOf(pid int) (time.Duration, error) {
	var spent unix.Timespec
	const scheduled = 2 // CPUCLOCK_SCHED, as clock_getcpuclockid(3) makes such a clock
	err := unix.ClockGettime(int32(^pid<<3|scheduled), &spent)
	return time.Duration(spent.Nano()), err
}

// How much of the machine was used by programs that have nothing to do with the measurement, since
// a moment in the past. A neighbour on the same hardware (steal) is one of them.
type neighbours struct {
	began     time.Time
	busy, own time.Duration
}

func watchNeighbours() (n neighbours, err error) {
	n.began = time.Now()
	if n.own, err = cpuOfUs(); err != nil {
		return n, err
	}
	n.busy, err = cpuOfAll()
	return n, err
}

// Between 0 and 1, of all processors.
func (n neighbours) share() (float64, error) {
	now, err := watchNeighbours()
	if err != nil {
		return 0, err
	}
	theirs := (now.busy - n.busy) - (now.own - n.own)
	all := now.began.Sub(n.began) * time.Duration(runtime.NumCPU())
	return min(max(float64(theirs)/float64(all), 0), 1), nil
}

// This process and everything it has started and waited for.
func cpuOfUs() (time.Duration, error) {
	var sum time.Duration
	for _, who := range []int{unix.RUSAGE_SELF, unix.RUSAGE_CHILDREN} {
		var usage unix.Rusage
		if err := unix.Getrusage(who, &usage); err != nil {
			return 0, err
		}
		sum += time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	}
	return sum, nil
}

func cpuOfAll() (time.Duration, error) {
	const tick = 10 * time.Millisecond // on every Linux
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	fields := strings.Fields(line)
	const user, idle, iowait, steal = 1, 4, 5, 8
	if len(fields) <= steal {
		return 0, fmt.Errorf("/proc/stat begins with %q", line)
	}
	ticks := 0
	for i := user; i <= steal; i++ {
		if i == idle || i == iowait {
			continue
		}
		value, err := strconv.Atoi(fields[i])
		if err != nil {
			return 0, fmt.Errorf("/proc/stat: %w", err)
		}
		ticks += value
	}
	return time.Duration(ticks) * tick, nil
}

// What has to be known of a machine to understand figures from it.
func machine() string {
	model := "an unknown processor"
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, found := strings.Cut(line, ":"); found &&
				strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	kernel := "an unknown kernel"
	if text, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		kernel = "Linux " + strings.TrimSpace(string(text))
	}
	return fmt.Sprintf("%d cores of %s, %s", runtime.NumCPU(), model, kernel)
}
