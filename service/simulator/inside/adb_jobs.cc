#include "service/simulator/inside/adb_jobs.h"

#include <utility>

#include "absl/strings/strip.h"
#include "service/simulator/inside/phone_shell.h"
#include "service/simulator/inside/tar.h"

namespace cloudphone::simulator {
namespace {

constexpr uint64_t kGiB = uint64_t{1} << 30;
constexpr uint64_t kMaxApkBytes = 2 * kGiB;
constexpr uint64_t kMaxTarBytes = 6 * kGiB;
constexpr absl::Duration kSyncTimeout = absl::Seconds(2);

// The phone of a job that may go on; null where it failed already, or the phone no longer runs.
Phone* RunningPhone(World* world, Job* job) {
  if (job->error.has_value()) return nullptr;
  Phone* const phone = world->FindPhone(job->phone_id);
  if (phone->status == kPhoneRunning) return phone;
  job->error = ItemError(kNotRunning);
  return nullptr;
}

void Fail(std::string output, Job* job) {
  job->error = ItemError(kRunFailed);
  job->output = std::move(output);
}

// What the image itself says of the phone, and over it what the customer set.
ShellFacts FactsOf(World* world, const Phone& phone) {
  ShellFacts facts;
  facts.now = world->now();
  const std::string version(absl::StripPrefix(world->images().VersionOf(phone.image_id), "AOSP "));
  facts.properties = {{"ro.build.version.release", version},
                      {"ro.product.model", phone.phone_model_name},
                      {"ro.product.manufacturer", "Huawei"},
                      {"ro.product.cpu.abi", "arm64-v8a"},
                      {"ro.serialno", phone.id},
                      {"sys.boot_completed", "1"}};
  for (const auto* set : {&phone.custom_properties, &phone.properties}) {
    for (const auto& [key, value] : *set) facts.properties[key] = value;
  }
  return facts;
}

void Install(const AdbRequest& request, World* world, Job* job) {
  Phone* const phone = RunningPhone(world, job);
  if (phone == nullptr) return;
  for (const ObjectPath& apk : request.objects) {
    const auto size = world->devices().objects().Size(apk.bucket, apk.key);
    if (!size.has_value()) {
      job->error = ItemError(kNoObject);
      return;
    }
    // Unverified: how an apk that is too large fails.
    if (*size > kMaxApkBytes) return Fail("Failure [INSTALL_FAILED_INVALID_APK]\n", job);
  }
  // The parts of an app are named by its first.
  AddPackage(PackageOfApk(request.objects.front().key), "1.0.0", world->now(),
             &world->devices().Inside(*phone));
  job->output = "Success\n";
}

void Uninstall(const AdbRequest& request, World* world, Job* job) {
  Phone* const phone = RunningPhone(world, job);
  if (phone == nullptr) return;
  if (!RemovePackage(request.content, &world->devices().Inside(*phone)))
    return Fail("Failure [DELETE_FAILED_INTERNAL_ERROR]\n", job);
  job->output = "Success\n";
}

// The system's disk may refuse what is pushed to it (the vendor's API reference): here it does, in silence.
bool IsOnDataDisk(const std::string& path) {
  for (const char* root : {"/data/", "/sdcard/", "/cache/"}) {
    if (absl::StartsWith(path, root)) return true;
  }
  return false;
}

void Push(const AdbRequest& request, World* world, Job* job) {
  Phone* const phone = RunningPhone(world, job);
  if (phone != nullptr)
    Unpack(request.objects.front(), &IsOnDataDisk, world, job, &world->devices().Inside(*phone).files);
}

absl::Duration Shell(const AdbRequest& request, World* world, Job* job) {
  Phone* const phone = RunningPhone(world, job);
  if (phone == nullptr) return absl::ZeroDuration();
  ShellOutcome outcome = RunShell(request.content, FactsOf(world, *phone), &world->devices().Inside(*phone));
  job->output = std::move(outcome.output);
  if (outcome.exit_code == 0) {
    world->devices().NoteCommand(phone->id, request.content);
  } else {
    job->error = ItemError(kRunFailed);
  }
  return outcome.duration;
}

}  // namespace

void Unpack(const ObjectPath& object, bool (*takes)(const std::string& path), World* world, Job* job,
            FileTree* files) {
  ObjectLookup& objects = world->devices().objects();
  const absl::optional<uint64_t> size = objects.Size(object.bucket, object.key);
  if (!size.has_value()) {
    job->error = ItemError(kNoObject);
    return;
  }
  // Unverified: how an archive fails that is too large or none.
  if (*size > kMaxTarBytes) return Fail("tar: too large\n", job);
  const auto entries = ReadTar([&](uint64_t offset, uint64_t length) {
    return objects.Read(object.bucket, object.key, offset, length);
  });
  if (!entries.has_value()) return Fail("tar: not a tar archive\n", job);
  for (const TarEntry& entry : *entries) {
    const std::string path = FileTree::Normal(entry.path);
    if (!takes(path)) continue;
    if (entry.node.is_directory) {
      files->MakeDirectory(path, entry.node.time);
    } else {
      files->PutFile(path, entry.node.content, entry.node.size, entry.node.time);
    }
  }
}

JobEffect AdbEffect(const AdbRequest& request) {
  return [request](World* world, Job* job) {
    switch (request.action) {
      case Action::kInstall:
        return Install(request, world, job);
      case Action::kUninstall:
        return Uninstall(request, world, job);
      case Action::kPush:
        return Push(request, world, job);
      default:
        Shell(request, world, job);
    }
  };
}

JobEffect SyncEffect(const AdbRequest& request) {
  return [request](World* world, Job* job) {
    if (Shell(request, world, job) > kSyncTimeout) job->error = ItemError(kJobTimeout);
  };
}

}  // namespace cloudphone::simulator
