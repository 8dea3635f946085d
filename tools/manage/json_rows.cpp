#include "tools/manage/json_rows.h"

#include "tools/cli/rows.h"
#include "tools/json/tape.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tally::manage {

namespace {

struct Member {
    std::string name;
    std::string value;
    json::NodeKind kind = json::NodeKind::null;
};

using Members = std::vector<Member>;

Result<Members> members_of(std::string_view line) {
    json::Tape tape;
    if (!tape.parse(line) || tape[0].kind != json::NodeKind::object)
        return Failure{FailureKind::system,
                       "the server's answer is not understood: " + std::string{line}};
    Members members;
    for (std::size_t i = 1; i < tape[0].next; i = tape[i + 1].next)
        members.push_back(
            {std::string{tape[i].text}, std::string{tape[i + 1].text}, tape[i + 1].kind});
    return members;
}

cli::CellKind cell_kind(json::NodeKind kind) {
    if (kind == json::NodeKind::number) return cli::CellKind::count;
    if (kind == json::NodeKind::boolean) return cli::CellKind::boolean;
    return cli::CellKind::text;
}

// Puts what is new behind what it follows in the object.
void add_columns(Members const& members, std::vector<cli::Column>& columns) {
    auto at = columns.begin();
    for (auto const& member : members) {
        auto const found = std::find_if(columns.begin(), columns.end(), [&](auto const& column) {
            return column.name == member.name;
        });
        if (found == columns.end())
            at = columns.insert(at, {member.name, cell_kind(member.kind)}) + 1;
        else
            at = found + 1;
    }
}

std::vector<cli::Cell> cells_of(Members const& members, std::vector<cli::Column> const& columns) {
    std::vector<cli::Cell> cells;
    for (auto const& column : columns) {
        auto const found = std::find_if(members.begin(), members.end(), [&](auto const& member) {
            return member.name == column.name;
        });
        cells.push_back(found == members.end() ? cli::Cell::nothing() : cli::Cell{found->value});
    }
    return cells;
}

}  // namespace

Result<void> write_json_rows(std::string_view lines,
                             cli::Output& output,
                             std::string_view when_empty) {
    std::vector<Members> objects;
    std::vector<cli::Column> columns;
    while (!lines.empty()) {
        auto const end = std::min(lines.find('\n'), lines.size());
        TALLY_TRY(members, members_of(lines.substr(0, end)));
        lines.remove_prefix(std::min(end + 1, lines.size()));
        add_columns(members, columns);
        objects.push_back(std::move(members));
    }
    cli::Rows rows{output, columns};
    for (auto const& members : objects)
        rows.add(cells_of(members, columns));
    rows.end(when_empty);
    return success();
}

}  // namespace tally::manage
