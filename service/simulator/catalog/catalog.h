#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_CATALOG_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_CATALOG_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cloudphone::simulator {

// What the cloud has to offer; it never changes. Names and sizes are those of the vendor's API reference;
// what no document has is invented in the same manner.

struct PhoneModel {
  const char* phone_model_name;
  const char* server_model_name;
  int status;  // 0 withdrawn, 1 in use.
  int cpu;
  int memory_mb;
  int disk_gib;
  int phone_capacity;  // Phones on a server.
  const char* image_label;
  int product_type;         // 0 phone, 1 game.
  int phone_model_version;  // 0 model 1.0, 1 model 2.0.
  int volume_mode;          // 1: a disk of its own.
  const char* extend_spec;  // JSON in a text.
};

// A public image; those that customers made are in images.h.
struct PhoneImage {
  const char* image_id;
  const char* image_name;
  const char* os_name;
  const char* image_version;  // What a phone shows of it.
  const char* image_label;
  bool is_support_encrypt;
};

struct ServerModel {
  const char* server_model_name;
  const char* generation;   // Servers change between models of one generation only.
  const char* server_type;  // The chips.
  int cpu;
  int memory_gb;
  int product_type;
  int disk_max_num;  // 0: disks of its own, and then no os_volume.
  const char* cpu_text;
  const char* disk_text;
  const char* gpu_text;
  int gpu_count;
  int numa_count;
};

// Whether a server model can be bought in a zone.
struct Offering {
  const char* zone;
  const char* server_model_name;
  bool is_available;
};

// The servers and phones of the world are of the first model, and have the first image.
absl::Span<const PhoneModel> PhoneModels();
absl::Span<const PhoneImage> PhoneImages();
absl::Span<const ServerModel> ServerModels();
// By zone; the first is where everything is.
absl::Span<const Offering> Offerings();

// Null where there is none.
const PhoneModel* FindPhoneModel(absl::string_view phone_model_name);
const ServerModel* FindServerModel(absl::string_view server_model_name);
// A public one.
const PhoneImage* FindImage(absl::string_view image_id);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_CATALOG_H_
