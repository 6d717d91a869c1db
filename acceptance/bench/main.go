// SPDX-License-Identifier: MPL-2.0

// Measures a provider as a host sees it: a real go-plugin client with automatic mutual TLS starts
// it, asks for its schema, and calls it; a real OpenTofu plans with it. Everything is measured in
// one run next to peers and yardsticks, because only the ratios can be compared between machines.
// The yardsticks: fork and exec of a program that does nothing, a bare Go plugin that gives the
// same answers without doing anything for them, and OpenTofu planning objects of its own.
//
//	bench -provider BINARY [options] [NAME=BINARY[=TYPE=STATE.json]...]
//
// A peer without a resource type and a state is only started.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

//go:embed state.json
var ourState string

// What is measured, and under which name it is printed.
type candidate struct {
	name   string
	binary string
	env    []string
	call   []byte // an UpgradeResourceState request; empty: no calls are measured

	figures figures
}

var (
	provider = flag.String("provider", "", "the program that is measured against the others")
	starts   = flag.Int("starts", 30, "how often each program is started")
	warmup   = flag.Int("warmup", 1000, "calls before anything is counted")
	rounds   = flag.Int("rounds", 10, "how many turns each program gets")
	calls    = flag.Int("calls", 10000, "calls one after the other, in all rounds")
	crowded  = flag.Int("crowded", 40000, "calls with several at once, in all rounds")
	atOnce   = flag.Int("at-once", 10, "how many at once")
	patience = flag.Duration("patience", 5*time.Second, "a round ends then, with fewer calls")

	tofu     = flag.String("tofu", "", "OpenTofu; without it nothing is planned")
	emulator = flag.String("emulator", "", "the emulator that answers while planning")
	objects  = flag.Int("objects", 1000, "how many objects are planned")
	plans    = flag.Int("plans", 3, "how often")
	latency  = flag.Duration("latency", 50*time.Millisecond, "what the service needs for an answer")

	results = flag.String("results", "", "file that the ratios are written to")
)

func main() {
	if os.Getenv(bareAnswers) != "" {
		serveBare(os.Getenv(bareAnswers))
		return
	}
	flag.Parse()
	if *provider == "" || *calls < *rounds || *crowded < *rounds {
		stop(fmt.Errorf("usage: bench -provider BINARY [options] [NAME=BINARY[=TYPE=STATE.json]...]"))
	}
	if err := run(*provider, flag.Args()); err != nil {
		stop(err)
	}
}

func stop(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}

func run(binary string, others []string) error {
	m, err := measure(binary, others)
	if err != nil {
		return err
	}
	m.print(os.Stdout)
	if *results != "" {
		return m.write(*results)
	}
	return nil
}

// All there is to tell.
type measurement struct {
	candidates []*candidate // ours first
	exec       time.Duration
	planned    *planned // nil: not measured
	disturbed  float64  // the neighbours' share of the machine
}

func measure(binary string, others []string) (*measurement, error) {
	ours := &candidate{
		name:   "ours",
		binary: binary,
		call:   upgradeRequest("ccloud_byok_key", []byte(ourState)),
	}
	bare, err := bareTwin(ours)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(bareFolder(bare))
	m := &measurement{candidates: []*candidate{ours, bare}}
	for _, text := range others {
		peer, err := peerFrom(text)
		if err != nil {
			return nil, err
		}
		m.candidates = append(m.candidates, peer)
	}
	neighbours, err := watchNeighbours()
	if err != nil {
		return nil, err
	}
	if *tofu != "" {
		if m.planned, err = measurePlans(binary); err != nil {
			return nil, err
		}
	}
	if m.exec, err = measureStarts(m.candidates); err != nil {
		return nil, err
	}
	if err := measureCalls(m.candidates); err != nil {
		return nil, err
	}
	m.disturbed, err = neighbours.share()
	return m, err
}

func peerFrom(text string) (*candidate, error) {
	parts := strings.Split(text, "=")
	if len(parts) != 2 && len(parts) != 4 {
		return nil, fmt.Errorf("%q is not NAME=BINARY or NAME=BINARY=TYPE=STATE.json", text)
	}
	peer := &candidate{name: parts[0], binary: parts[1]}
	if len(parts) == 4 {
		state, err := os.ReadFile(parts[3])
		if err != nil {
			return nil, err
		}
		peer.call = upgradeRequest(parts[2], state)
	}
	return peer, nil
}
