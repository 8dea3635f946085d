#include "tools/reconcile/sources/bai2_record.h"
#include "tools/reconcile/sources/parsers.h"
#include "tools/text/number.h"

#include <optional>
#include <utility>

// BAI2, "Cash Management Balance Reporting Specifications, version 2" (Bank Administration
// Institute; ANSI X9.121 continues it): a file (01 .. 99) of groups (02 .. 98) of accounts
// (03 .. 49) with details (16). Every trailer's total and count is compared with what was read.
namespace tally::reconcile {

namespace {

enum class Direction : std::uint8_t { none, credit, debit };

// The ranges of type codes; what is neither moves no money.
Direction direction_of(std::uint64_t code) {
    if ((code > 100 && code < 400) || (code >= 920 && code < 960)) return Direction::credit;
    if ((code > 400 && code < 700) || (code >= 960 && code < 1000)) return Direction::debit;
    return Direction::none;
}

constexpr std::uint64_t information_code = 890;

// What a trailer must say of its section.
struct Section {
    SignedAmount total;
    std::uint64_t children = 0;
    std::uint64_t records = 0;
    bool open = false;
    bool overflow = false;
    bool unread = false;  // an amount could not be read, so that nobody can say what they come to

    void add(SignedAmount amount) {
        auto const sum = total.checked_add(amount);
        overflow = overflow || !sum;
        if (sum) total = *sum;
    }
};

class Bai2Reader {
public:
    Bai2Reader(ByteInput& input, SourceReading& reading)
        : reading_(reading),
          lines_(input, reading.options().encoding, reading.mistakes()),
          records_(lines_, reading.mistakes()) {}

    void read() {
        while (auto const record = records_.next()) {
            file_.records += record->physical;
            group_.records += record->physical;
            account_.records += record->physical;
            take(*record);
        }
        if (file_.open) {
            fault(FilePosition{lines_.position()},
                  "99",
                  "is missing: the file ends too early",
                  LeftOut::nothing);
        }
        close_account(lines_.position());
    }

private:
    void fault(FilePosition at, std::string_view field, std::string text, LeftOut left_out) {
        reading_.mistake(at, field, std::move(text), left_out);
    }

    void take(Bai2Record const& record) {
        if (record.code == "01") {
            begin_file(record);
        } else if (record.code == "02") {
            begin_group(record);
        } else if (record.code == "03") {
            begin_account(record);
        } else if (record.code == "16") {
            take_detail(record);
        } else if (record.code == "49") {
            end_account(record);
        } else if (record.code == "98") {
            end_group(record);
        } else if (record.code == "99") {
            end_file(record);
        } else {
            fault(record.position,
                  "record",
                  "has a code that BAI2 does not know here: " + record.code,
                  LeftOut::line);
        }
    }

    void begin_file(Bai2Record const& record) {
        if (file_.open)
            fault(record.position, "01", "comes before the last file's 99", LeftOut::nothing);
        file_ = Section{{}, 0, record.physical, true, false};
        sender_ = record.field(0);
        auto const date = take_short_date(record.field(2));
        if (!date.ok()) fault(record.position, "01 creation date", date.fault, LeftOut::nothing);
        if (record.field(7) != "2") {
            fault(record.position,
                  "01 version",
                  "is not 2; only BAI version 2 is read",
                  LeftOut::nothing);
        }
    }

    void begin_group(Bai2Record const& record) {
        if (!file_.open)
            fault(record.position, "02", "comes before a file header (01)", LeftOut::nothing);
        close_account(record.position);
        if (group_.open)
            fault(record.position, "02", "comes before the last group's 98", LeftOut::nothing);
        group_ = Section{{}, 0, record.physical, true, false};
        ++file_.children;
        originator_ = record.field(1).empty() ? sender_ : std::string{record.field(1)};
        currency_ = record.field(5).empty() ? "USD" : record.field(5);
        auto const date = take_short_date(record.field(3));
        if (!date.ok()) fault(record.position, "02 as-of date", date.fault, LeftOut::statement);
        as_of_ = date.value;
        as_of_text_ = record.field(3);
        group_usable_ = date.ok() && usable_status(record);
    }

    bool usable_status(Bai2Record const& record) {
        auto const status = record.field(2);
        if (status == "1" || status == "3") return true;
        fault(record.position,
              "02 group status",
              "\"" + std::string{status} +
                  "\" is no update (1) or correction (3): a deletion or a "
                  "test is not a statement",
              LeftOut::statement);
        return false;
    }

    void begin_account(Bai2Record const& record) {
        if (!group_.open)
            fault(record.position, "03", "comes before a group header (02)", LeftOut::nothing);
        close_account(record.position);
        account_ = Section{{}, 0, record.physical, true, false};
        ++group_.children;
        usable_ = group_usable_;
        began_ = record.position;
        statement_ = Statement{};
        statement_.source = "bai2 " + originator_;
        statement_.id = originator_ + "/" + as_of_text_;
        statement_.account = record.field(0);
        statement_.asset = record.field(1).empty() ? currency_ : std::string{record.field(1)};
        statement_.from = statement_.to = as_of_;
        usable_ = usable_ && reading_.take_scale(record.position, "03 currency", statement_);
        take_balances(record);
    }

    void take_balances(Bai2Record const& record) {
        for (std::size_t at = 2; at < record.size();) {
            auto const type = record.field(at);
            auto const text = record.field(at + 1);
            auto const amount = text.empty() ? Taken<SignedAmount>{} : take_units(text);
            if (!amount.ok()) {
                fault(record.position, "03 amount", amount.fault, LeftOut::statement);
                usable_ = false;
                account_.unread = true;
            }
            account_.add(amount.value);
            if (type == "010" && !text.empty()) statement_.opening = amount.value;
            if (type == "015" && !text.empty()) statement_.closing = amount.value;
            at += 3;  // type, amount, count
            skip_funds(record, at, nullptr);
        }
    }

    // Steps over a funds type and what belongs to it. False if the value date is wrong.
    bool skip_funds(Bai2Record const& record, std::size_t& at, StatementLine* line) {
        auto const type = record.field(at++);
        if (type == "S") at += 3;
        if (type == "D") at += 1 + 2 * distributed(record.field(at));
        if (type != "V") return true;
        auto const date = take_short_date(record.field(at));
        at += 2;
        if (line != nullptr) line->value_date = date.value;
        if (!date.ok()) fault_ = date.fault;
        return date.ok();
    }

    static std::size_t distributed(std::string_view text) {
        auto const count = take_count(text);
        return count.ok() && count.value < 1000 ? static_cast<std::size_t>(count.value) : 0;
    }

    void take_detail(Bai2Record const& record) {
        if (!account_.open) {
            return fault(record.position, "16", "comes before an account (03)", LeftOut::line);
        }
        auto const amount =
            record.field(1).empty() ? Taken<SignedAmount>{} : take_units(record.field(1));
        if (!amount.ok()) {
            account_.unread = true;
            return reading_.leave_out(statement_, record.position, "16 amount", amount.fault);
        }
        account_.add(amount.value);
        StatementLine line;
        line.position = record.position;
        line.booking_date = as_of_;
        line.code = record.field(0);
        if (!take_direction(record, line, amount.value)) return;
        std::size_t at = 2;
        if (!skip_funds(record, at, &line)) {
            return reading_.leave_out(statement_, record.position, "16 value date", fault_);
        }
        auto const bank = record.field(at);
        add_reference(line, ReferenceField::servicer, bank);
        add_reference(line, ReferenceField::customer, record.field(at + 1));
        line.entry_reference = bank;
        line.text = trimmed(record.rest_from(at + 2));
        statement_.lines.push_back(std::move(line));
    }

    bool take_direction(Bai2Record const& record, StatementLine& line, SignedAmount amount) {
        auto const code = take_count(record.field(0));
        auto const direction = code.ok() ? direction_of(code.value) : Direction::none;
        if (code.ok() && code.value == information_code) line.status = LineStatus::information;
        if (direction == Direction::none && line.status != LineStatus::information) {
            reading_.leave_out(statement_,
                               record.position,
                               "16 type code",
                               "\"" + line.code + "\" is no code of a single credit or debit");
            return false;
        }
        if (amount.is_negative() && direction != Direction::none) {
            reading_.leave_out(statement_,
                               record.position,
                               "16 amount",
                               "is negative, where the type code says the direction");
            return false;
        }
        line.amount = direction == Direction::debit ? -amount : amount;
        return true;
    }

    void end_account(Bai2Record const& record) {
        if (!account_.open) return fault(record.position, "49", "closes no account", LeftOut::line);
        bool const right = check(record, account_, "49", 1);
        account_.open = false;
        if (!group_.overflow) group_.add(account_.total);
        group_.unread = group_.unread || account_.unread;
        if (usable_ && right) reading_.finish(std::move(statement_), began_);
        usable_ = false;
    }

    void end_group(Bai2Record const& record) {
        close_account(record.position);
        if (!group_.open) return fault(record.position, "98", "closes no group", LeftOut::line);
        check_children(record, group_, "98 number of accounts");
        check(record, group_, "98", 2);
        group_.open = false;
        file_.add(group_.total);
        file_.unread = file_.unread || group_.unread;
    }

    void end_file(Bai2Record const& record) {
        close_account(record.position);
        if (group_.open)
            fault(record.position, "98", "is missing before the file's 99", LeftOut::nothing);
        if (!file_.open) return fault(record.position, "99", "closes no file", LeftOut::line);
        check_children(record, file_, "99 number of groups");
        check(record, file_, "99", 2);
        file_.open = group_.open = false;
    }

    void close_account(FilePosition at) {
        if (!account_.open) return;
        account_.open = false;
        fault(at, "49", "is missing for account " + statement_.account, LeftOut::statement);
    }

    bool check(Bai2Record const& record,
               Section const& section,
               std::string code,
               std::size_t count_at) {
        auto const left_out = code == "49" ? LeftOut::statement : LeftOut::nothing;
        auto const total = take_units(record.field(0));
        bool const same = !section.overflow && total.value == section.total;
        bool const sums = total.ok() && (section.unread || same);
        if (!sums) {
            fault(record.position,
                  code + " control total",
                  "says " + std::string{record.field(0)} + ", but the records come to " +
                      format_signed(section.total, 0) + "; get the file again",
                  left_out);
        }
        auto const count = take_count(record.field(count_at));
        bool const counts = count.ok() && count.value == section.records;
        if (!counts) {
            fault(record.position,
                  code + " number of records",
                  "says " + std::string{record.field(count_at)} + ", but there are " +
                      std::to_string(section.records) + "; get the file again",
                  left_out);
        }
        return sums && counts;
    }

    void check_children(Bai2Record const& record, Section const& section, std::string field) {
        auto const count = take_count(record.field(1));
        if (count.ok() && count.value == section.children) return;
        fault(record.position,
              field,
              "says " + std::string{record.field(1)} + ", but there are " +
                  std::to_string(section.children) + "; get the file again",
              LeftOut::nothing);
    }

    SourceReading& reading_;
    LineInput lines_;
    Bai2Records records_;
    Section file_;
    Section group_;
    Section account_;
    Statement statement_;
    FilePosition began_;
    std::string sender_;
    std::string originator_;
    std::string currency_;
    std::string as_of_text_;
    std::string fault_;
    Days as_of_ = 0;
    bool group_usable_ = false;
    bool usable_ = false;
};

}  // namespace

void read_bai2(ByteInput& input, SourceReading& reading) {
    Bai2Reader{input, reading}.read();
}

}  // namespace tally::reconcile
