#include "tools/json/tape.h"
#include "tools/reconcile/sources/json_members.h"
#include "tools/reconcile/sources/line_input.h"
#include "tools/reconcile/sources/parsers.h"

#include <array>
#include <optional>
#include <utility>

// What addresses of a chain own at one block, as JSON lines: {"balances":{"chain","block","hash",
// "time"}}, then {"address","asset","scale","balance"} each. Every address becomes a statement
// without lines: only its closing balance can be compared.
namespace tally::reconcile {

namespace {

class ChainReader {
public:
    ChainReader(ByteInput& input, SourceReading& reading)
        : reading_(reading), lines_(input, Encoding::utf8, reading.mistakes()) {}

    void read() {
        while (auto const line = lines_.next()) {
            position_ = line->position;
            if (trimmed(line->text).empty()) continue;
            if (!tape_.parse(line->text)) {
                fault("column " + std::to_string(tape_.fault().column), tape_.fault().text);
                // What follows is not of the block before.
                if (line->text.find("\"balances\"") != std::string::npos) block_.reset();
            } else if (tape_[0].kind == json::NodeKind::object && tape_.size() > 2 &&
                       tape_[1].text == "balances") {
                begin();
            } else {
                balance();
            }
        }
    }

private:
    void fault(std::string_view field, std::string text) {
        reading_.mistake(position_, field, std::move(text), LeftOut::line);
    }

    void begin() {
        constexpr std::array<std::string_view, 4> known{"chain", "block", "hash", "time"};
        JsonMembers members{tape_, 2};
        members.only(known);
        BlockPoint block;
        block.chain = members.text("chain", true);
        if (members.find("block") == nullptr) members.fail("block", "is missing");
        block.number = members.count("block");
        block.hash = members.text("hash", true);
        made_ = members.moment("time");
        block_.reset();
        if (members.ok() && !is_hash(block.hash)) {
            members.fail("hash",
                         "is not 0x and 64 hex digits: a block is named by its hash, so that a "
                         "reorg is seen");
        }
        if (!members.ok()) return fault("balances." + members.field(), members.fault());
        block_ = std::move(block);
    }

    static bool is_hash(std::string_view text) {
        return text.size() == 66 && text.starts_with("0x") &&
               text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
    }

    void balance() {
        if (!block_) return fault("balances", "is missing before this line: of which block is it?");
        constexpr std::array<std::string_view, 4> known{"address", "asset", "scale", "balance"};
        JsonMembers members{tape_, 0};
        members.only(known);
        Statement statement;
        statement.source = "chain " + block_->chain;
        statement.account = members.text("address", true);
        statement.asset = members.text("asset", true);
        statement.id = block_->chain + "/" + std::to_string(block_->number) + "/" + block_->hash +
                       "/" + statement.asset;
        statement.block = block_;
        statement.made = made_;
        if (members.ok() && members.find("scale") != nullptr) {
            auto const scale = members.count("scale");
            if (scale > 38) members.fail("scale", "is larger than 38");
            statement.scale = static_cast<std::uint8_t>(scale > 38 ? 38 : scale);
        } else if (members.ok() && !reading_.take_scale(position_, "asset", statement)) {
            return;
        }
        statement.closing = members.amount("balance", statement.scale);
        if (members.ok() && statement.closing->is_negative())
            members.fail("balance", "is negative");
        if (!members.ok()) return fault(members.field(), members.fault());
        reading_.finish(std::move(statement), position_);
    }

    SourceReading& reading_;
    LineInput lines_;
    json::Tape tape_;
    FilePosition position_;
    std::optional<BlockPoint> block_;
    Timestamp made_ = never;
};

}  // namespace

void read_chain_balances(ByteInput& input, SourceReading& reading) {
    ChainReader{input, reading}.read();
}

}  // namespace tally::reconcile
