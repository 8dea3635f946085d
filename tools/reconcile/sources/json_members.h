#pragma once

#include "tools/json/tape.h"
#include "tools/reconcile/sources/fields.h"
#include "tools/reconcile/sources/sources.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tally::reconcile {

// The members of one JSON object, each asked for by name. The first mistake stays; all that is
// asked for after it is empty.
class JsonMembers {
public:
    JsonMembers(json::Tape const& tape, std::size_t object);

    [[nodiscard]] bool ok() const { return fault_.empty(); }

    [[nodiscard]] std::string const& field() const { return field_; }

    [[nodiscard]] std::string const& fault() const { return fault_; }

    // Null if it is not there.
    [[nodiscard]] json::Node const* find(std::string_view name);

    [[nodiscard]] std::string_view text(std::string_view name, bool required);
    [[nodiscard]] std::uint64_t count(std::string_view name);
    [[nodiscard]] bool flag(std::string_view name);
    [[nodiscard]] Days date(std::string_view name);
    [[nodiscard]] Timestamp moment(std::string_view name);
    [[nodiscard]] SignedAmount amount(std::string_view name, std::uint8_t scale);

    [[nodiscard]] json::Tape const& tape() const { return tape_; }

    // Every member must be one of these, and none may come twice.
    void only(std::span<std::string_view const> names);

    void fail(std::string_view field, std::string text);

private:
    json::Tape const& tape_;
    std::size_t object_;
    std::string field_;
    std::string fault_;
};

// The object behind "statement", the object of an entry, the one behind "end". False with the
// fault in `members`.
[[nodiscard]] bool take_statement(JsonMembers& members,
                                  std::span<AssetScale const> told,
                                  Statement& statement);
[[nodiscard]] bool take_line(JsonMembers& members, std::uint8_t scale, StatementLine& line);
[[nodiscard]] bool take_end(JsonMembers& members, std::uint64_t& lines, std::uint64_t& left_out);

}  // namespace tally::reconcile
