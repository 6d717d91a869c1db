// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// The variable that makes this program the bare plugin; it names the folder with the answers, one
// file per method.
const bareAnswers = "CCLOUD_BENCH_ANSWERS"

// Records what a provider answers, for a twin that answers the same and does nothing for it.
func bareTwin(of *candidate) (*candidate, error) {
	s, err := start(of)
	if err != nil {
		return nil, err
	}
	defer s.end()
	schema, err := s.schema()
	if err != nil {
		return nil, err
	}
	upgraded, err := s.upgrade(of.call)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "ccloud-bench-")
	if err != nil {
		return nil, err
	}
	for method, answer := range map[string][]byte{
		"GetProviderSchema":    schema,
		"UpgradeResourceState": upgraded,
	} {
		if err := os.WriteFile(filepath.Join(folder, method), answer, 0o600); err != nil {
			return nil, err
		}
	}
	self, err := os.Executable()
	return &candidate{
		name:   "bare Go",
		binary: self,
		env:    []string{bareAnswers + "=" + folder},
		call:   of.call,
	}, err
}

func bareFolder(bare *candidate) string {
	return strings.TrimPrefix(bare.env[0], bareAnswers+"=")
}

func serveBare(folder string) {
	answers := map[string][]byte{}
	for _, method := range []string{"GetProviderSchema", "UpgradeResourceState"} {
		answer, err := os.ReadFile(filepath.Join(folder, method))
		if err != nil {
			stop(err)
		}
		answers["/tfplugin6.Provider/"+method] = answer
	}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig:  handshake,
		VersionedPlugins: map[int]plugin.PluginSet{6: plugins[6]},
		GRPCServer: func(options []grpc.ServerOption) *grpc.Server {
			return grpc.NewServer(append(options,
				grpc.ForceServerCodec(rawCodec{}),
				grpc.UnknownServiceHandler(answerFrom(answers)))...)
		},
	})
}

func answerFrom(answers map[string][]byte) grpc.StreamHandler {
	return func(_ any, stream grpc.ServerStream) error {
		method, _ := grpc.MethodFromServerStream(stream)
		answer, known := answers[method]
		if !known {
			return fmt.Errorf("no answer for %s", method)
		}
		var request []byte
		if err := stream.RecvMsg(&request); err != nil {
			return err
		}
		return stream.SendMsg(&answer)
	}
}
