#include "service/simulator/catalog.h"

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
    {"kg1.cp.c100.d10SSD.e1v1", "physical.kg1.4xlarge.cp", 1, 2, 4300, 10, 100, "cloud_phone_1620", 0, 0, 0,
     kShared},
    {"rs2.plus", "physical.kg1.4xlarge.cp", 1, 4, 6144, 16, 60, "cloud_phone_1620", 0, 1, 1, kShared},
    {"rs2.max", "physical.kg1.4xlarge.cp", 1, 8, 12288, 16, 30, "cloud_phone_1620", 0, 1, 1, kShared},
    {"rx1.cg.c15.d30.e1v1", "physical.rx1.xlarge.cg", 1, 2, 8192, 30, 15, "cloud_game", 1, 0, 0, kOneAddress},
    {"kg1.cg.c40.d30SSD.e1v1", "physical.kg1.4xlarge.cg", 1, 2, 10240, 30, 40, "cloud_game_1620", 1, 0, 0,
     kOneAddress},
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
    {"physical.rx1.xlarge", "Hi1616", 64, 256, 0, 0, "Hi1616(2*32Core*2.4GHz)", "2*1.2T SAS + 800G SSD",
     "3*WX5100", 3, 4},
    {"physical.kg1.4xlarge.cp", "Hi1620", 128, 512, 0, 60, "Hi1620(2*64Core*2.6GHz)", "no local disk", "", 0,
     4},
    {"physical.rx1.xlarge.cg", "Hi1616", 64, 256, 1, 0, "Hi1616(2*32Core*2.4GHz)",
     "2*1.2T SAS + 800G SAS SSD", "3*WX5100", 3, 4},
    {"physical.kg1.4xlarge.cg", "Hi1620", 128, 512, 1, 60, "Hi1620(2*64Core*2.6GHz)", "no local disk", "", 0,
     4},
};

}  // namespace

absl::Span<const PhoneModel> PhoneModels() { return kPhoneModels; }
absl::Span<const PhoneImage> PhoneImages() { return kPhoneImages; }
absl::Span<const ServerModel> ServerModels() { return kServerModels; }

const PhoneImage* FindImage(absl::string_view image_id) {
  const auto* const found = std::find_if(std::begin(kPhoneImages), std::end(kPhoneImages),
                                         [&](const PhoneImage& one) { return one.image_id == image_id; });
  return found == std::end(kPhoneImages) ? nullptr : found;
}

}  // namespace cloudphone::simulator
