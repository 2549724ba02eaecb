#include "service/simulator/catalog/catalog.h"

#include <algorithm>
#include <iterator>

namespace cloudphone::simulator {
namespace {

constexpr char kOneAddress[] = R"({"eip_count": 1, "vip_count": 1})";
constexpr char kShared[] = R"({"eip_count": 1, "vip_count": 1, "max_share_disk_size_g": 50})";

constexpr PhoneModel kPhoneModels[] = {
    {"rx1.cp.c60.d10.e1v1", "physical.rx1.xlarge", 1, 2, 3584, 10, 60, "cloud_phone", 0, 0, 0, kShared},
    {"rx1.cp.c60.d32.e1v1.qemu", "physical.rx1.xlarge", 1, 2, 3072, 32, 60, "qemu_phone", 0, 0, 0,
     kOneAddress},
    {"rx1.cp.c15.d46.e1v1", "physical.rx1.xlarge", 1, 8, 14336, 46, 15, "cloud_phone", 0, 0, 0, kShared},
    // Invented: the vendor's sample changes a server to rx1.cp.sp.c105.d8.e5v5, which keeps its number of
    // phones.
    {"rx1.cp.c105.d8.e1v1", "physical.rx1.xlarge", 1, 1, 2048, 8, 105, "cloud_phone", 0, 0, 0, kShared},
    {"kg1.cp.c100.d10SSD.e1v1", "physical.kg1.4xlarge.cp", 1, 2, 4300, 10, 100, "cloud_phone_1620", 0, 0, 0,
     kShared},
    {"kg1.cp.c20.d64SSD.e1v1", "physical.kg1.4xlarge.cp", 1, 4, 8192, 64, 20, "cloud_phone_1620", 0, 0, 0,
     kShared},
    {"kg1.cp.c150.d10GPSSD.e2v2.br150", "physical.kg1.4xlarge.cp", 1, 2, 2816, 10, 150, "cloud_phone_1620", 0,
     0, 0, kShared},
    {"rx1.cp.sp.c60.d10.e1v1", "physical.rx1.xlarge.special", 1, 2, 4096, 10, 60, "cloud_phone", 0, 0, 0,
     kShared},
    {"rx1.cp.sp.c105.d8.e5v5", "physical.rx1.xlarge.special", 1, 1, 2048, 8, 105, "cloud_phone", 0, 0, 0,
     kShared},
    {"kg1.cp.a.c60.d16.e1v1", "physical.kg1.4xlarge.a.cp", 1, 4, 8192, 16, 60, "cloud_phone_1620", 0, 1, 1,
     kShared},
    {"rs2.plus", "physical.kg1.4xlarge.cp", 1, 4, 6144, 16, 60, "cloud_phone", 0, 1, 1, kShared},
    {"rs2.max", "physical.kg1.4xlarge.cp", 1, 8, 12288, 16, 30, "cloud_phone", 0, 1, 1, kShared},
    {"rx1.cg.c15.d30.e1v1", "physical.rx1.xlarge.cg", 1, 2, 8192, 30, 15, "cloud_game", 1, 0, 0, kOneAddress},
    {"kg1.cg.c40.d30SSD.e1v1", "physical.kg1.4xlarge.cg", 1, 2, 10240, 30, 40, "cloud_game_1620", 1, 0, 0,
     kOneAddress},
    {"kg1.cg.c40.d30SSD.e1v1.old", "physical.kg1.4xlarge.cg", 0, 2, 10240, 30, 40, "cloud_game_1620", 1, 0, 0,
     kOneAddress},
    {"aphs1.medium.4.aosp", "physical.rx1.xlarge", 0, 1, 2048, 16, 60, "cloud_phone", 0, 0, 0, kOneAddress},
    {"aphs1.large.2.aosp", "physical.rx1.xlarge", 0, 2, 3072, 32, 60, "cloud_phone", 0, 0, 0, kOneAddress},
};

constexpr PhoneImage kPhoneImages[] = {
    {"88b8449b896f3a4f0ad57222dd919090", "AOSP", "AOSP7.0", "AOSP 7.0", "cloud_phone", false},
    {"1564567b8bab40f34711234cb80d8574", "AOSP", "AOSP11", "AOSP 11", "cloud_phone", true},
    {"20032120200330a20b000eae5b8c01e6", "AOSP", "AOSP7.1.1", "AOSP 7.1.1", "qemu_phone", false},
    {"20060220200717f201120a2300000e91", "AOSP", "AOSP7.1.1", "AOSP 7.1.1", "cloud_phone_1620", false},
    {"20060220200717f201120a2300000e92", "AOSP", "AOSP11", "AOSP 11", "cloud_phone_1620", true},
    {"20032120200330a20b000eae5b8c01e7", "AOSP", "AOSP7.1.1", "AOSP 7.1.1", "cloud_game", false},
    {"20060220200717f201120a2300000e93", "AOSP", "AOSP7.1.1", "AOSP 7.1.1", "cloud_game_1620", false},
};

constexpr ServerModel kServerModels[] = {
    {"physical.rx1.xlarge", "rx1", "Hi1616", 64, 256, 0, 0, "Hi1616(2*32Core*2.4GHz)",
     "2*1.2T SAS + 800G SSD", "3*WX5100", 3, 4},
    {"physical.kg1.4xlarge.cp", "kg1", "Hi1620", 128, 512, 0, 60, "Hi1620(2*64Core*2.6GHz)", "no local disk",
     "", 0, 4},
    {"physical.rx1.xlarge.special", "rx1", "Hi1616", 64, 256, 0, 0, "Hi1616(2*32Core*2.4GHz)",
     "2*1.2T SAS + 800G SSD", "3*WX5100", 3, 4},
    {"physical.kg1.4xlarge.a.cp", "kg1", "Hi1620", 128, 512, 0, 60, "Hi1620(2*64Core*2.6GHz)",
     "no local disk", "", 0, 4},
    {"physical.rx1.xlarge.cg", "rx1 game", "Hi1616", 64, 256, 1, 0, "Hi1616(2*32Core*2.4GHz)",
     "2*1.2T SAS + 800G SAS SSD", "3*WX5100", 3, 4},
    {"physical.kg1.4xlarge.cg", "kg1 game", "Hi1620", 128, 512, 1, 60, "Hi1620(2*64Core*2.6GHz)",
     "no local disk", "", 0, 4},
};

constexpr Offering kOfferings[] = {
    {"cn-east-3a", "physical.rx1.xlarge", true},         {"cn-east-3a", "physical.kg1.4xlarge.cp", true},
    {"cn-east-3a", "physical.rx1.xlarge.special", true}, {"cn-east-3a", "physical.kg1.4xlarge.a.cp", true},
    {"cn-east-3a", "physical.rx1.xlarge.cg", true},      {"cn-east-3a", "physical.kg1.4xlarge.cg", true},
    {"cn-east-3b", "physical.rx1.xlarge", true},         {"cn-east-3b", "physical.kg1.4xlarge.cp", false},
};

// The row whose `name` is asked for, or null.
template <typename Row, size_t kSize>
const Row* FindRow(const Row (&rows)[kSize], const char* Row::*name, absl::string_view asked) {
  const Row* const found =
      std::find_if(std::begin(rows), std::end(rows), [&](const Row& one) { return one.*name == asked; });
  return found == std::end(rows) ? nullptr : found;
}

}  // namespace

absl::Span<const PhoneModel> PhoneModels() { return kPhoneModels; }
absl::Span<const PhoneImage> PhoneImages() { return kPhoneImages; }
absl::Span<const ServerModel> ServerModels() { return kServerModels; }

absl::Span<const Offering> Offerings() { return kOfferings; }

const PhoneModel* FindPhoneModel(absl::string_view phone_model_name) {
  return FindRow(kPhoneModels, &PhoneModel::phone_model_name, phone_model_name);
}
const ServerModel* FindServerModel(absl::string_view server_model_name) {
  return FindRow(kServerModels, &ServerModel::server_model_name, server_model_name);
}
const PhoneImage* FindImage(absl::string_view image_id) {
  return FindRow(kPhoneImages, &PhoneImage::image_id, image_id);
}

}  // namespace cloudphone::simulator
