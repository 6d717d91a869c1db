// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The provider this program is: its own schema, every resource and function of registry.def, every
 * data source of data_sources.def. */

#include "schema/resource.h"

extern const struct cc_provider_type cc_provider_ccloud;
