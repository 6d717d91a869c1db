// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Plans of many objects none of which has changed: the everyday work of a provider. What the host
// needs for itself is the yardstick: it plans as many objects of its own.
type planned struct {
	host, ours time.Duration // medians
	requests   int           // of one plan
}

const hostOwn = `
resource "terraform_data" "object" {
  count = %d
}
`

const ourKeys = `
terraform {
  required_providers {
    ccloud = {
      source = "ccloud/ccloud"
    }
  }
}

locals {
  group = "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg"
}

resource "ccloud_byok_key" "key" {
  count        = %d
  display_name = "key ${count.index}"

  azure = {
    tenant_id      = "9d2e0000-0000-4000-8000-00000000b002"
    key_vault_id   = "${local.group}/providers/Microsoft.KeyVault/vaults/kv-orders"
    key_identifier = "https://kv-orders.vault.azure.net/keys/key-${count.index}"
  }
}
`

// Where the plans are made: one folder per configuration, one service for both.
type workshop struct {
	folder  string
	service *service
}

func measurePlans(binary string) (*planned, error) {
	folder, err := os.MkdirTemp("", "ccloud-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	w := &workshop{folder: folder}
	if err := w.furnish(binary); err != nil {
		return nil, err
	}
	defer func() { w.service.end() }()
	return w.measure()
}

// Makes the objects, at a service that answers at once, and leaves one that takes its time.
func (w *workshop) furnish(binary string) (err error) {
	if err := w.override(binary); err != nil {
		return err
	}
	if w.service, err = startService(w.path("service.sqlite"), 0); err != nil {
		return err
	}
	for name, text := range map[string]string{"host": hostOwn, "ours": ourKeys} {
		if err := w.write(filepath.Join(name, "main.tf"), fmt.Sprintf(text, *objects)); err != nil {
			return err
		}
		if err := w.host(name, "apply", "-auto-approve"); err != nil {
			return err
		}
	}
	w.service.end()
	w.service, err = startService(w.path("service.sqlite"), *latency)
	return err
}

func (w *workshop) measure() (*planned, error) {
	var result planned
	var host, ours []time.Duration
	turns := []struct {
		name  string
		times *[]time.Duration
	}{{"host", &host}, {"ours", &ours}}
	for range *plans {
		for _, turn := range turns {
			if err := w.service.countFromHere(); err != nil {
				return nil, err
			}
			began := time.Now()
			if err := w.host(turn.name, "plan", "-detailed-exitcode"); err != nil { // 2: changes
				return nil, err
			}
			*turn.times = append(*turn.times, time.Since(began))
			requests, err := w.service.requests()
			if err != nil {
				return nil, err
			}
			result.requests = max(result.requests, requests)
		}
	}
	result.host, result.ours = median(host), median(ours)
	return &result, nil
}

func (w *workshop) path(name string) string { return filepath.Join(w.folder, name) }

func (w *workshop) write(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o700); err != nil {
		return err
	}
	return os.WriteFile(w.path(name), []byte(text), 0o600)
}

// A CLI configuration that finds the measured program under the name a host looks for.
func (w *workshop) override(binary string) error {
	if err := w.write("cli.tfrc", fmt.Sprintf(`
provider_installation {
  dev_overrides {
    "ccloud/ccloud" = %q
  }
  direct {}
}
`, w.path("bin"))); err != nil {
		return err
	}
	if err := os.Mkdir(w.path("bin"), 0o700); err != nil {
		return err
	}
	absolute, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	return os.Symlink(absolute, w.path("bin/terraform-provider-ccloud"))
}

func (w *workshop) host(configuration string, arguments ...string) error {
	command := exec.Command(*tofu, append(arguments, "-no-color", "-compact-warnings")...)
	command.Dir = w.path(configuration)
	command.Env = append(os.Environ(),
		"CHECKPOINT_DISABLE=1",
		"TF_IN_AUTOMATION=1",
		"TF_CLI_CONFIG_FILE="+w.path("cli.tfrc"),
		"CONFLUENT_CLOUD_ENDPOINT="+w.service.address,
		"CONFLUENT_CLOUD_API_KEY="+serviceKey,
		"CONFLUENT_CLOUD_API_SECRET="+serviceSecret)
	output, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s of %s: %w\n%s", arguments[0], configuration, err, output)
	}
	return nil
}

// The emulator, as a process.
type service struct {
	process *exec.Cmd
	address string
}

const serviceKey, serviceSecret = "emulator-key", "emulator-secret"

func startService(database string, latency time.Duration) (*service, error) {
	process := exec.Command(*emulator, "--listen", "127.0.0.1:0", "--database", database,
		"--api-key", serviceKey+":"+serviceSecret, "--validation", "0",
		"--latency", fmt.Sprint(latency.Milliseconds()))
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	process.Stderr = os.Stderr
	if err := process.Start(); err != nil {
		return nil, err
	}
	s := &service{process: process}
	line, err := bufio.NewReader(output).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !found {
		s.end()
		return nil, fmt.Errorf("the emulator did not start: %w", err)
	}
	s.address = address
	return s, nil
}

func (s *service) end() {
	s.process.Process.Signal(syscall.SIGTERM)
	s.process.Wait()
}

func (s *service) countFromHere() error {
	answer, err := http.Post(s.address+"/_emulator/requests/reset", "application/json", nil)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

func (s *service) requests() (int, error) {
	answer, err := http.Get(s.address + "/_emulator/requests")
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err
	}
	var counts struct{ Total *int }
	if err := json.Unmarshal(body, &counts); err != nil {
		return 0, err
	}
	if counts.Total == nil {
		return 0, errors.New("the emulator tells no total")
	}
	return *counts.Total, nil
}
