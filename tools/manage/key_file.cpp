#include "tools/manage/key_file.h"

#include "engine/sequencer/small_file.h"
#include "journal/crypto/random.h"
#include "tools/text/hex.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tally::manage {

namespace {

Failure not_made(std::string const& file) {
    return usage_failure(file + ": cannot make the key file: " + std::strerror(errno));
}

Result<void> write_secret(std::string const& file, Bip340Secret const& secret) {
    int const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return not_made(file);
    auto const text = text::format_hex(secret.span()) + "\n";
    auto const written = ::write(descriptor, text.data(), text.size());
    bool const whole = written == static_cast<::ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    Failure const failure = not_made(file);
    bool const closed = ::close(descriptor) == 0;
    if (!whole || !closed) return failure;
    return success();
}

Result<void> check_private(std::string const& file) {
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0) return success();  // reading it will say why
    if ((status.st_mode & 077U) == 0) return success();
    return usage_failure(file +
                         ": others than its owner may read or change this key; chmod 600 it, and " +
                         "make a new key if somebody may have seen it");
}

}  // namespace

Result<Bip340PublicKey> make_key_file(std::string const& file) {
    Bip340Secret secret;
    TALLY_TRYV(fill_random(secret.bytes));
    TALLY_TRY(public_key, bip340_public_key(secret));
    TALLY_TRYV(write_secret(file, secret));
    return public_key;
}

Result<Bip340Secret> read_key_file(std::string const& file) {
    TALLY_TRYV(check_private(file));
    TALLY_TRY(text, read_small_file(file));
    if (!text)
        return usage_failure(file + ": there is no such key file; make one with: tally keys new");
    while (!text->empty() && (text->back() == '\n' || text->back() == '\r'))
        text->pop_back();
    Bip340Secret secret;
    bool const read = text::parse_hex(*text, secret.bytes) && bip340_public_key(secret).has_value();
    if (read) return secret;
    return usage_failure(file +
                         ": this is no key; a key file holds 0x and 64 hex digits, as tally keys " +
                         "new writes them");
}

Result<Bip340PublicKey> public_key_of(std::string const& hex_or_file) {
    Bip340PublicKey key;
    if (text::parse_hex(hex_or_file, key.bytes)) return key;
    if (hex_or_file.starts_with("0x"))
        return usage_failure(hex_or_file +
                             " is no public key; give the 0x and 64 hex digits that tally " +
                             "keys new prints");
    TALLY_TRY(secret, read_key_file(hex_or_file));
    return bip340_public_key(secret);
}

}  // namespace tally::manage
