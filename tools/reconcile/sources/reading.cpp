#include "tools/reconcile/sources/reading.h"

#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "tools/reconcile/sources/scales.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <vector>

namespace tally::reconcile {

namespace {

void append_part(std::string& out, std::string_view part) {
    out.append(std::to_string(part.size())).append(":").append(part);
}

// A line's content as one unambiguous text; the position is not part of it.
std::string content_of(StatementLine const& line) {
    std::string out;
    append_part(out, format_signed(line.amount, 0));
    append_part(out, std::to_string(line.booking_date));
    append_part(out, std::to_string(line.value_date));
    append_part(out, std::to_string(line.moment.ns));
    append_part(out, name_of(line.status));
    append_part(out, line.code);
    append_part(out, line.text);
    for (auto const& reference : line.references) {
        append_part(out, name_of(reference.field));
        append_part(out, reference.text);
    }
    return out;
}

std::string hash_text(std::string_view content) {
    auto const hash = sha256_of_text(content);
    return to_hex(ByteSpan{hash.bytes}.first(10));
}

// Names for lines that have none: the same content at the same rank gets the same name in every
// file that shows it.
void name_nameless(Statement& statement) {
    std::map<std::string, std::uint64_t> ranks;
    for (auto& line : statement.lines) {
        if (!line.entry_reference.empty()) continue;
        auto const hash = hash_text(content_of(line));
        line.entry_reference = "~" + hash + "-" + std::to_string(++ranks[hash]);
    }
}

std::optional<SignedAmount> sum_of_booked(Statement const& statement, SignedAmount from) {
    std::optional<SignedAmount> sum = from;
    for (auto const& line : statement.lines) {
        if (line.status != LineStatus::booked) continue;
        sum = sum->checked_add(line.amount);
        if (!sum) return std::nullopt;
    }
    return sum;
}

}  // namespace

SourceReading::SourceReading(ReadOptions const& options, std::string file_hash, StatementSink& sink)
    : options_(options), file_hash_(std::move(file_hash)), sink_(sink) {}

void SourceReading::mistake(FilePosition position,
                            std::string_view field,
                            std::string text,
                            LeftOut left_out) {
    mistakes_.add({position, std::string{field}, std::move(text), left_out});
}

void SourceReading::leave_out(Statement& statement,
                              FilePosition position,
                              std::string_view field,
                              std::string text) {
    ++statement.left_out;
    mistake(position, field, std::move(text), LeftOut::line);
}

bool SourceReading::take_scale(FilePosition position,
                               std::string_view field,
                               Statement& statement) {
    auto const scale = scale_of(statement.asset, options_.scales);
    if (scale) {
        statement.scale = *scale;
        return true;
    }
    mistake(position,
            field,
            "\"" + statement.asset.substr(0, 40) +
                "\" is no currency of ISO 4217 and its scale is not told; say --scale " +
                statement.asset.substr(0, 40) + "=DIGITS",
            LeftOut::statement);
    return false;
}

bool SourceReading::check_identity(Statement const& statement, FilePosition position) {
    if (statement.account.empty() || statement.id.empty()) {
        mistake(position,
                statement.account.empty() ? "account" : "statement id",
                "is missing; without it a statement cannot be told from another",
                LeftOut::statement);
        return false;
    }
    if (statement.from != 0 && statement.to != 0 && statement.from > statement.to) {
        mistake(position, "from date", "is later than the to date", LeftOut::statement);
        return false;
    }
    if (seen_.emplace(statement.account, statement.id).second) return true;
    mistake(position,
            "statement id",
            "\"" + statement.id + "\" of account \"" + statement.account +
                "\" comes twice in this file; take one of them out",
            LeftOut::statement);
    return false;
}

void SourceReading::drop_repeated(Statement& statement) {
    auto& lines = statement.lines;
    std::vector<std::size_t> order(lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        auto const compared = lines[left].entry_reference.compare(lines[right].entry_reference);
        return compared != 0 ? compared < 0 : left < right;
    });
    std::vector<std::size_t> repeated;
    for (std::size_t i = 1; i < order.size(); ++i) {
        if (lines[order[i]].entry_reference == lines[order[i - 1]].entry_reference) {
            repeated.push_back(order[i]);
        }
    }
    std::sort(repeated.begin(), repeated.end());
    for (auto const at : repeated) {
        leave_out(statement,
                  lines[at].position,
                  "entry reference",
                  "\"" + lines[at].entry_reference +
                      "\" comes twice in this statement; each entry needs its own");
    }
    if (repeated.empty()) return;
    std::vector<StatementLine> kept;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!std::binary_search(repeated.begin(), repeated.end(), i))
            kept.push_back(std::move(lines[i]));
    }
    lines = std::move(kept);
}

bool SourceReading::check_balances(Statement const& statement, FilePosition position) {
    auto const sum = sum_of_booked(statement, statement.opening.value_or(SignedAmount{}));
    if (!sum) {
        mistake(position, "entries", "come to more than an amount can be", LeftOut::statement);
        return false;
    }
    bool const provable = statement.opening && statement.closing && statement.left_out == 0;
    if (!provable || *sum == *statement.closing) return true;
    mistake(position,
            "closing balance",
            "of statement " + statement.id + " is " +
                format_signed(*statement.closing, statement.scale) +
                ", but opening balance and booked entries come to " +
                format_signed(*sum, statement.scale) +
                "; an entry is missing or altered: get the statement again",
            LeftOut::statement);
    return false;
}

void SourceReading::finish(Statement statement, FilePosition position) {
    if (statement.file_hash.empty()) statement.file_hash = file_hash_;
    if (!check_identity(statement, position)) return;
    name_nameless(statement);
    drop_repeated(statement);
    if (!check_balances(statement, position)) return;
    statement.balance_only = statement.block && !statement.opening && statement.lines.empty();
    ++statements_;
    lines_ += statement.lines.size();
    sink_.take(std::move(statement));
}

}  // namespace tally::reconcile
