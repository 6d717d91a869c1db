// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/protobuf/proto"
)

// A started provider and the connection to it.
type session struct {
	client  *plugin.Client
	conn    *grpc.ClientConn
	pid     int
	version int

	connected time.Duration // from before the process was made
}

var handshake = plugin.HandshakeConfig{
	MagicCookieKey:   "TF_PLUGIN_MAGIC_COOKIE",
	MagicCookieValue: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
}

// Hands the bare connection out: requests and answers are bytes here, so that the host's own share
// of a call is as small as it can be.
type rawPlugin struct {
	plugin.NetRPCUnsupportedPlugin
}

func (rawPlugin) GRPCClient(
	_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn,
) (any, error) {
	return conn, nil
}

func (rawPlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	return nil
}

var plugins = map[int]plugin.PluginSet{
	5: {"provider": rawPlugin{}},
	6: {"provider": rawPlugin{}},
}

// Bytes as they are; go-plugin's own services go on speaking protobuf.
type rawCodec struct{}

func (rawCodec) Name() string { return "proto" }

func (rawCodec) Marshal(message any) ([]byte, error) {
	switch m := message.(type) {
	case *[]byte:
		return *m, nil
	case proto.Message:
		return proto.Marshal(m)
	}
	return nil, fmt.Errorf("cannot send a %T", message)
}

func (rawCodec) Unmarshal(data []byte, message any) error {
	switch m := message.(type) {
	case *[]byte:
		*m = append((*m)[:0], data...)
		return nil
	case proto.Message:
		return proto.Unmarshal(data, m)
	}
	return fmt.Errorf("cannot receive a %T", message)
}

func start(c *candidate) (*session, error) {
	command := exec.Command(c.binary)
	command.Env = c.env
	began := time.Now()
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  handshake,
		VersionedPlugins: plugins,
		Cmd:              command,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         true,
		Logger:           hclog.NewNullLogger(),
		SyncStdout:       io.Discard,
		SyncStderr:       io.Discard,
	})
	s := &session{client: client}
	if err := s.connect(); err != nil {
		client.Kill()
		return nil, fmt.Errorf("starting %s: %w", c.binary, err)
	}
	s.connected = time.Since(began)
	s.pid = command.Process.Pid
	s.version = client.NegotiatedVersion()
	return s, nil
}

// go-plugin dials without waiting, so the end of the TLS handshake is awaited here.
func (s *session) connect() error {
	protocol, err := s.client.Client()
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense("provider")
	if err != nil {
		return err
	}
	s.conn = dispensed.(*grpc.ClientConn)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for {
		state := s.conn.GetState()
		switch state {
		case connectivity.Ready:
			return nil
		case connectivity.Idle:
			s.conn.Connect()
		case connectivity.TransientFailure, connectivity.Shutdown:
			return fmt.Errorf("the connection is in state %s", state)
		}
		if !s.conn.WaitForStateChange(ctx, state) {
			return errors.New("no connection within ten seconds")
		}
	}
}

func (s *session) end() {
	s.client.Kill()
}

func (s *session) invoke(method string, request []byte) ([]byte, error) {
	var answer []byte
	path := fmt.Sprintf("/tfplugin%d.Provider/%s", s.version, method)
	err := s.conn.Invoke(context.Background(), path, &request, &answer,
		grpc.ForceCodec(rawCodec{}))
	return answer, err
}

func (s *session) schema() ([]byte, error) {
	method := "GetProviderSchema"
	if s.version == 5 {
		method = "GetSchema"
	}
	return s.invoke(method, nil)
}

// Calls once and makes sure that the answer is a state and no complaint.
func (s *session) upgrade(request []byte) ([]byte, error) {
	answer, err := s.invoke("UpgradeResourceState", request)
	if err != nil {
		return nil, err
	}
	return answer, checkUpgraded(answer)
}
