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
	connected time.Duration // median
	schema    time.Duration // median, from the start as well
	types     int
	memory    memory // after the schema

	// Of calls; medians of the rounds.
	cpuPerCall time.Duration
	cpuCrowded time.Duration // per call as well
	perSecond  float64
	// What resident memory has grown by, and over how many calls.
	growth, crowdGrowth     int // KiB
	grownOver, crowdedUntil int
}

func median[T int | float64 | time.Duration](values []T) T {
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

// A candidate that is being called, and what the rounds so far have shown.
type called struct {
	*candidate
	session  *session
	resident int // KiB, when everything that is made once has been made
	made     int

	cpu       []time.Duration // per call
	perSecond []float64
}

// Calls everything in turn, round by round, for the same reason; first one call at a time, then
// several at once.
func measureCalls(candidates []*candidate) error {
	var all []*called
	defer func() {
		for _, c := range all {
			c.session.end()
		}
	}()
	for _, candidate := range candidates {
		if len(candidate.call) == 0 {
			continue
		}
		s, err := start(candidate)
		if err != nil {
			return err
		}
		c := &called{candidate: candidate, session: s}
		all = append(all, c)
		if err := c.warmUp(); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	if err := callInTurn(all, *calls / *rounds, 1); err != nil {
		return err
	}
	for _, c := range all {
		c.figures.cpuPerCall = median(c.cpu)
		c.figures.growth, c.figures.grownOver = c.grown(), c.made
		c.cpu, c.perSecond = nil, nil
	}
	if err := callInTurn(all, *crowded / *rounds, *atOnce); err != nil {
		return err
	}
	for _, c := range all {
		c.figures.cpuCrowded, c.figures.perSecond = median(c.cpu), median(c.perSecond)
		c.figures.crowdGrowth, c.figures.crowdedUntil = c.grown(), c.made
	}
	return nil
}

func (c *called) warmUp() error {
	if _, err := c.session.repeat(c.call, *warmup, *atOnce); err != nil {
		return err
	}
	m, err := memoryOf(c.session.pid)
	c.resident = m.resident
	return err
}

// KiB since the warm-up; a process that is gone has failed a call before.
func (c *called) grown() int {
	m, _ := memoryOf(c.session.pid)
	return m.resident - c.resident
}

func callInTurn(all []*called, count, atOnce int) error {
	for range *rounds {
		for _, c := range all {
			if err := c.round(count, atOnce); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	return nil
}

func (c *called) round(count, atOnce int) error {
	before, err := cpuOf(c.session.pid)
	if err != nil {
		return err
	}
	began := time.Now()
	made, err := c.session.repeat(c.call, count, atOnce)
	if err != nil {
		return err
	}
	took := time.Since(began)
	after, err := cpuOf(c.session.pid)
	c.made += made
	c.cpu = append(c.cpu, (after-before)/time.Duration(made))
	c.perSecond = append(c.perSecond, float64(made)/took.Seconds())
	return err
}

// Makes `count` calls, `atOnce` of them outstanding at any time; every answer is looked at. Ends
// early when patience does: there are providers with a pause in every call. Returns how many it
// made.
func (s *session) repeat(request []byte, count, atOnce int) (int, error) {
	var begun, made atomic.Int64
	var crowd sync.WaitGroup
	errs := make(chan error, atOnce)
	until := time.Now().Add(*patience)
	for range atOnce {
		crowd.Go(func() {
			for begun.Add(1) <= int64(count) && time.Now().Before(until) {
				if _, err := s.upgrade(request); err != nil {
					errs <- err
					return
				}
				made.Add(1)
			}
		})
	}
	crowd.Wait()
	close(errs)
	if err := <-errs; err != nil {
		return 0, err
	}
	if made.Load() == 0 {
		return 0, fmt.Errorf("no call within %s", *patience)
	}
	return int(made.Load()), nil
}

func fileBytes(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
