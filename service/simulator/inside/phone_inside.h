#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_PHONE_INSIDE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_PHONE_INSIDE_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/simulator/inside/file_tree.h"

namespace cloudphone::simulator {

// An app on a phone.
struct Package {
  bool is_system = false;  // Came with the image: cannot be removed.
  std::string apk_path;
  std::string version = "1.0.0";
};

// What a phone has inside and its cloud knows nothing of: what ADB commands see and change. It goes with a
// reset.
struct PhoneInside {
  std::map<std::string, std::string> settings;  // What setprop set; over all other properties.
  std::map<std::string, Package> packages;      // By name.
  FileTree files;
};

// That of a phone as its image has it, made at that time. Besides the system's it has one app,
// com.myapp.test, with a file of its own, so that the vendor's samples of uninstalls and exports find what
// they name.
PhoneInside FactoryInside(absl::Time time);

// Puts an app on the phone, or over itself.
void AddPackage(const std::string& name, const std::string& version, absl::Time time, PhoneInside* inside);
// Removes it with its files; false where it is not there or came with the image.
bool RemovePackage(const std::string& name, PhoneInside* inside);

// Whether it is the name of a package: at most 128 bytes, letters, digits, `_` and dots, of those one at
// least and none at the end; the first is a letter (the vendor's API reference, DeleteShareApps).
bool IsPackageName(absl::string_view name);
// The package that an apk of that key is taken for, as nothing here reads manifests: its file's name where
// that is the name of a package (com.example.app.apk), else com.myapp.NAME, so that test.apk is the app of
// the vendor's samples.
std::string PackageOfApk(absl::string_view key);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_PHONE_INSIDE_H_
