// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

type figures struct {
	connected   time.Duration // median
	schema      time.Duration // median, from the start as well
	types       int
	memory      memory // after the schema
	cpuPerCall  time.Duration
	cpuCrowded  time.Duration // per call as well
	perSecond   float64
	growth      int // KiB, over the calls one after the other
	crowdGrowth int // KiB, over all counted calls
}

func median[T int | time.Duration](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}

// Starts everything in turn, so that a noisy moment hits all alike. Returns the median of the
// yardstick.
func measureStarts(candidates []*candidate) (time.Duration, error) {
	var nothing []time.Duration
	samples := make([]startSamples, len(candidates))
	for range *starts {
		began := time.Now()
		if err := exec.Command("/bin/true").Run(); err != nil {
			return 0, err
		}
		nothing = append(nothing, time.Since(began))
		for i, c := range candidates {
			if err := samples[i].add(c); err != nil {
				return 0, fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	for i, c := range candidates {
		samples[i].conclude(&c.figures)
	}
	return median(nothing), nil
}

type startSamples struct {
	connected, schema []time.Duration
	resident, written []int
	types             int
}

func (samples *startSamples) add(c *candidate) error {
	began := time.Now()
	s, err := start(c)
	if err != nil {
		return err
	}
	defer s.end()
	answer, err := s.schema()
	if err != nil {
		return err
	}
	took := time.Since(began)
	m, err := memoryOf(s.pid)
	if err != nil {
		return err
	}
	samples.connected = append(samples.connected, s.connected)
	samples.schema = append(samples.schema, took)
	samples.resident = append(samples.resident, m.resident)
	samples.written = append(samples.written, m.written)
	samples.types, err = countTypes(answer)
	return err
}

func (samples *startSamples) conclude(f *figures) {
	f.connected = median(samples.connected)
	f.schema = median(samples.schema)
	f.memory = memory{median(samples.resident), median(samples.written)}
	f.types = samples.types
}

func (c *candidate) measureCalls() error {
	if len(c.call) == 0 {
		return nil
	}
	s, err := start(c)
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.repeat(c.call, *warmup, *atOnce); err != nil {
		return err
	}
	before, err := memoryOf(s.pid)
	if err != nil {
		return err
	}
	if err := c.measureOneByOne(s); err != nil {
		return err
	}
	after, err := memoryOf(s.pid)
	if err != nil {
		return err
	}
	c.figures.growth = after.resident - before.resident
	if err := c.measureCrowd(s); err != nil {
		return err
	}
	after, err = memoryOf(s.pid)
	c.figures.crowdGrowth = after.resident - before.resident
	return err
}

func (c *candidate) measureOneByOne(s *session) error {
	spent, err := s.cpuWhile(func() error { return s.repeat(c.call, *calls, 1) })
	c.figures.cpuPerCall = spent / time.Duration(*calls)
	return err
}

func (c *candidate) measureCrowd(s *session) error {
	began := time.Now()
	spent, err := s.cpuWhile(func() error { return s.repeat(c.call, *crowded, *atOnce) })
	c.figures.perSecond = float64(*crowded) / time.Since(began).Seconds()
	c.figures.cpuCrowded = spent / time.Duration(*crowded)
	return err
}

// The provider's processor time while something runs.
func (s *session) cpuWhile(something func() error) (time.Duration, error) {
	before, err := cpuOf(s.pid)
	if err != nil {
		return 0, err
	}
	if err := something(); err != nil {
		return 0, err
	}
	after, err := cpuOf(s.pid)
	return after - before, err
}

// Makes `count` calls, `atOnce` of them outstanding at any time; every answer is looked at.
func (s *session) repeat(request []byte, count, atOnce int) error {
	var left atomic.Int64
	var crowd sync.WaitGroup
	errs := make(chan error, atOnce)
	left.Store(int64(count))
	for range atOnce {
		crowd.Add(1)
		go func() {
			defer crowd.Done()
			for left.Add(-1) >= 0 {
				if _, err := s.upgrade(request); err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	crowd.Wait()
	close(errs)
	return <-errs // nil when there was none
}

func fileBytes(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
