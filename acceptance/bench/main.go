// SPDX-License-Identifier: MPL-2.0

// Measures a provider as a host sees it: a real go-plugin client with automatic mutual TLS starts
// it, asks for its schema, and calls it. Everything is measured in one run next to two yardsticks,
// because only the ratios can be compared between machines: fork and exec of a program that does
// nothing, and a bare Go plugin that gives the same answers without doing anything for them.
//
//	bench -provider BINARY [options] [NAME=BINARY[=TYPE=STATE.json]...]
//
// Further providers stand as peers in the same table; without a resource type and a state they are
// only started.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"os"
	"strings"
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
	calls    = flag.Int("calls", 10000, "calls one after the other")
	crowded  = flag.Int("crowded", 40000, "calls with several at once")
	atOnce   = flag.Int("at-once", 10, "how many at once")
)

func main() {
	if os.Getenv(bareAnswers) != "" {
		serveBare(os.Getenv(bareAnswers))
		return
	}
	flag.Parse()
	if *provider == "" {
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
	ours := &candidate{
		name:   "ours",
		binary: binary,
		call:   upgradeRequest("ccloud_byok_key", []byte(ourState)),
	}
	bare, err := bareTwin(ours)
	if err != nil {
		return err
	}
	defer os.RemoveAll(bareFolder(bare))
	candidates := []*candidate{ours, bare}
	for _, text := range others {
		peer, err := peerFrom(text)
		if err != nil {
			return err
		}
		candidates = append(candidates, peer)
	}
	exec, err := measureStarts(candidates)
	if err != nil {
		return err
	}
	for _, c := range candidates {
		if err := c.measureCalls(); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	printTable(os.Stdout, candidates, exec)
	return nil
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
