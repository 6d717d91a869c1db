// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"syscall"
	"testing"
	"time"
)

// Pages that were only read belong to the file, whoever else has it mapped.
func TestOnlyWrittenPagesCount(t *testing.T) {
	const size = 64 << 20
	file, err := os.CreateTemp(".", "pages-") // /tmp may be in memory, where no page is clean
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if _, err := file.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := file.Sync(); err != nil { // what the disk lacks counts as dirty, whoever wrote it
		t.Fatal(err)
	}
	pages, err := syscall.Mmap(int(file.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(pages)

	before := writtenNow(t)
	var sum byte
	for i := 0; i < size; i += os.Getpagesize() {
		sum += pages[i]
	}
	read := writtenNow(t)
	for i := 0; i < size; i += os.Getpagesize() {
		pages[i] = sum + 1
	}
	written := writtenNow(t)

	const half = size / 2 / 1024
	if read-before > half {
		t.Errorf("reading %d KiB counted as %d", size/1024, read-before)
	}
	if written-read < half {
		t.Errorf("writing %d KiB counted as %d", size/1024, written-read)
	}
}

func writtenNow(t *testing.T) int {
	m, err := memoryOf(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	return m.written
}

// The clock of a process by its id tells what the kernel accounts to that process.
func TestProcessorTimeOfAProcess(t *testing.T) {
	before, accounted := spentNow(t)
	enough := accounted + accounted/2 + 20*time.Millisecond
	for sum, now := 0, accounted; now < enough; _, now = spentNow(t) {
		for i := range 1 << 20 {
			sum ^= i
		}
	}
	after, accountedAfter := spentNow(t)
	if ratio := float64(after-before) / float64(accountedAfter-accounted); ratio < 0.5 || ratio > 2 {
		t.Errorf("the clock of the process shows %.2f of what is accounted to it", ratio)
	}
}

func spentNow(t *testing.T) (clock, accounted time.Duration) {
	clock, err := cpuOf(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	accounted, err = cpuOfUs()
	if err != nil {
		t.Fatal(err)
	}
	return clock, accounted
}
