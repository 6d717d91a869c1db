# SPDX-License-Identifier: MPL-2.0
# A cluster is imported by the ids of its environment and its own.
tofu import ccloud_dedicated_cluster.orders env-1x2y3/lkc-9k8j7
