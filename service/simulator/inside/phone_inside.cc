#include "service/simulator/inside/phone_inside.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxPackageNameBytes = 128;
constexpr char kSampleApp[] = "com.myapp.test";

constexpr const char* kSystemPackages[] = {
    "android",
    "com.android.inputmethod.latin",
    "com.android.launcher3",
    "com.android.packageinstaller",
    "com.android.providers.media",
    "com.android.settings",
    "com.android.shell",
    "com.android.systemui",
    "com.android.webview",
};

constexpr const char* kDirectories[] = {
    "/cache",
    "/data/app",
    "/data/data",
    "/data/local/tmp",
    "/data/media/0",
    "/data/misc",
    "/data/system",
    "/data/system_de",
    "/dev",
    "/mnt",
    "/sdcard/Android",
    "/sdcard/DCIM",
    "/sdcard/Download",
    "/sdcard/Movies",
    "/sdcard/Music",
    "/sdcard/Pictures",
    "/system/app",
    "/system/bin",
    "/system/lib64",
    "/system/priv-app",
    "/system/xbin",
    "/vendor",
};

struct KnownFile {
  const char* path;
  const char* content;
};
constexpr KnownFile kFiles[] = {
    {"/system/build.prop",
     "# begin build properties\nro.build.type=user\nro.product.brand=Huawei\nro.product.cpu.abi=arm64-v8a\n"},
    {"/system/bin/sh", "ELF"},
    {"/system/etc/hosts", "127.0.0.1       localhost\n::1             ip6-localhost\n"},
    {"/proc/version", "Linux version 4.14.116 (android@cloudphone) #1 SMP PREEMPT aarch64\n"},
    {"/proc/cpuinfo",
     "processor\t: 0\nBogoMIPS\t: 100.00\nCPU architecture: 8\n\nprocessor\t: 1\nBogoMIPS\t: 100.00\n"
     "CPU architecture: 8\n"},
    {"/proc/meminfo",
     "MemTotal:        3584000 kB\nMemFree:         1876540 kB\nMemAvailable:    2410876 kB\n"},
};

std::string DataOf(const std::string& package) { return absl::StrCat("/data/data/", package); }
std::string CodeOf(const std::string& package) { return absl::StrCat("/data/app/", package, "-1"); }

}  // namespace

PhoneInside FactoryInside(absl::Time time) {
  PhoneInside inside;
  for (const char* path : kDirectories) inside.files.MakeDirectory(path, time);
  for (const KnownFile& file : kFiles) inside.files.PutFile(file.path, file.content, time);
  for (const char* name : kSystemPackages) {
    Package& package = inside.packages[name];
    package.is_system = true;
    package.apk_path = absl::StrCat("/system/app/", name, "/", name, ".apk");
    inside.files.PutFile(package.apk_path, "PK", time);
  }
  AddPackage(kSampleApp, "1.0.0", time, &inside);
  inside.files.PutFile(absl::StrCat(DataOf(kSampleApp), "/shared_prefs/settings.xml"), "<map />\n", time);
  inside.files.PutFile(absl::StrCat(DataOf(kSampleApp), "/cache/page.html"), "<html></html>\n", time);
  return inside;
}

void AddPackage(const std::string& name, const std::string& version, absl::Time time, PhoneInside* inside) {
  Package& package = inside->packages[name];
  package.version = version;
  if (package.is_system) return;  // Its update changes no more than the version.
  package.apk_path = absl::StrCat(CodeOf(name), "/base.apk");
  inside->files.PutFile(package.apk_path, "PK", time);
  inside->files.MakeDirectory(absl::StrCat(DataOf(name), "/cache"), time);
}

bool RemovePackage(const std::string& name, PhoneInside* inside) {
  const auto found = inside->packages.find(name);
  if (found == inside->packages.end() || found->second.is_system) return false;
  inside->packages.erase(found);
  inside->files.Remove(CodeOf(name));
  inside->files.Remove(DataOf(name));
  return true;
}

bool IsPackageName(absl::string_view name) {
  return name.size() <= kMaxPackageNameBytes && absl::StrContains(name, '.') &&
         absl::ascii_isalpha(static_cast<unsigned char>(name.front())) && name.back() != '.' &&
         !absl::StrContains(name, "..") && std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '_' || c == '.';
         });
}

std::string PackageOfApk(absl::string_view key) {
  const absl::string_view file = key.substr(key.rfind('/') + 1);
  const absl::string_view name = absl::StripSuffix(file, ".apk");
  if (IsPackageName(name)) return std::string(name);
  std::string letters;
  for (const char c : name) letters += absl::ascii_isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return absl::StrCat("com.myapp.", letters);
}

}  // namespace cloudphone::simulator
