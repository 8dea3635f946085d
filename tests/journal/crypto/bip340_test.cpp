#include "journal/crypto/bip340.h"

#include "journal/crypto/text.h"

#include <gtest/gtest.h>

#include <zlib.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tally {
namespace {

struct Vector {
    std::string_view secret;  // empty where only verification is tested
    std::string_view key;
    std::string_view auxiliary;
    std::string_view message;
    std::string_view signature;
    bool valid;
};

// From the BIP's test-vectors.csv: github.com/bitcoin/bips, bip-0340.
constexpr Vector vectors[] = {
    {"0000000000000000000000000000000000000000000000000000000000000003",
     "F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9",
     "0000000000000000000000000000000000000000000000000000000000000000",
     "0000000000000000000000000000000000000000000000000000000000000000",
     "E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA8215"
     "25F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0",
     true},
    {"B7E151628AED2A6ABF7158809CF4F3C762E7160F38B4DA56A784D9045190CFEF",
     "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659",
     "0000000000000000000000000000000000000000000000000000000000000001",
     "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89",
     "6896BD60EEAE296DB48A229FF71DFE071BDE413E6D43F917DC8DCF8C78DE3341"
     "8906D11AC976ABCCB20B091292BFF4EA897EFCB639EA871CFA95F6DE339E4B0A",
     true},
    {"C90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B14E5C9",
     "DD308AFEC5777E13121FA72B9CC1B7CC0139715309B086C960E18FD969774EB8",
     "C87AA53824B4D7AE2EB035A2B5BBBCCC080E76CDC6D1692C4B0B62D798E6D906",
     "7E2D58D8B3BCDF1ABADEC7829054F90DDA9805AAB56C77333024B9D0A508B75C",
     "5831AAEED7B44BB74E5EAB94BA9D4294C49BCF2A60728D8B4C200F50DD313C1B"
     "AB745879A5AD954A72C45A91C3A51D3C7ADEA98D82F8481E0E1E03674A6F3FB7",
     true},
    {"0B432B2677937381AEF05BB02A66ECD012773062CF3FA2549E44F58ED2401710",
     "25D1DFF95105F5253C4022F628A996AD3A0D95FBF21D468A1B33F8C160D8F517",
     "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
     "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
     "7EB0509757E246F19449885651611CB965ECC1A187DD51B64FDA1EDC9637D5EC"
     "97582B9CB13DB3933705B32BA982AF5AF25FD78881EBB32771FC5922EFC66EA3",
     true},
    {"",
     "D69C3509BB99E412E68B0FE8544E72837DFA30746D8BE2AA65975F29D22DC7B9",
     "",
     "4DF3C3F68FCC83B27E9D42C90431A72499F17875C81A599B566C9889B9696703",
     "00000000000000000000003B78CE563F89A0ED9414F5AA28AD0D96D6795F9C63"
     "76AFB1548AF603B3EB45C9F8207DEE1060CB71C04E80F593060B07D28308D7F4",
     true},
    {"",
     "EEFDEA4CDB677750A420FEE807EACF21EB9898AE79B9768766E4FAA04A2D4A34",
     "",
     "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89",
     "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769"
     "69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B",
     false},
    {"",
     "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659",
     "",
     "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89",
     "FFF97BD5755EEEA420453A14355235D382F6472F8568A18B2F057A1460297556"
     "3CC27944640AC607CD107AE10923D9EF7A73C643E166BE5EBEAFA34B1AC553E2",
     false},
    {"",
     "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659",
     "",
     "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89",
     "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769"
     "961764B3AA9B2FFCB6EF947B6887A226E8D7C93E00C5ED0C1834FF0D0C2E6DA6",
     false},
    {"",
     "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659",
     "",
     "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89",
     "4A298DACAE57395A15D0795DDBFD1DCB564DA82B0F269BC70A74F8220429BA1D"
     "69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B",
     false},
    {"",
     "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659",
     "",
     "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89",
     "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769"
     "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
     false},
    {"",
     "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC30",
     "",
     "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89",
     "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769"
     "69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B",
     false},
};

void expect_as_stated(Vector const& vector) {
    auto const key = fixed_from_hex<Bip340PublicKey>(vector.key).value();
    auto const message = fixed_from_hex<Hash32>(vector.message).value();
    auto const signature = fixed_from_hex<Bip340Signature>(vector.signature).value();
    EXPECT_EQ(bip340_verify(key, message, signature), vector.valid);
    if (vector.secret.empty()) return;
    auto const secret = fixed_from_hex<Bip340Secret>(vector.secret).value();
    auto const auxiliary = fixed_from_hex<Hash32>(vector.auxiliary).value();
    EXPECT_EQ(bip340_public_key(secret).value(), key);
    EXPECT_EQ(bip340_sign(secret, message, auxiliary).value(), signature);
}

TEST(Bip340Test, AgreesWithTheBipsVectors) {
    for (auto const& vector : vectors) {
        SCOPED_TRACE(vector.signature);
        expect_as_stated(vector);
    }
}

// One map of strings for each object of a flat JSON array with a member a line.
std::vector<std::map<std::string, std::string>> read_objects(std::string const& file) {
    std::vector<std::map<std::string, std::string>> objects;
    gzFile const input = gzopen(file.c_str(), "rb");
    char line[1024];
    while (input != nullptr && gzgets(input, line, sizeof line) != nullptr) {
        std::vector<std::string> parts{""};
        for (char const c : std::string_view{line}) {
            if (c == '"')
                parts.emplace_back();
            else
                parts.back() += c;
        }
        if (parts[0].starts_with('{')) objects.emplace_back();
        if (parts.size() == 5 && !objects.empty()) objects.back()[parts[1]] = parts[3];
    }
    if (input != nullptr) gzclose(input);
    return objects;
}

TEST(Bip340Test, AgreesWithEveryPublishedVectorOf32Bytes) {
    std::string const file = std::string{TALLY_SHARED_DATA} + "/vectors/btc/bip340.json.gz";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "the shared test vectors are not here";
    int tried = 0;
    for (auto& object : read_objects(file)) {
        if (object["message"].size() != 64) continue;
        SCOPED_TRACE(object["index"] + " " + object["comment"]);
        expect_as_stated({object["secret key"],
                          object["public key"],
                          object["aux_rand"],
                          object["message"],
                          object["signature"],
                          object["verification result"] == "TRUE"});
        ++tried;
    }
    EXPECT_GE(tried, 15);
}

TEST(Bip340Test, ASecretOutsideTheCurvesOrderIsRefused) {
    Bip340Secret too_large;
    too_large.bytes.fill(0xff);
    EXPECT_EQ(bip340_public_key({}).error().kind, FailureKind::usage);
    EXPECT_EQ(bip340_public_key(too_large).error().kind, FailureKind::usage);
    EXPECT_EQ(bip340_sign({}, {}).error().kind, FailureKind::usage);
}

}  // namespace
}  // namespace tally
