// Any bytes as a question to a server, answered from a state with something of every kind in it:
// an answer, or a failure that says what is wrong with the question.
#include "journal/vocabulary/check.h"
#include "tests/engine/any_commands.h"
#include "tools/cli/output.h"
#include "tools/serve/reads/page.h"
#include "tools/serve/reads/query.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace tally;

constexpr std::size_t work_max = 50'000;

std::unique_ptr<State> some_state() {
    std::vector<std::uint8_t> bytes;
    for (std::uint32_t number = 17; bytes.size() < 3'000; number = number * 1'664'525U + 1U)
        bytes.push_back(static_cast<std::uint8_t>(number >> 24U));
    auto state = std::make_unique<State>();
    for (auto const& entry : testing::driven_entries(bytes))
        state->apply(entry);
    return state;
}

void answer(serve::Query query, State const& state, cli::Output& output) {
    auto const page = serve::take_page(query);
    if (!page) {
        TALLY_CHECK(page.error().kind == FailureKind::usage);
        return;
    }
    look::Window window{{page.value().offset, page.value().limit, work_max, work_max}};
    cli::CommonOptions common;
    common.data = "books";
    auto const done =
        serve::answer_query(query, {common, &state, nullptr, nullptr, window}, output);
    if (done) return;
    TALLY_CHECK(!done.error().text.empty());
    TALLY_CHECK(done.error().kind == FailureKind::usage ||
                done.error().kind == FailureKind::incomplete);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static auto const state = some_state();
    static auto const output = cli::Output::open({cli::Format::jsonl, "/dev/null", true, true});
    TALLY_CHECK(output.has_value());
    auto query = serve::parse_query({reinterpret_cast<char const*>(data), size});
    if (query && serve::is_of_state(query.value()))
        answer(std::move(query).value(), *state, *output.value());
    return 0;
}
