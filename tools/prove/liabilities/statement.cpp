#include "tools/prove/liabilities/statement.h"

#include "journal/checkpoint/lines.h"
#include "journal/crypto/text.h"
#include "tools/text/number.h"

#include <limits>
#include <optional>
#include <utility>

namespace tally::prove {

namespace {

constexpr std::string_view first_line = "tallystick/liabilities/v1";
constexpr std::size_t path_max = 64;

std::string number(uint128 value) {
    return text::format_integer(value);
}

// Takes the fields of such a text off its front, one a line; remembers the first that is wrong.
class Fields {
public:
    explicit Fields(std::string_view text) : text_(text) {}

    std::string_view word(std::string_view name) {
        auto const line = take_line(text_);
        if (line && line->starts_with(name) && line->size() > name.size() &&
            (*line)[name.size()] == ' ')
            return line->substr(name.size() + 1);
        if (wrong_.empty()) wrong_ = name;
        return {};
    }

    uint128 wide(std::string_view name) { return to_wide(word(name), name); }

    std::uint64_t count(std::string_view name) {
        auto const value = wide(name);
        if (value > std::numeric_limits<std::uint64_t>::max() && wrong_.empty()) wrong_ = name;
        return static_cast<std::uint64_t>(value);
    }

    Hash32 hash(std::string_view name) { return to_hash(word(name), name); }

    void line(std::string_view expected) {
        if (take_line(text_) != expected && wrong_.empty()) wrong_ = expected;
    }

    // What is left, a sum and a hash a line.
    SumPath path() {
        SumPath path;
        while (wrong_.empty() && !text_.empty()) {
            auto const line = take_line(text_).value_or(std::string_view{});
            auto const blank = std::min(line.find(' '), line.size());
            auto const rest = line.substr(std::min(blank + 1, line.size()));
            path.push_back({to_hash(rest, "path"), to_wide(line.substr(0, blank), "path")});
            if (path.size() > path_max && wrong_.empty()) wrong_ = "path";
        }
        return path;
    }

    [[nodiscard]] std::string const& wrong() const { return wrong_; }

private:
    uint128 to_wide(std::string_view text, std::string_view name) {
        auto const parsed = text::parse_integer(text);
        if ((!parsed.ok() || number(parsed.value) != text) && wrong_.empty()) wrong_ = name;
        return parsed.value;
    }

    Hash32 to_hash(std::string_view text, std::string_view name) {
        Hash32 hash;
        if (!read_base64(text, hash.bytes) && wrong_.empty()) wrong_ = name;
        return hash;
    }

    std::string_view text_;
    std::string wrong_;
};

LiabilityStatement read_statement(Fields& fields) {
    LiabilityStatement statement;
    fields.line(first_line);
    statement.origin = fields.word("origin");
    statement.asset = fields.word("asset");
    statement.scale = static_cast<std::uint8_t>(fields.count("scale") & 63U);
    statement.record.size = fields.count("entries");
    statement.record.root = fields.hash("record_root");
    statement.accounts = fields.count("accounts");
    statement.root.sum = fields.wide("total");
    statement.root.hash = fields.hash("root");
    statement.disclosed = fields.count("disclosed_accounts");
    statement.disclosed_sum = fields.wide("disclosed_total");
    return statement;
}

}  // namespace

std::string statement_text(LiabilityStatement const& statement) {
    return std::string{first_line} + "\norigin " + statement.origin + "\nasset " + statement.asset +
           "\nscale " + std::to_string(statement.scale) + "\nentries " +
           std::to_string(statement.record.size) + "\nrecord_root " +
           to_base64(statement.record.root.span()) + "\naccounts " +
           std::to_string(statement.accounts) + "\ntotal " + number(statement.root.sum) +
           "\nroot " + to_base64(statement.root.hash.span()) + "\ndisclosed_accounts " +
           std::to_string(statement.disclosed) + "\ndisclosed_total " +
           number(statement.disclosed_sum) + "\n";
}

std::string proof_text(LiabilityProof const& proof) {
    auto const& liability = proof.liability;
    auto text = statement_text(proof.statement) + "\naccount " + number(liability.account) +
                "\nowner " + number(liability.owner) + "\nbalance " + number(liability.balance) +
                "\nsalt " + to_base64(liability.salt.span()) + "\nindex " +
                std::to_string(proof.index) + "\n";
    for (auto const& sibling : proof.path)
        text += number(sibling.sum) + " " + to_base64(sibling.hash.span()) + "\n";
    return text;
}

Result<LiabilityProof> parse_liability_proof(std::string_view text) {
    Fields fields{text};
    LiabilityProof proof;
    proof.statement = read_statement(fields);
    fields.line("");
    proof.liability.account = fields.wide("account");
    proof.liability.owner = fields.wide("owner");
    proof.liability.balance = fields.wide("balance");
    proof.liability.salt = fields.hash("salt");
    proof.liability.asset = proof.statement.asset;
    proof.index = fields.count("index");
    proof.path = fields.path();
    if (fields.wrong().empty() && proof.statement.asset.size() <= 16 && proof_text(proof) == text)
        return proof;
    return Failure{FailureKind::integrity,
                   "liabilities: this is no proof: its line '" + fields.wrong() + "' is wrong"};
}

Result<void> check_liability(LiabilityProof const& proof) {
    auto const& statement = proof.statement;
    TALLY_TRY(root, climb(sum_leaf(proof.liability), proof.index, statement.accounts, proof.path));
    if (root == statement.root) return success();
    return Failure{FailureKind::integrity,
                   "liabilities: account " + number(proof.liability.account) +
                       " with this balance is not in the total of the statement"};
}

}  // namespace tally::prove
