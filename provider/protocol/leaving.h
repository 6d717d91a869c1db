// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The object that a creation makes room for, told from one plan to the next.
 *
 * A host that replaces plans twice: the change, which shows what has to be replaced, and then the
 * creation, without a prior state.  If the user orders the replacement (-replace), the first plan
 * has nothing to refuse and the second knows of nothing to lose.  But the private bytes of the
 * first come with the second, and with no other: so the first notes there what is in the state.
 */

#include "protocol/wire.h"

ProtobufCBinaryData cc_leaving_note(struct cc_rpc *rpc, const struct cc_value *prior);

/* The noted object; null when these are other bytes. */
struct cc_value cc_leaving_read(struct cc_rpc *rpc, ProtobufCBinaryData private_bytes);

/* What of a plan's private bytes is kept with the object: not the note. */
ProtobufCBinaryData cc_leaving_without(ProtobufCBinaryData private_bytes);
