#include "tools/books/dialect.h"
#include "tools/books/names.h"
#include "tools/look/shown.h"
#include "tools/text/time.h"

namespace tally::books {

namespace {

// Beancount adds up with Python's decimals, which keep 28 digits and round the rest away.
constexpr unsigned digits_max = 28;

constexpr uint128 units_max() {
    uint128 units = 1;
    for (unsigned i = 0; i < digits_max; ++i)
        units *= 10;
    return units - 1;
}

void append_meta(std::string& out, std::string_view name, std::string_view value) {
    out.append("  ").append(name).append(": \"").append(value).append("\"\n");
}

class Beancount final : public Dialect {
public:
    std::string_view extension() const override { return ".beancount"; }

    std::string_view preamble() const override { return ""; }

    std::string_view main_preamble() const override {
        return "option \"inferred_tolerance_default\" \"*:0\"\n\n";
    }

    std::string_view advice() const override { return "bean-check main.beancount"; }

    void include(std::string& out, std::string_view file) const override {
        out.append("include \"").append(file).append("\"\n");
    }

    void declare(std::string& out, Asset const& asset) const override {
        out.append("1970-01-01 commodity ").append(asset.code.view()).append("\n");
        out += "  scale: " + std::to_string(asset.scale) + "\n";
    }

    void declare(std::string& out, Account const& account, Asset const& asset) const override {
        open(out, look::day_of(account.created), name_of(account, asset), asset);
        append_meta(out, "id", look::id_text(account.id.value));
        append_meta(out, "owner", look::id_text(account.owner.value));
        append_meta(out, "code", std::to_string(account.code));
    }

    void begin(std::string& out, Heads const& heads) const override {
        out += "\n" + text::format_date(heads.day) + " * \"" + heads.title + "\" ^entry-" +
               std::to_string(heads.sequence) + "\n";
        for (auto const& [name, value] : heads.tags)
            append_meta(out, name, value);
    }

    void post(std::string& out, Line const& line) const override {
        append_post(out, name_of(*line.account, *line.asset), line);
    }

    void declare_opening(std::string& out, Asset const& asset, std::uint32_t day) const override {
        open(out, day, opening(asset), asset);
    }

    void post_opening(std::string& out, Line const& line) const override {
        append_post(out, opening(*line.asset), line);
    }

    // A balance is asserted for the beginning of a day. Without "~ 0" one last digit would be let
    // pass.
    void assert_balance(std::string& out,
                        Heads const& heads,
                        Line const& line,
                        std::string_view remark) const override {
        out += text::format_date(heads.day + 1) + " balance " +
               name_of(*line.account, *line.asset) + "  " + line.amount + " ~ 0 ";
        out.append(line.asset->code.view());
        if (!remark.empty()) out.append("  ; ").append(remark);
        out += '\n';
    }

    Result<void> check(Asset const& asset) const override {
        auto const code = asset.code.view();
        if (is_beancount_currency(code)) return success();
        return Failure{FailureKind::usage,
                       "beancount has no currency like asset " + std::string{code} +
                           ": it wants 2 to 24 capitals and digits, a capital first; use "
                           "--format hledger"};
    }

    Result<void> check(Account const& account, Asset const& asset, uint128 units) const override {
        if (units <= units_max()) return success();
        return Failure{FailureKind::usage,
                       "account " + look::id_text(account.id.value) + " has or moves more " +
                           std::string{asset.code.view()} + " than the " +
                           std::to_string(digits_max) +
                           " digits that beancount adds up exactly; use --format hledger"};
    }

private:
    static std::string name_of(Account const& account, Asset const& asset) {
        return beancount_account(account, asset.code.view());
    }

    static std::string opening(Asset const& asset) {
        return "Equity:Opening:" + beancount_part(asset.code.view());
    }

    static void open(std::string& out,
                     std::uint32_t day,
                     std::string const& name,
                     Asset const& asset) {
        out += text::format_date(day) + " open " + name + "  ";
        out.append(asset.code.view()).append("\n");
    }

    static void append_post(std::string& out, std::string const& name, Line const& line) {
        out += "  " + name + "  " + line.amount + " ";
        out.append(line.asset->code.view()).append("\n");
    }
};

}  // namespace

Dialect const& beancount_dialect() {
    static Beancount const dialect;
    return dialect;
}

}  // namespace tally::books
