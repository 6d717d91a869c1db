# SPDX-License-Identifier: MPL-2.0
# A key is imported by the id that Confluent gave it.
tofu import ccloud_byok_key.orders cck-7ab3q
