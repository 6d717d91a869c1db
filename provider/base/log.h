// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Log lines on stderr: the JSON form that go-plugin hosts parse and pass on.
 *
 * Each line is one object with string members @level, @message, @module and @timestamp (exactly six
 * fractional digits; anything else makes hosts treat the line as plain text).  Never log
 * configuration values, headers or bodies: logs end up in bug reports.  Level: the first of
 * TF_LOG_PROVIDER_CCLOUD, TF_LOG_PROVIDER and TF_LOG that is set; unset means warnings and errors.
 * A word that is no level, and JSON, mean everything, as they do for the hosts.
 */

enum cc_log_level {
    CC_LOG_TRACE,
    CC_LOG_DEBUG,
    CC_LOG_INFO,
    CC_LOG_WARN,
    CC_LOG_ERROR,
    CC_LOG_OFF,
};

/* Reads the environment; call once, before threads exist. */
void cc_log_init(void);

/* Writes one line if the level is wanted; text beyond 4 KiB is cut.  Any thread. */
void cc_log(enum cc_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
