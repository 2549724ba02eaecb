#include "tests/unit/http/nginx.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/unit/http/scripted_server.h"

namespace cloudphone {
namespace {

// $0 folder, $1 port and what follows it, $2 the server block.
constexpr char kConfiguration[] = R"(
daemon off;
pid $0/pid;
error_log $0/error.log;
events {}
http {
  access_log off;
  client_body_temp_path $0/body;
  proxy_temp_path $0/proxy;
  fastcgi_temp_path $0/fastcgi;
  uwsgi_temp_path $0/uwsgi;
  scgi_temp_path $0/scgi;
  server {
    listen 127.0.0.1:$1;
    ssl_certificate $0/cert.pem;
    ssl_certificate_key $0/key.pem;
    large_client_header_buffers 4 32k;
    $2
  }
})";

// Starts a program that ends with this one. The descriptor stays open in it.
pid_t Spawn(const std::vector<std::string>& command, int descriptor) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t process = fork();
  if (process != 0) return process;
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (descriptor >= 0) fcntl(descriptor, F_SETFD, 0);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

int RemoveOne(const char* path, const struct stat*, int, struct FTW*) { return remove(path); }

}  // namespace

TemporaryFolder::TemporaryFolder() {
  char path[] = "/tmp/cloudphone_test_XXXXXX";
  path_ = mkdtemp(path);
}

TemporaryFolder::~TemporaryFolder() { nftw(path_.c_str(), &RemoveOne, 16, FTW_DEPTH | FTW_PHYS); }

absl::Status MakeCertificate(const std::string& folder, absl::string_view name) {
  const pid_t process =
      Spawn({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=upstream", "-addext", absl::StrCat("subjectAltName=", name),
             "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem", "-batch"},
            -1);
  int status = 0;
  if (process < 0 || waitpid(process, &status, 0) != process || status != 0)
    return absl::InternalError("openssl makes no certificate");
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Nginx>> Nginx::Start(const std::string& folder, absl::string_view listen,
                                                    absl::string_view server) {
  FileDescriptor listener = ListenOnLoopback(SOMAXCONN);
  const int port = PortOf(listener.get());
  const std::string configuration = folder + "/nginx.conf";
  std::ofstream(configuration) << absl::Substitute(kConfiguration, folder,
                                                   absl::StrCat(port, " ssl ", listen), server);
  const pid_t process = Spawn({"env", absl::StrCat("NGINX=", listener.get(), ";"), "nginx", "-p", folder,
                               "-c", configuration, "-e", folder + "/error.log"},
                              listener.get());
  if (process < 0) return absl::InternalError("nginx does not start");
  return std::unique_ptr<Nginx>(new Nginx(std::move(listener), process));
}

Nginx::~Nginx() {
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
}

int Nginx::port() const { return PortOf(listener_.get()); }

std::string Nginx::url() const { return absl::StrCat("https://127.0.0.1:", port()); }

}  // namespace cloudphone
