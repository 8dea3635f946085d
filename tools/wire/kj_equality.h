#pragma once

#include <kj/string.h>

// Cap'n Proto 0.9's headers leave these comparisons to C++20's reversed candidates, which clang,
// as the standard has it since, does not make where an operator!= is declared too.
namespace kj {

inline bool operator==(char const* left, StringPtr const& right) {
    return right == StringPtr{left};
}

inline bool operator==(char const* left, String const& right) {
    return StringPtr{right} == StringPtr{left};
}

}  // namespace kj
