#include "tools/reconcile/sources/mt940_fields.h"
#include "tools/reconcile/sources/mt940_text.h"
#include "tools/reconcile/sources/parsers.h"
#include "tools/text/time.h"

#include <optional>
#include <utility>

// SWIFT MT940, "Customer Statement Message" (SWIFT Standards, Category 9): :20: :25: :28C: :60a:
// (:61: :86:)* :62a:. A statement of several pages is several messages, whose intermediate balances
// (:60M: :62M:) chain; it is put together here.
namespace tally::reconcile {

namespace {

struct Balance {
    SignedAmount amount;
    Days date = 0;
    bool last = false;  // F: the statement's own; M: a page's
};

// Reads the parts of a text one after the other.
class Parts {
public:
    explicit Parts(std::string_view text) : rest_(text) {}

    std::string_view take(std::size_t count) {
        auto const part = rest_.substr(0, count);
        rest_.remove_prefix(part.size());
        return part;
    }

    bool take_if(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    std::string_view take_all_of(std::string_view characters) {
        auto const end = rest_.find_first_not_of(characters);
        return take(end == std::string_view::npos ? rest_.size() : end);
    }

    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

// N, F or S, and three letters or digits.
bool is_type(std::string_view code) {
    if (code.size() != 4 || std::string_view{"NFS"}.find(code[0]) == std::string_view::npos) {
        return false;
    }
    return code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

constexpr NumberStyle mt940_numbers{',', '\0', true, false};

class Mt940Reader {
public:
    Mt940Reader(ByteInput& input, SourceReading& reading)
        : reading_(reading), fields_(input, reading) {}

    void read() {
        while (auto const field = fields_.next())
            take(*field);
        end_message({});
        must_have_ended();
    }

private:
    void fault(Mt940Field const& field, std::string text, LeftOut left_out) {
        reading_.mistake(field.position, ":" + field.tag + ":", std::move(text), left_out);
    }

    // What makes the statement that is being read worthless.
    void spoil(Mt940Field const& field, std::string text) {
        fault(field, std::move(text), LeftOut::statement);
        usable_ = false;
    }

    void take(Mt940Field const& field) {
        if (field.tag != "86") in_entry_ = false;
        if (field.tag == "20") {
            begin_message(field);
        } else if (field.tag == "25" || field.tag == "25P") {
            account_ = std::string{trimmed(field.text.substr(0, field.text.find('\n')))};
        } else if (field.tag == "28C" || field.tag == "28") {
            take_number(field);
        } else if (field.tag == "60F" || field.tag == "60M") {
            take_opening(field);
        } else if (field.tag == "61") {
            take_entry(field);
        } else if (field.tag == "86") {
            if (in_entry_) take_mt940_text(field.text, statement_.lines.back());
        } else if (field.tag == "62F" || field.tag == "62M") {
            take_closing(field);
        } else if (field.tag.empty()) {
            end_message(field);
        } else if (field.tag != "21" && field.tag != "64" && field.tag != "65" &&
                   field.tag != "13D" && field.tag != "13") {
            fault(field, "is no field of an MT940", LeftOut::line);
        }
    }

    void begin_message(Mt940Field const& field) {
        end_message(field);
        in_message_ = true;
        message_usable_ = true;
        message_ = field.position;
        reference_ = std::string{trimmed(field.text)};
        account_.clear();
        number_.clear();
        page_ = 1;
    }

    void take_number(Mt940Field const& field) {
        auto const text = trimmed(field.text);
        auto const slash = text.find('/');
        number_ = std::string{text.substr(0, slash)};
        auto const number = take_count(number_);
        auto const page = slash == std::string_view::npos ? Taken<std::uint64_t>{1, {}}
                                                          : take_count(text.substr(slash + 1));
        page_ = page.value;
        if (number.ok() && page.ok()) return;
        spoil(field, number.ok() ? page.fault : number.fault);
        message_usable_ = false;
    }

    std::optional<Balance> take_balance(Mt940Field const& field, std::string& asset) {
        Parts parts{trimmed(field.text)};
        bool const debit = parts.take_if("D");
        if (!debit && !parts.take_if("C")) {
            spoil(field, "begins with neither C nor D");
            return std::nullopt;
        }
        auto const date = take_short_date(parts.take(6));
        asset = std::string{parts.take(3)};
        Statement scaled;
        scaled.asset = asset;
        if (!date.ok()) {
            spoil(field, date.fault);
            return std::nullopt;
        }
        if (!reading_.take_scale(field.position, ":" + field.tag + ": currency", scaled)) {
            usable_ = false;
            return std::nullopt;
        }
        statement_.scale = scaled.scale;
        auto const amount = take_amount(parts.rest(), scaled.scale, mt940_numbers);
        if (!amount.ok()) {
            spoil(field, amount.fault);
            return std::nullopt;
        }
        return Balance{debit ? -amount.value : amount.value, date.value, field.tag.ends_with('F')};
    }

    void take_opening(Mt940Field const& field) {
        if (field.tag == "60F") {
            begin_statement(field);
        } else if (pages_ == 0 || account_ != statement_.account || page_ != next_page_) {
            begin_statement(field);
            if (page_ != 1) spoil(field, "goes on with a statement whose page before is not here");
        }
        if (!message_usable_) usable_ = false;
        std::string asset;
        auto const balance = take_balance(field, asset);
        if (!balance) return;
        if (field.tag == "60F" || pages_ == 0) {
            statement_.opening = balance->amount;
            statement_.asset = asset;
            statement_.from = balance->date;
        } else if (asset != statement_.asset || balance->amount != page_end_) {
            spoil(field, "is not what the page before ended with; a page is missing or altered");
        }
    }

    void must_have_ended() {
        if (pages_ == 0) return;
        reading_.mistake(
            began_,
            "62F",
            "is missing: the last page of statement " + statement_.id + " is not there",
            LeftOut::statement);
    }

    void begin_statement(Mt940Field const& field) {
        must_have_ended();
        statement_ = Statement{};
        statement_.source = "mt940";
        statement_.account = account_;
        // The transaction reference of each page may differ: the number names the statement.
        auto const number = take_count(number_);
        if (!number_.empty() && number.ok()) statement_.number = number.value;
        statement_.id = number_.empty() ? reference_ : number_;
        began_ = message_.line != 0 ? message_ : field.position;
        usable_ = true;
        open_ = true;
        pages_ = 0;
        next_page_ = 1;
    }

    void take_closing(Mt940Field const& field) {
        if (!open_) return fault(field, "comes before an opening balance (:60F:)", LeftOut::line);
        std::string asset;
        auto const balance = take_balance(field, asset);
        closed_page_ = true;
        if (balance && asset != statement_.asset)
            spoil(field, "is in another currency than the opening balance");
        if (!balance || !balance->last) {
            page_end_ = balance ? balance->amount : SignedAmount{};
            ++pages_;
            next_page_ = page_ + 1;
            return;
        }
        statement_.closing = balance->amount;
        statement_.to = balance->date;
        // The id would come again next year, when banks begin to count anew.
        statement_.id += "/" + text::format_date(statement_.to);
        open_ = false;
        pages_ = 0;
        if (usable_) reading_.finish(std::move(statement_), began_);
        usable_ = false;
    }

    void end_message(Mt940Field const& field) {
        if (in_message_ && open_ && !closed_page_) {
            reading_.mistake(field.position.line == 0 ? message_ : field.position,
                             ":62F:",
                             "is missing: the message ends without a closing balance",
                             LeftOut::statement);
            open_ = false;
            pages_ = 0;
        }
        closed_page_ = false;
        if (!field.tag.empty()) return;
        in_message_ = false;
    }

    void leave_out(Mt940Field const& field, std::string_view part, std::string text) {
        reading_.leave_out(
            statement_, field.position, ":61: " + std::string{part}, std::move(text));
    }

    void take_entry(Mt940Field const& field) {
        if (!open_) return fault(field, "comes before an opening balance (:60F:)", LeftOut::line);
        StatementLine line;
        line.position = field.position;
        auto const newline = field.text.find('\n');
        Parts parts{trimmed(std::string_view{field.text}.substr(0, newline))};
        if (!take_dates(field, parts, line) || !take_amount_part(field, parts, line)) return;
        line.code = parts.take(4);
        if (!is_type(line.code))
            return leave_out(field, "type", "is missing (N, F or S and three characters)");
        take_references(parts.rest(), line);
        if (newline != std::string::npos)
            line.text = trimmed(std::string_view{field.text}.substr(newline));
        statement_.lines.push_back(std::move(line));
        in_entry_ = true;
    }

    bool take_dates(Mt940Field const& field, Parts& parts, StatementLine& line) {
        auto const value = take_short_date(parts.take(6));
        if (!value.ok()) {
            leave_out(field, "value date", value.fault);
            return false;
        }
        line.value_date = line.booking_date = value.value;
        auto const entry = parts.take_all_of("0123456789");
        if (entry.empty()) return true;
        auto const booked = take_entry_date(field.text, entry, value.value);
        if (!booked.ok()) leave_out(field, "entry date", booked.fault);
        line.booking_date = booked.value;
        return booked.ok();
    }

    // MMDD, of the year that brings it nearest to the value date.
    static Taken<Days> take_entry_date(std::string_view text, std::string_view entry, Days value) {
        if (entry.size() != 4) return faulty<Days>(entry, "is not an entry date like 1121 (MMDD)");
        auto const year = take_count(text.substr(0, 2));
        auto const full = year.value + (year.value < 80 ? 2000 : 1900);
        Taken<Days> best = faulty<Days>(entry, "is a day that no calendar has; correct it");
        for (auto const candidate : {full, full - 1, full + 1}) {
            auto const date = take_date(std::to_string(candidate) + std::string{entry}, "%Y%m%d");
            if (!date.ok()) continue;
            auto const distance = [&](Days day) { return day > value ? day - value : value - day; };
            if (!best.ok() || distance(date.value) < distance(best.value)) best = date;
        }
        return best;
    }

    bool take_amount_part(Mt940Field const& field, Parts& parts, StatementLine& line) {
        line.reversal = parts.take_if("R");
        // E marks what is only expected: it is not in the balances.
        if (!line.reversal && parts.take_if("E")) line.status = LineStatus::pending;
        bool const debit = parts.take_if("D");
        if (!debit && !parts.take_if("C")) {
            leave_out(field, "mark", "is none of C, D, RC, RD, EC, ED");
            return false;
        }
        parts.take_all_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");  // the funds code
        auto const amount =
            take_amount(parts.take_all_of("0123456789,-+"), statement_.scale, mt940_numbers);
        if (!amount.ok()) {
            leave_out(field, "amount", amount.fault);
            return false;
        }
        // RC takes a credit back, so it is a debit.
        line.amount = debit != line.reversal ? -amount.value : amount.value;
        return true;
    }

    static void take_references(std::string_view text, StatementLine& line) {
        auto const slashes = text.find("//");
        auto const bank =
            slashes == std::string_view::npos ? "" : trimmed(text.substr(slashes + 2));
        add_reference(line, ReferenceField::customer, text.substr(0, slashes));
        add_reference(line, ReferenceField::servicer, bank);
        if (bank != "NONREF") line.entry_reference = bank;
    }

    SourceReading& reading_;
    Mt940Fields fields_;
    Statement statement_;
    FilePosition began_;
    FilePosition message_;
    std::string reference_;
    std::string account_;
    std::string number_;
    SignedAmount page_end_;
    std::uint64_t page_ = 1;
    std::uint64_t next_page_ = 1;
    std::uint64_t pages_ = 0;  // of the statement that is being put together, read so far
    bool in_message_ = false;
    bool message_usable_ = true;
    bool open_ = false;
    bool closed_page_ = false;
    bool usable_ = false;
    bool in_entry_ = false;
};

}  // namespace

void read_mt940(ByteInput& input, SourceReading& reading) {
    Mt940Reader{input, reading}.read();
}

}  // namespace tally::reconcile
