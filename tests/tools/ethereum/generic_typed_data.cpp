#include "tests/tools/ethereum/generic_typed_data.h"

#include "tests/tools/ethereum/vectors.h"
#include "tools/ethereum/keccak.h"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace tally::testing {

namespace {

using boost::json::object;
using boost::json::value;
using boost::multiprecision::cpp_int;
using Bytes = std::vector<std::uint8_t>;

// The fields that a domain may have, in the standard's order, and their types.
constexpr std::pair<char const*, char const*> domain_fields[]{{"name", "string"},
                                                              {"version", "string"},
                                                              {"chainId", "uint256"},
                                                              {"verifyingContract", "address"},
                                                              {"salt", "bytes32"}};

std::string text(value const& from) {
    return from.is_string() ? std::string{from.as_string()} : boost::json::serialize(from);
}

Bytes bytes_of_hash(Hash32 const& hash) {
    return {hash.bytes.begin(), hash.bytes.end()};
}

class Encoder {
public:
    explicit Encoder(object const& types) : types_(types) {}

    Hash32 hash_struct(std::string const& type, object const& data) const {
        auto bytes = bytes_of_hash(ethereum::keccak256(type_text(type)));
        for (auto const& field : types_.at(type).as_array()) {
            auto const& name = field.as_object().at("name").as_string();
            auto const* member = data.if_contains(name);
            append(bytes, encode(text(field.as_object().at("type")), member));
        }
        return ethereum::keccak256(ByteSpan{bytes});
    }

private:
    static void append(Bytes& to, Bytes const& more) {
        to.insert(to.end(), more.begin(), more.end());
    }

    void collect(std::string type, std::set<std::string>& found) const {
        type = type.substr(0, type.find('['));
        if (!types_.contains(type) || !found.insert(type).second) return;
        for (auto const& field : types_.at(type).as_array())
            collect(text(field.as_object().at("type")), found);
    }

    std::string one_type(std::string const& type) const {
        std::string fields;
        for (auto const& field : types_.at(type).as_array()) {
            if (!fields.empty()) fields += ',';
            fields += text(field.as_object().at("type")) + ' ';
            fields += text(field.as_object().at("name"));
        }
        return type + '(' + fields + ')';
    }

    std::string type_text(std::string const& type) const {
        std::set<std::string> found;
        collect(type, found);
        found.erase(type);
        auto all = one_type(type);
        for (auto const& other : found)
            all += one_type(other);
        return all;
    }

    Bytes encode(std::string const& type, value const* data) const {
        if (type.ends_with(']')) return encode_array(type, *data);
        if (types_.contains(type)) {
            if (data == nullptr || data->is_null()) return Bytes(32, 0);
            return bytes_of_hash(hash_struct(type, data->as_object()));
        }
        if (type == "string") return bytes_of_hash(ethereum::keccak256(text(*data)));
        if (type == "bytes")
            return bytes_of_hash(ethereum::keccak256(ByteSpan{bytes_of(text(*data))}));
        if (type == "bool") return encode_number(data->as_bool() ? "1" : "0");
        if (type.starts_with("bytes")) {
            auto bytes = bytes_of(text(*data));
            bytes.resize(32, 0);
            return bytes;
        }
        if (type == "address" || type.starts_with("uint") || type.starts_with("int"))
            return encode_number(text(*data));
        throw std::runtime_error{"unknown type " + type};
    }

    Bytes encode_array(std::string const& type, value const& data) const {
        Bytes all;
        for (auto const& element : data.as_array())
            append(all, encode(type.substr(0, type.rfind('[')), &element));
        return bytes_of_hash(ethereum::keccak256(ByteSpan{all}));
    }

    static Bytes encode_number(std::string digits) {
        std::transform(digits.begin(), digits.end(), digits.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        bool const negative = digits.starts_with('-');
        cpp_int number{negative ? digits.substr(1) : digits};
        if (negative) number = (cpp_int{1} << 256U) - number;
        Bytes bytes(32, 0);
        for (std::size_t i = bytes.size(); i-- > 0; number >>= 8U)
            bytes[i] = static_cast<std::uint8_t>(number & 0xFF);
        return bytes;
    }

    object const& types_;
};

object with_domain_type(object types, object const& domain) {
    boost::json::array fields;
    for (auto const& [name, type] : domain_fields)
        if (domain.contains(name)) fields.push_back(object{{"name", name}, {"type", type}});
    types["EIP712Domain"] = fields;
    return types;
}

}  // namespace

Hash32 typed_data_digest(object const& document) {
    auto const& domain = document.at("domain").as_object();
    auto const types = with_domain_type(document.at("types").as_object(), domain);
    Encoder const encoder{types};
    Bytes bytes{0x19, 0x01};
    auto const separator = encoder.hash_struct("EIP712Domain", domain);
    auto const message =
        encoder.hash_struct(text(document.at("primaryType")), document.at("message").as_object());
    bytes.insert(bytes.end(), separator.bytes.begin(), separator.bytes.end());
    bytes.insert(bytes.end(), message.bytes.begin(), message.bytes.end());
    return ethereum::keccak256(ByteSpan{bytes});
}

}  // namespace tally::testing
