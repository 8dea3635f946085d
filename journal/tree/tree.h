#pragma once

#include "journal/tree/frontier.h"
#include "journal/tree/hash_source.h"
#include "journal/tree/hashing.h"
#include "journal/tree/proof.h"

// The record's Merkle tree: RFC 6962, section 2.1, exactly. SHA-256 over 0x00 || leaf, and over
// 0x01 || left || right; the root of n leaves splits at the largest power of two below n.
