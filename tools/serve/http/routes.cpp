#include "tools/serve/http/routes.h"

#include <algorithm>
#include <array>

namespace tally::serve::http {

namespace {

constexpr std::array all{Resource{"accounts", Id::may, Form::one},
                         Resource{"balances", Id::may, Form::one},
                         Resource{"transfers", Id::may, Form::one},
                         Resource{"orders", Id::may, Form::one},
                         Resource{"books", Id::may, Form::one},
                         Resource{"markets", Id::may, Form::one},
                         Resource{"assets", Id::may, Form::one},
                         Resource{"fills", Id::never, Form::one},
                         Resource{"statements", Id::must, Form::rows},
                         Resource{"escrows", Id::may, Form::one},
                         Resource{"chains", Id::may, Form::rows},
                         Resource{"access", Id::may, Form::rows},
                         Resource{"entries", Id::may, Form::one},
                         Resource{"proofs", Id::must, Form::text},
                         Resource{"growth", Id::must, Form::text},
                         Resource{"explain", Id::must, Form::rows},
                         Resource{"checkpoints", Id::never, Form::one},
                         Resource{"status", Id::never, Form::one, Form::one}};

}  // namespace

std::span<Resource const> resources() {
    return all;
}

Resource const* find_resource(std::string_view name) {
    auto const found =
        std::find_if(all.begin(), all.end(), [&](Resource const& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace tally::serve::http
