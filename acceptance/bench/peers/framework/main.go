// SPDX-License-Identifier: MPL-2.0

// The smallest provider on terraform-plugin-framework that can stand beside ours in `./dev bench`:
// one resource with the attributes of ccloud_byok_key, which does nothing.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func main() {
	options := providerserver.ServeOpts{Address: "localhost/ccloud/ccloud"}
	newProvider := func() provider.Provider { return smallest{} }
	if err := providerserver.Serve(context.Background(), newProvider, options); err != nil {
		log.Fatal(err)
	}
}

type smallest struct{}

func (smallest) Metadata(
	_ context.Context, _ provider.MetadataRequest, answer *provider.MetadataResponse,
) {
	answer.TypeName = "ccloud"
}

func (smallest) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (smallest) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (smallest) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (smallest) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return key{} }}
}

// A state of the schema's own version is decoded by its type and encoded again, as ours does it.
type key struct{}

func (key) Metadata(
	_ context.Context, _ resource.MetadataRequest, answer *resource.MetadataResponse,
) {
	answer.TypeName = "ccloud_byok_key"
}

var (
	required = schema.StringAttribute{Required: true}
	optional = schema.StringAttribute{Optional: true}
	computed = schema.StringAttribute{Computed: true}
)

func nested(attributes map[string]schema.Attribute) schema.Attribute {
	return schema.SingleNestedAttribute{Optional: true, Attributes: attributes}
}

func (key) Schema(_ context.Context, _ resource.SchemaRequest, answer *resource.SchemaResponse) {
	answer.Schema.Attributes = map[string]schema.Attribute{
		"id":           computed,
		"display_name": optional,
		"azure": nested(map[string]schema.Attribute{
			"tenant_id":      required,
			"key_vault_id":   required,
			"key_identifier": required,
			"application_id": computed,
		}),
		"aws": nested(map[string]schema.Attribute{
			"key_arn": required,
			"roles":   schema.SetAttribute{Computed: true, ElementType: types.StringType},
		}),
		"gcp": nested(map[string]schema.Attribute{
			"key_id":         required,
			"security_group": computed,
		}),
		"on_destroy":       optional,
		"cloud":            computed,
		"validation_error": computed,
		"resource_name":    computed,
		"created_at":       computed,
	}
}

func (key) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}
func (key) Read(context.Context, resource.ReadRequest, *resource.ReadResponse)       {}
func (key) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}
func (key) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
