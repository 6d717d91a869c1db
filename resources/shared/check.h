// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Checks of single values that several resources use; columns of attribute tables. */

#include "schema/resource.h"

/* Not empty, no white space at either end. */
bool cc_check_name(struct cc_call *call, struct cc_path path, const struct cc_value *value);

/* A duration such as "45m" (base/clock.h says what is accepted). */
bool cc_check_duration(struct cc_call *call, struct cc_path path, const struct cc_value *value);

/* 8-4-4-4-12 hexadecimal digits. */
bool cc_check_uuid(struct cc_call *call, struct cc_path path, const struct cc_value *value);
