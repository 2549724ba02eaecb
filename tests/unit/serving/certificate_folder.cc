#include "tests/unit/serving/certificate_folder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gtest/gtest.h"

namespace cloudphone {

CertificateFolder::CertificateFolder() {
  std::string pattern = testing::TempDir() + "certificates-XXXXXX";
  folder_ = mkdtemp(pattern.data()) == nullptr ? "" : pattern;
  EXPECT_NE(folder_, "");
}

CertificateFolder::~CertificateFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void CertificateFolder::Make(const std::string& name, const std::string& algorithm) {
  OpenSsl("req -x509 -nodes -days 2 -subj /CN=" + name + " -addext subjectAltName=IP:127.0.0.1 -newkey " +
          algorithm + " -keyout " + name + ".key -out " + name + ".pem");
}

void CertificateFolder::OpenSsl(const std::string& arguments) const {
  const std::string command = "cd " + folder_ + " && openssl " + arguments + " >openssl.log 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << arguments << "\n" << Read("openssl.log");
}

std::string CertificateFolder::Read(const std::string& file) const {
  std::ifstream stream(Path(file));
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void CertificateFolder::Write(const std::string& file, const std::string& text) const {
  std::ofstream(Path(file)) << text;
}

void CertificateFolder::Remove(const std::string& file) const { std::filesystem::remove(Path(file)); }

void CertificateFolder::Install(const std::string& name) const {
  Copy(name + ".pem", "live.pem");
  Copy(name + ".key", "live.key");
}

}  // namespace cloudphone
