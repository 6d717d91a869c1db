// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Keys that the tests of this room talk about: as they are configured, and as the service says
 * them. */

#define VAULT_ID                                                                            \
    "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg-data/providers/" \
    "Microsoft.KeyVault/vaults/kv-orders"
#define TENANT "9d2e0000-0000-4000-8000-00000000b002"
#define IDENTIFIER "https://kv-orders.vault.azure.net/keys/orders"
#define ARN "arn:aws:kms:eu-central-1:123412341234:key/0f0f0f0f-1111-4222-8333-444455556666"
#define GCP_ID "projects/acme-prod/locations/europe-west3/keyRings/ring1/cryptoKeys/orders"

#define CRN "crn://confluent.cloud/organization=5c0ffee0-0000-4000-8000-000000000001/key=cck-1"

/* Members of attribute objects. */
#define AZURE_WITH(identifier)                                  \
    "\"tenant_id\":\"" TENANT "\",\"key_vault_id\":\"" VAULT_ID \
    "\",\"key_identifier\":\"" identifier "\""
#define AZURE_VALUE AZURE_WITH(IDENTIFIER)
#define AZURE_CONFIG "{\"display_name\":\"orders at rest\",\"azure\":{" AZURE_VALUE "}}"
#define AWS_CONFIG "{\"aws\":{\"key_arn\":\"" ARN "\"}}"
#define GCP_CONFIG "{\"gcp\":{\"key_id\":\"" GCP_ID "\"}}"

/* Bodies of registrations. */
#define AZURE_KEY                                                                               \
    "\"key\":{\"kind\":\"AzureKey\",\"key_id\":\"" IDENTIFIER "\",\"key_vault_id\":\"" VAULT_ID \
    "\",\"tenant_id\":\"" TENANT "\""
#define AZURE_BODY "{\"display_name\":\"orders at rest\"," AZURE_KEY "}}"

#define METADATA                                                                        \
    "\"metadata\":{\"resource_name\":\"" CRN "\",\"created_at\":\"2026-08-25T10:11:12." \
    "123456789Z\"}"

/* The service's object, with its validation. */
#define AZURE_ANSWER_WITH(validation)                                                       \
    "{\"api_version\":\"byok/v1\",\"kind\":\"Key\",\"id\":\"cck-1\"," METADATA              \
    ",\"display_name\":\"orders at rest\"," AZURE_KEY                                       \
    ",\"application_id\":\"c1a50000-0000-4000-8000-00000000c003\"},\"provider\":\"Azure\"," \
    "\"state\":\"AVAILABLE\",\"validation\":" validation "}"
#define AZURE_ANSWER \
    AZURE_ANSWER_WITH("{\"phase\":\"INITIALIZING\",\"since\":\"2026-08-25T10:11:12Z\"}")

/* The state that belongs to it, with further members. */
#define AZURE_STATE_WITH(more)                                                                     \
    "{\"id\":\"cck-1\",\"display_name\":\"orders at rest\",\"cloud\":\"AZURE\","                   \
    "\"resource_name\":\"" CRN "\",\"created_at\":\"2026-08-25T10:11:12.123456789Z\","             \
    "\"azure\":{" AZURE_VALUE ",\"application_id\":\"c1a50000-0000-4000-8000-00000000c003\"}" more \
    "}"
#define AZURE_STATE AZURE_STATE_WITH("")
