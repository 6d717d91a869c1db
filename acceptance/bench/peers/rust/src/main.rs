// SPDX-License-Identifier: MPL-2.0

//! The smallest provider on the `tf-provider` crate that can stand beside ours in `./dev bench`:
//! one resource with the attributes of `ccloud_byok_key`, which does nothing.
//!
//! The crate answers UpgradeResourceState with the bytes it got, as long as the versions agree, and
//! does not export the type that a resource would need to look at them.  So its calls do less.

use std::collections::HashMap;

use async_trait::async_trait;
use tf_provider::schema::{Attribute, AttributeConstraint, AttributeType, Block, Schema};
use tf_provider::value::{ValueAny, ValueEmpty};
use tf_provider::{map, serve, AttributePath, Diagnostics, DynamicResource, Provider, Resource};

fn attribute(attr_type: AttributeType, constraint: AttributeConstraint) -> Attribute {
    Attribute {
        attr_type,
        constraint,
        ..Default::default()
    }
}

fn required() -> Attribute {
    attribute(AttributeType::String, AttributeConstraint::Required)
}

fn optional() -> Attribute {
    attribute(AttributeType::String, AttributeConstraint::Optional)
}

fn computed() -> Attribute {
    attribute(AttributeType::String, AttributeConstraint::Computed)
}

fn nested(attributes: HashMap<String, Attribute>) -> Attribute {
    let attr_type = AttributeType::AttributeSingle(attributes);
    attribute(attr_type, AttributeConstraint::Optional)
}

fn attributes() -> HashMap<String, Attribute> {
    let roles = AttributeType::Set(AttributeType::String.into());
    map! {
        "id" => computed(),
        "display_name" => optional(),
        "azure" => nested(map! {
            "tenant_id" => required(),
            "key_vault_id" => required(),
            "key_identifier" => required(),
            "application_id" => computed(),
        }),
        "aws" => nested(map! {
            "key_arn" => required(),
            "roles" => attribute(roles, AttributeConstraint::Computed),
        }),
        "gcp" => nested(map! {
            "key_id" => required(),
            "security_group" => computed(),
        }),
        "on_destroy" => optional(),
        "cloud" => computed(),
        "validation_error" => computed(),
        "resource_name" => computed(),
        "created_at" => computed(),
    }
}

// Only its shape matters: nothing but the upgrade of a state is ever measured.
struct Key;

#[async_trait]
impl Resource for Key {
    type State<'a> = ValueAny;
    type PrivateState<'a> = ValueEmpty;
    type ProviderMetaState<'a> = ValueEmpty;

    fn schema(&self, _: &mut Diagnostics) -> Option<Schema> {
        Some(Schema {
            version: 0,
            block: Block {
                attributes: attributes(),
                ..Default::default()
            },
        })
    }

    async fn read<'a>(
        &self,
        _: &mut Diagnostics,
        state: ValueAny,
        private: ValueEmpty,
        _: ValueEmpty,
    ) -> Option<(ValueAny, ValueEmpty)> {
        Some((state, private))
    }

    async fn plan_create<'a>(
        &self,
        _: &mut Diagnostics,
        proposed: ValueAny,
        _: ValueAny,
        _: ValueEmpty,
    ) -> Option<(ValueAny, ValueEmpty)> {
        Some((proposed, ValueEmpty::Null))
    }

    async fn plan_update<'a>(
        &self,
        _: &mut Diagnostics,
        _: ValueAny,
        proposed: ValueAny,
        _: ValueAny,
        private: ValueEmpty,
        _: ValueEmpty,
    ) -> Option<(ValueAny, ValueEmpty, Vec<AttributePath>)> {
        Some((proposed, private, vec![]))
    }

    async fn plan_destroy<'a>(
        &self,
        _: &mut Diagnostics,
        _: ValueAny,
        private: ValueEmpty,
        _: ValueEmpty,
    ) -> Option<ValueEmpty> {
        Some(private)
    }

    async fn create<'a>(
        &self,
        _: &mut Diagnostics,
        planned: ValueAny,
        _: ValueAny,
        private: ValueEmpty,
        _: ValueEmpty,
    ) -> Option<(ValueAny, ValueEmpty)> {
        Some((planned, private))
    }

    async fn update<'a>(
        &self,
        _: &mut Diagnostics,
        _: ValueAny,
        planned: ValueAny,
        _: ValueAny,
        private: ValueEmpty,
        _: ValueEmpty,
    ) -> Option<(ValueAny, ValueEmpty)> {
        Some((planned, private))
    }

    async fn destroy<'a>(
        &self,
        _: &mut Diagnostics,
        _: ValueAny,
        _: ValueEmpty,
        _: ValueEmpty,
    ) -> Option<()> {
        Some(())
    }
}

struct Smallest;

#[async_trait]
impl Provider for Smallest {
    type Config<'a> = ValueEmpty;
    type MetaState<'a> = ValueEmpty;

    fn schema(&self, _: &mut Diagnostics) -> Option<Schema> {
        Some(Schema {
            version: 0,
            block: Block::default(),
        })
    }

    fn get_resources(
        &self,
        _: &mut Diagnostics,
    ) -> Option<HashMap<String, Box<dyn DynamicResource>>> {
        Some(map! { "byok_key" => Key })
    }
}

// One thread, as in the crate's own example.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    serve("ccloud", Smallest).await
}
