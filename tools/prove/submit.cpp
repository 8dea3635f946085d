#include "tools/prove/submit.h"

#include "journal/vocabulary/outcome.h"
#include "tools/cli/one_command.h"

#include <utility>

namespace tally::prove {

Result<Receipt> submit_one(std::string const& data, Body command, std::string const& key) {
    TALLY_TRY(writer, cli::OneCommand::open(data, key));
    auto const kind = std::string{kind_name(command)};
    TALLY_TRY(receipt, writer->submit(std::move(command)));
    TALLY_TRYV(writer->close());
    if (receipt.outcome == Outcome::ok) return receipt;
    return cli::refused(kind, name_of(receipt.outcome), receipt.sequence);
}

}  // namespace tally::prove
