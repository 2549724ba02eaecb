// What is wrong with files of TLS is said in one line that names the file.

#include "service/serving/tls_material.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/unit/serving/certificate_folder.h"

namespace cloudphone {
namespace {

class TlsMaterialTest : public testing::Test {
 protected:
  void SetUp() override {
    files_.Make("one");
    files_.Make("two");
    files_.Make("weak", "rsa:1024");
    files_.Write("garbage.pem", "garbage");
    files_.Write("empty.pem", "");
    files_.Write("chain.pem", files_.Read("one.pem") + files_.Read("two.pem"));
    files_.Write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    files_.Write("half.pem", files_.Read("one.pem") + files_.Read("broken.pem"));
    files_.OpenSsl("pkcs8 -topk8 -passout pass:x -in one.key -out encrypted.key");
  }

  // The status with the folder's name left out.
  std::string Read(const std::string& certificate, const std::string& key, const std::string& client_ca) {
    TlsFiles files = {files_.Path(certificate), files_.Path(key), ""};
    if (!client_ca.empty()) files.client_ca = files_.Path(client_ca);
    const absl::Status status = ReadTlsMaterial(files).status();
    return absl::StrReplaceAll(status.message(), {{files_.Path(""), ""}});
  }

  CertificateFolder files_;
};

TEST_F(TlsMaterialTest, SaysWhichFileIsWrongAndWhy) {
  struct Row {
    const char* certificate;
    const char* key;
    const char* client_ca;
    const char* fault;
  };
  const Row rows[] = {
      {"one.pem", "one.key", "", ""},
      {"chain.pem", "one.key", "chain.pem", ""},
      {"absent.pem", "one.key", "", "cannot read absent.pem: No such file or directory"},
      {"one.pem", "absent.key", "", "cannot read absent.key: No such file or directory"},
      {"one.pem", "one.key", "absent.pem", "cannot read absent.pem: No such file or directory"},
      {"garbage.pem", "one.key", "", "garbage.pem holds no PEM certificate"},
      {"empty.pem", "one.key", "", "empty.pem holds no PEM certificate"},
      {"one.key", "one.key", "", "one.key holds no PEM certificate"},
      {"broken.pem", "one.key", "", "broken.pem holds a broken certificate"},
      {"half.pem", "one.key", "", "half.pem holds a broken certificate"},
      {"one.pem", "garbage.pem", "", "garbage.pem holds no PEM private key"},
      {"one.pem", "one.pem", "", "one.pem holds no PEM private key"},
      {"one.pem", "encrypted.key", "", "encrypted.key is encrypted; give the key without a passphrase"},
      {"one.pem", "two.key", "", "two.key is not the key of the certificate in one.pem"},
      {"weak.pem", "weak.key", "", "weak.pem cannot be used: ee key too small"},
      {"one.pem", "one.key", "garbage.pem", "garbage.pem holds no PEM certificate"},
      {"one.pem", "one.key", "half.pem", "half.pem holds a broken certificate"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(Read(row.certificate, row.key, row.client_ca), row.fault)
        << row.certificate << " " << row.key << " " << row.client_ca;
}

TEST_F(TlsMaterialTest, GivesWhatIsInTheFiles) {
  const auto material =
      ReadTlsMaterial({files_.Path("one.pem"), files_.Path("one.key"), files_.Path("two.pem")});
  ASSERT_TRUE(material.ok()) << material.status();
  EXPECT_EQ(material->certificates, files_.Read("one.pem"));
  EXPECT_EQ(material->key, files_.Read("one.key"));
  EXPECT_EQ(material->client_authorities, files_.Read("two.pem"));
}

}  // namespace
}  // namespace cloudphone
