#ifndef CLOUDPHONE_TESTS_UNIT_SERVING_CERTIFICATE_FOLDER_H_
#define CLOUDPHONE_TESTS_UNIT_SERVING_CERTIFICATE_FOLDER_H_

#include <string>

#include "service/serving/tls_material.h"

namespace cloudphone {

// A folder of its own for a test, filled by the openssl command line and gone at the end.
class CertificateFolder {
 public:
  CertificateFolder();
  ~CertificateFolder();
  CertificateFolder(const CertificateFolder&) = delete;
  CertificateFolder& operator=(const CertificateFolder&) = delete;

  // Makes NAME.pem and NAME.key: a certificate for 127.0.0.1 that vouches for itself.
  void Make(const std::string& name, const std::string& algorithm = "ec -pkeyopt ec_paramgen_curve:P-256");
  // Runs openssl in the folder; a failure is one of the test.
  void OpenSsl(const std::string& arguments) const;

  std::string Path(const std::string& file) const { return folder_ + "/" + file; }
  std::string Read(const std::string& file) const;
  void Write(const std::string& file, const std::string& text) const;
  void Copy(const std::string& from, const std::string& to) const { Write(to, Read(from)); }
  void Remove(const std::string& file) const;

  // Copies NAME.pem and NAME.key over live.pem and live.key, which a server watches.
  void Install(const std::string& name) const;
  TlsFiles live() const { return {Path("live.pem"), Path("live.key"), ""}; }

 private:
  std::string folder_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_SERVING_CERTIFICATE_FOLDER_H_
