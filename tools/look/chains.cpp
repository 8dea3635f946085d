#include "tools/cli/rows.h"
#include "tools/look/books.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/hex.h"
#include "tools/text/time.h"

#include <string>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

void write_chains(cli::Output& output, Moment const& moment, Window& window) {
    cli::Rows rows{output,
                   {{"chain"},
                    {"state"},
                    {"finality_depth", CellKind::count},
                    {"tip", CellKind::count},
                    {"tip_hash", CellKind::text, false},
                    {"final", CellKind::count},
                    {"final_hash", CellKind::text, false},
                    {"custody_owner", CellKind::decimal},
                    {"loss_owner", CellKind::decimal}}};
    for (auto const& chain : moment.state.chains().all()) {
        if (!window.goes_on()) break;
        if (!window.takes()) continue;
        auto const* const tip = chain.tip();
        auto const* const final_block = chain.final_block();
        auto const number = [](ChainBlock const* block) {
            return block == nullptr ? Cell::nothing() : Cell{block->number};
        };
        auto const hash = [](ChainBlock const* block) {
            return block == nullptr ? Cell::nothing() : Cell{text::format_hex(block->hash.span())};
        };
        rows.add({chain.terms().name.view(),
                  chain.halted() ? "halted" : "following",
                  Cell{std::uint64_t{chain.terms().finality_depth}},
                  number(tip),
                  hash(tip),
                  number(final_block),
                  hash(final_block),
                  id_text(chain.terms().custody_owner.value),
                  id_text(chain.terms().loss_owner.value)});
    }
    rows.end("no chains " + moment.place());
}

void write_block(cli::Rows& rows, Chain const& chain, ChainBlock const& block) {
    auto const state = !chain.on_branch(block)        ? "side"
                       : chain.is_final(block.number) ? "final"
                                                      : "provisional";
    rows.add({Cell{block.number},
              text::format_hex(block.hash.span()),
              text::format_hex(block.parent.span()),
              text::format_time(block.timestamp),
              state,
              Cell{std::uint64_t{block.events.size()}},
              Cell{block.sequence.value}});
}

// The branch from the oldest block kept up to the tip, then the blocks beside it.
void write_blocks(cli::Output& output, Chain const& chain, Window& window) {
    cli::Rows rows{output,
                   {{"number", CellKind::count},
                    {"hash"},
                    {"parent", CellKind::text, false},
                    {"timestamp"},
                    {"state"},
                    {"events", CellKind::count},
                    {"sequence", CellKind::count}}};
    for (auto number = chain.lowest(); auto const* block = chain.at(number); ++number) {
        if (!window.goes_on()) break;
        if (window.takes()) write_block(rows, chain, *block);
    }
    for (auto const* const block : chain.side_blocks()) {
        if (!window.goes_on()) break;
        if (window.takes()) write_block(rows, chain, *block);
    }
    rows.end("no blocks of this chain are observed");
}

}  // namespace

Result<cli::ExitCode> chains(std::string const& name,
                             cli::CommonOptions const& common,
                             cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return chains(name, view, everything, output);
}

Result<cli::ExitCode> chains(std::string const& name,
                             Moment const& moment,
                             Window& window,
                             cli::Output& output) {
    if (name.empty()) {
        write_chains(output, moment, window);
        return cli::ExitCode::clean;
    }
    auto const symbol = ChainName::from(name);
    auto const* const chain = symbol ? moment.state.chains().find(*symbol) : nullptr;
    if (chain == nullptr) return not_there("chain " + name, moment);
    write_blocks(output, *chain, window);
    return cli::ExitCode::clean;
}

}  // namespace tally::look
