#include "tools/manage/list.h"

#include "tools/client/client.h"
#include "tools/look/access.h"
#include "tools/look/books.h"
#include "tools/manage/json_rows.h"
#include "tools/manage/server.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tally::manage {

namespace {

constexpr std::size_t page_rows = 1'000;

Result<client::Rows> read(client::Client& client,
                          std::string const& query,
                          std::optional<std::uint64_t> at = std::nullopt) {
    TALLY_TRY(rows, client.read(query, at));
    if (rows.status == 200) return rows;
    return Failure{FailureKind::usage, "the server does not tell: " + rows.body};
}

}  // namespace

Result<std::string> read_all(client::Client& client, std::string const& query) {
    std::string all;
    std::optional<std::uint64_t> at;
    for (std::size_t from = 0;; from += page_rows) {
        auto const page =
            query + "?limit=" + std::to_string(page_rows) + "&offset=" + std::to_string(from);
        TALLY_TRY(rows, read(client, page, at));
        all += rows.body;
        auto const count = std::count(rows.body.begin(), rows.body.end(), '\n');
        if (static_cast<std::size_t>(count) < page_rows) return all;
        if (rows.sequence != 0) at = rows.sequence - 1;
    }
}

Result<cli::ExitCode> list(std::string const& what, Door const& door, cli::Output& output) {
    TALLY_TRYV(check(door));
    if (!door.connect.empty()) {
        TALLY_TRY(client, connect(door));
        TALLY_TRY(lines, read_all(*client, "access/" + what));
        TALLY_TRYV(write_json_rows(lines, output, "no " + what));
        return cli::ExitCode::clean;
    }
    cli::CommonOptions common;
    common.data = door.data;
    return look::access(what, common, output);
}

Result<cli::ExitCode> status(Door const& door, cli::Output& output) {
    TALLY_TRYV(check(door));
    if (!door.connect.empty()) {
        TALLY_TRY(client, connect(door));
        TALLY_TRY(rows, read(*client, "status"));
        if (output.format() == cli::Format::json) {  // one document, as of a directory
            output.write(rows.body);
            return cli::ExitCode::clean;
        }
        TALLY_TRYV(write_json_rows(rows.body, output, "no status"));
        return cli::ExitCode::clean;
    }
    cli::CommonOptions common;
    common.data = door.data;
    return look::status(common, output);
}

}  // namespace tally::manage
