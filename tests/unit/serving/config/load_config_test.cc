// A configuration file as a whole, and the example that is shipped.

#include "service/serving/config/load_config.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/file_descriptor.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "service/serving/config/config_reader.h"

namespace cloudphone {
namespace {

using ::cloudphone::config::v1::Config;
using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;

class LoadConfigTest : public testing::Test {
 protected:
  void TearDown() override { std::remove(path_.c_str()); }

  absl::StatusOr<Config> Load(const std::string& yaml) {
    std::ofstream(path_) << yaml;
    return LoadConfig(path_);
  }

  // Test cases run side by side, each in a process of its own.
  const std::string path_ = absl::StrCat(testing::TempDir(), "cloudphone_load_config_test.yaml.", getpid());
};

TEST_F(LoadConfigTest, ReadsAndChecks) {
  const auto config = Load("listen: {address: '127.0.0.1:0'}\nlog: {level: debug}\nreflection: false\n");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen().address(), "127.0.0.1:0");
  EXPECT_EQ(config->log().level(), config::v1::LOG_LEVEL_DEBUG);
  EXPECT_TRUE(config->has_reflection() && !config->reflection());
  EXPECT_EQ(Load("log: {level: loud}").status().message(),
            path_ + ":1: log.level: is none of debug, info, warning, error");
  EXPECT_EQ(Load("\nprobe: {}").status().message(), path_ + ":2: probe.address: is not set");
}

TEST_F(LoadConfigTest, AFileThatCannotBeReadIsOneLine) {
  EXPECT_EQ(LoadConfig("/nonexistent/config.yaml").status().message(),
            "cannot read /nonexistent/config.yaml: No such file or directory");
  EXPECT_EQ(LoadConfig("/").status().message(), "cannot read /: Is a directory");
  EXPECT_EQ(Load(std::string((1 << 20) + 1, '#')).status().message(),
            "cannot read " + path_ + ": File too large");
}

// "a[1].b" names the field b of the message that a's items are.
const FieldDescriptor* FieldAt(const std::string& path) {
  const Descriptor* type = Config::descriptor();
  const FieldDescriptor* field = nullptr;
  for (absl::string_view name : absl::StrSplit(path, '.')) {
    name = name.substr(0, name.find('['));
    field = type == nullptr ? nullptr : type->FindFieldByName(std::string(name));
    if (field == nullptr) return nullptr;
    type = field->message_type();
  }
  return field;
}

// The fields that can be keys, of all messages that the configuration is made of.
void CollectFields(const Descriptor* type, std::set<std::string>* names) {
  if (type->full_name() == "google.protobuf.Duration") return;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    if (!names->insert(field->full_name()).second) continue;
    if (field->message_type() != nullptr) CollectFields(field->message_type(), names);
  }
}

TEST(ConfigExampleTest, IsTakenAndHasEveryKeyThatThereIs) {
  const std::string path = CLOUDPHONE_EXAMPLE_CONFIG;
  const auto loaded = LoadConfig(path);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  Config config;
  const auto lines = ReadConfig(path, *ReadFile(path), &config);
  ASSERT_TRUE(lines.ok());
  std::set<std::string> shown;
  for (const auto& [key, line] : lines->lines) {
    const FieldDescriptor* const field = FieldAt(key);
    ASSERT_NE(field, nullptr) << key;
    shown.insert(field->full_name());
  }
  std::set<std::string> all;
  CollectFields(Config::descriptor(), &all);
  EXPECT_GT(all.size(), 40);
  EXPECT_EQ(shown, all) << "deploy/config.example.yaml is to have every key of proto/cloudphone/config/v1";
}

}  // namespace
}  // namespace cloudphone
