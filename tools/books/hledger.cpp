#include "tools/books/dialect.h"
#include "tools/books/names.h"
#include "tools/look/shown.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

namespace tally::books {

namespace {

std::string commodity(Asset const& asset) {
    return '"' + hledger_code(asset.code.view()) + '"';
}

class Hledger final : public Dialect {
public:
    std::string_view extension() const override { return ".journal"; }

    std::string_view preamble() const override { return "decimal-mark .\n\n"; }

    std::string_view main_preamble() const override { return ""; }

    std::string_view advice() const override {
        return "hledger -f main.journal check -s ordereddates";
    }

    void include(std::string& out, std::string_view file) const override {
        out.append("include ").append(file).append("\n");
    }

    // The number shows how many digits the commodity has; a point without digits, that it has none.
    void declare(std::string& out, Asset const& asset) const override {
        out += "commodity ";
        text::append_units(out, power(asset.scale), asset.scale);
        if (asset.scale == 0) out += '.';
        out.append(" ").append(commodity(asset)).append("\n");
    }

    void declare(std::string& out, Account const& account, Asset const& asset) const override {
        out += "account " + hledger_account(account, asset.code.view());
        out += is_debit_account(account) ? "  ; type:A" : "  ; type:L";
        out += ", id:" + look::id_text(account.id.value);
        out += ", owner:" + look::id_text(account.owner.value);
        out += ", code:" + std::to_string(account.code) + "\n";
    }

    void begin(std::string& out, Heads const& heads) const override {
        out += "\n" + text::format_date(heads.day) + " * (" + std::to_string(heads.sequence) +
               ") " + heads.title;
        std::string_view before = "  ; ";
        for (auto const& [name, value] : heads.tags) {
            out.append(before).append(name).append(":").append(value);
            before = ", ";
        }
        out += '\n';
    }

    void post(std::string& out, Line const& line) const override {
        out += "    " + hledger_account(*line.account, line.asset->code.view()) + "  " +
               line.amount + " " + commodity(*line.asset) + "\n";
    }

    void declare_opening(std::string& out, Asset const& asset, std::uint32_t) const override {
        out += "account " + opening(asset) + "  ; type:E\n";
    }

    void post_opening(std::string& out, Line const& line) const override {
        out += "    " + opening(*line.asset) + "  " + line.amount + " " + commodity(*line.asset) +
               "\n";
    }

    void assert_balance(std::string& out,
                        Heads const& heads,
                        Line const& line,
                        std::string_view remark) const override {
        begin(out, heads);
        out += "    " + hledger_account(*line.account, line.asset->code.view()) + "  0 " +
               commodity(*line.asset) + " == " + line.amount + " " + commodity(*line.asset);
        if (!remark.empty()) out.append("  ; ").append(remark);
        out += '\n';
    }

    Result<void> check(Asset const&) const override { return success(); }

    Result<void> check(Account const&, Asset const&, uint128) const override { return success(); }

private:
    static uint128 power(std::uint8_t scale) {
        uint128 units = 1;
        for (unsigned i = 0; i < scale; ++i)
            units *= 10;
        return units;
    }

    static std::string opening(Asset const& asset) {
        return "equity:opening:" + hledger_code(asset.code.view());
    }
};

}  // namespace

Dialect const& hledger_dialect() {
    static Hledger const dialect;
    return dialect;
}

}  // namespace tally::books
