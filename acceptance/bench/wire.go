// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// Field numbers are those of the plugin protocol; versions 5 and 6 agree on these.
const (
	upgradeTypeName    = 1
	upgradeRawState    = 3
	rawStateJSON       = 1
	upgradedState      = 1
	upgradeDiagnostics = 2
	schemaResources    = 2
	schemaDataSources  = 3
)

func appendBytes(out []byte, field protowire.Number, value []byte) []byte {
	out = protowire.AppendTag(out, field, protowire.BytesType)
	return protowire.AppendBytes(out, value)
}

// An UpgradeResourceState request for schema version 0: what a host sends for every object whenever
// it reads a state.
func upgradeRequest(typeName string, state []byte) []byte {
	request := appendBytes(nil, upgradeTypeName, []byte(typeName))
	return appendBytes(request, upgradeRawState, appendBytes(nil, rawStateJSON, state))
}

// How often each field occurs in a message.
func countFields(message []byte) (map[protowire.Number]int, error) {
	counts := map[protowire.Number]int{}
	for len(message) > 0 {
		field, _, length := protowire.ConsumeField(message)
		if length < 0 {
			return nil, protowire.ParseError(length)
		}
		counts[field]++
		message = message[length:]
	}
	return counts, nil
}

func checkUpgraded(answer []byte) error {
	counts, err := countFields(answer)
	switch {
	case err != nil:
		return err
	case counts[upgradeDiagnostics] > 0:
		return fmt.Errorf("UpgradeResourceState was answered with a diagnostic: %q", answer)
	case counts[upgradedState] != 1:
		return errors.New("UpgradeResourceState was answered without a state")
	}
	return nil
}

func countTypes(schema []byte) (int, error) {
	counts, err := countFields(schema)
	return counts[schemaResources] + counts[schemaDataSources], err
}
