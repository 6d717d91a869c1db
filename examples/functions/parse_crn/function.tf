# SPDX-License-Identifier: MPL-2.0
# Names come from audit logs, other tools, or the `resource_name` of a resource.
output "cluster" {
  value = provider::ccloud::parse_crn(
    "crn://confluent.cloud/organization=5c0ffee0-0000-4000-8000-000000000001/environment=env-1x2y3/cloud-cluster=lkc-9k8j7/kafka=lkc-9k8j7"
  )
}
