#include "tools/reconcile/sources/csv_mapping.h"

#include "tools/text/toml_keys.h"

#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

#include <fstream>
#include <iterator>
#include <utility>

namespace tally::reconcile {

namespace {

class MappingReader {
public:
    MappingReader(std::string const& name, CsvMapping& mapping) : name_(name), mapping_(mapping) {}

    Result<void> read(toml::table const& root) {
        for (auto const& [key, node] : root) {
            auto const* const table = node.as_table();
            if (table == nullptr)
                return wrong(key.str(),
                             node,
                             "is not in a section; put it below [file], [statement], [columns] or "
                             "[references]");
            if (!is_section(key.str())) {
                return wrong(key.str(), key.source(), no_section);
            }
            for (auto const& [name, value] : *table) {
                if (!take(key.str(), name.str(), value)) return failure_;
            }
        }
        return check();
    }

private:
    static constexpr std::string_view no_section =
        "is no section: there are file, statement, columns, references";

    static bool is_section(std::string_view name) {
        return name == "file" || name == "statement" || name == "columns" || name == "references";
    }

    Failure wrong(std::string_view key, toml::node const& node, std::string_view what) const {
        return wrong(key, node.source(), what);
    }

    Failure wrong(std::string_view key,
                  toml::source_region const& source,
                  std::string_view what) const {
        return {FailureKind::usage,
                name_ + ":" + std::to_string(source.begin.line) + ": " + std::string{key} + " " +
                    std::string{what}};
    }

    bool fail(std::string_view key, toml::node const& node, std::string_view what) {
        failure_ = wrong(key, node, what);
        return false;
    }

    bool take(std::string_view section, std::string_view key, toml::node const& node) {
        if (section == "file") return take_file(key, node);
        if (section == "statement") return take_statement(key, node);
        if (section == "columns") return take_column(key, node);
        return take_reference(key, node);
    }

    bool text(std::string_view key, toml::node const& node, std::string& to) {
        auto const value = node.value_exact<std::string>();
        if (!value) return fail(key, node, "is not a text in quotes");
        to = *value;
        return true;
    }

    bool character(std::string_view key, toml::node const& node, char& to) {
        std::string value;
        if (!text(key, node, value)) return false;
        if (value == "tab") value = "\t";
        if (value.size() > 1) return fail(key, node, "is not one character");
        to = value.empty() ? '\0' : value[0];
        return true;
    }

    bool flag(std::string_view key, toml::node const& node, bool& to) {
        auto const value = node.value_exact<bool>();
        if (!value) return fail(key, node, "is neither true nor false");
        to = *value;
        return true;
    }

    bool take_file(std::string_view key, toml::node const& node) {
        if (key == "delimiter") return character(key, node, mapping_.delimiter);
        if (key == "quote") return character(key, node, mapping_.quote);
        if (key == "decimal") return character(key, node, mapping_.numbers.point);
        if (key == "group") return character(key, node, mapping_.numbers.group);
        if (key == "header") return flag(key, node, mapping_.header);
        if (key == "newest_first") return flag(key, node, mapping_.newest_first);
        if (key == "date_format") return text(key, node, mapping_.date_format);
        if (key == "debit_word") return text(key, node, mapping_.debit_word);
        if (key == "credit_word") return text(key, node, mapping_.credit_word);
        if (key == "encoding") return take_encoding(key, node);
        if (key == "skip_lines") return take_skip(key, node);
        return fail(key, node, "is nothing that the section file has");
    }

    bool take_encoding(std::string_view key, toml::node const& node) {
        std::string value;
        if (!text(key, node, value)) return false;
        if (value != "utf-8" && value != "latin-1")
            return fail(key, node, "is neither utf-8 nor latin-1");
        mapping_.encoding = value == "utf-8" ? Encoding::utf8 : Encoding::latin1;
        return true;
    }

    bool take_skip(std::string_view key, toml::node const& node) {
        auto const value = node.value_exact<std::int64_t>();
        if (!value || *value < 0 || *value > 1000)
            return fail(key, node, "is not a number from 0 to 1000");
        mapping_.skip_lines = static_cast<std::uint64_t>(*value);
        return true;
    }

    bool take_statement(std::string_view key, toml::node const& node) {
        std::pair<std::string_view, std::string*> const known[] = {{"id", &mapping_.id},
                                                                   {"source", &mapping_.source},
                                                                   {"account", &mapping_.account},
                                                                   {"asset", &mapping_.asset},
                                                                   {"opening", &mapping_.opening},
                                                                   {"closing", &mapping_.closing}};
        for (auto const& [name, to] : known) {
            if (name == key) return text(key, node, *to);
        }
        return fail(key, node, "is nothing that the section statement has");
    }

    bool column(std::string_view key, toml::node const& node, CsvColumn& to) {
        if (auto const number = node.value_exact<std::int64_t>()) {
            if (*number < 1 || *number > 1000)
                return fail(key, node, "is not a number from 1 to 1000");
            to.number = static_cast<std::size_t>(*number);
            return true;
        }
        if (!node.is_string()) return fail(key, node, "is neither a column's name nor its number");
        return text(key, node, to.name);
    }

    bool take_column(std::string_view key, toml::node const& node) {
        std::pair<std::string_view, CsvColumn*> const known[] = {
            {"amount", &mapping_.amount},
            {"side", &mapping_.side},
            {"debit", &mapping_.debit},
            {"credit", &mapping_.credit},
            {"balance", &mapping_.balance},
            {"booking_date", &mapping_.booking_date},
            {"value_date", &mapping_.value_date},
            {"entry", &mapping_.entry},
            {"code", &mapping_.code},
            {"account", &mapping_.account_column},
            {"asset", &mapping_.asset_column}};
        for (auto const& [name, to] : known) {
            if (name == key) return column(key, node, *to);
        }
        if (key != "text") return fail(key, node, "is nothing that the section columns has");
        auto const* const list = node.as_array();
        if (list == nullptr) return column(key, node, mapping_.text.emplace_back());
        for (auto const& one : *list) {
            if (!column(key, one, mapping_.text.emplace_back())) return false;
        }
        return true;
    }

    bool take_reference(std::string_view key, toml::node const& node) {
        auto const field = reference_field_named(key);
        if (!field) return fail(key, node, "is no kind of reference");
        CsvReference reference{*field, {}};
        if (!column(key, node, reference.column)) return false;
        mapping_.references.push_back(std::move(reference));
        return true;
    }

    [[nodiscard]] Failure lacks(std::string_view what) const {
        return {FailureKind::usage, name_ + ": " + std::string{what}};
    }

    [[nodiscard]] Result<void> check() const {
        bool const two = mapping_.debit.set() && mapping_.credit.set();
        if (mapping_.amount.set() == (mapping_.debit.set() || mapping_.credit.set()) ||
            (!mapping_.amount.set() && !two)) {
            return lacks("[columns] needs amount, or debit and credit, and not both");
        }
        if (!mapping_.booking_date.set() && !mapping_.value_date.set()) {
            return lacks("[columns] needs booking_date or value_date");
        }
        if (mapping_.account.empty() && !mapping_.account_column.set()) {
            return lacks("the account is missing: [statement] account, or [columns] account");
        }
        if (mapping_.asset.empty() && !mapping_.asset_column.set()) {
            return lacks("the asset is missing: [statement] asset, or [columns] asset");
        }
        if (mapping_.numbers.point == mapping_.numbers.group || mapping_.delimiter == '\0') {
            return lacks("[file] decimal and group must differ, and delimiter must be a character");
        }
        return success();
    }

    std::string const& name_;
    CsvMapping& mapping_;
    Failure failure_{FailureKind::usage, {}};
};

}  // namespace

Result<CsvMapping> parse_csv_mapping(std::string_view text, std::string const& name) {
    toml::table table;
    if (auto const objection = text::toml_objection(text, name))
        return Failure{FailureKind::usage, *objection};
    try {
        table = toml::parse(text);
    } catch (toml::parse_error const& error) {
        return Failure{FailureKind::usage,
                       name + ":" + std::to_string(error.source().begin.line) + ": " +
                           std::string{error.description()}};
    }
    CsvMapping mapping;
    TALLY_TRYV((MappingReader{name, mapping}.read(table)));
    return mapping;
}

Result<CsvMapping> read_csv_mapping(std::string const& path) {
    if (path.empty()) {
        return Failure{FailureKind::usage,
                       "a CSV needs a mapping that says what its columns are (--mapping FILE)"};
    }
    std::ifstream file{path, std::ios::binary};
    if (!file) return Failure{FailureKind::usage, "cannot open the mapping " + path};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    return parse_csv_mapping(text, path);
}

}  // namespace tally::reconcile
