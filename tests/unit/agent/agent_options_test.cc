// What the command line of the agent may say.

#include "service/agent/agent_options.h"

#include <cstdio>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class AgentOptionsTest : public testing::Test {
 protected:
  AgentOptionsTest() {
    flags_.listen = "127.0.0.1:0";
    flags_.phone_id = "phone";
    flags_.layout = "natural";
    flags_.second_fingers = "down";
    flags_.quiet = absl::Seconds(30);
  }
  ~AgentOptionsTest() override { std::remove(token_file_.c_str()); }

  void WriteToken(const std::string& text) {
    std::ofstream(token_file_) << text;
    flags_.token_file = token_file_;
  }
  std::string Fault() { return std::string(MakeAgentOptions(flags_).status().message()); }

  AgentFlags flags_;
  const std::string token_file_ = testing::TempDir() + "/agent_options_token";
};

TEST_F(AgentOptionsTest, LoopbackNeedsAPhoneAndNoMore) {
  const AgentOptions options = *MakeAgentOptions(flags_);
  EXPECT_EQ(options.phone.phone_id, "phone");
  EXPECT_FALSE(options.tls.has_value());
  EXPECT_EQ(options.engine.input_layout, InputLayout::kNatural);
  flags_.phone_id = "";
  EXPECT_THAT(Fault(), HasSubstr("--phone_id"));
}

TEST_F(AgentOptionsTest, BeyondLoopbackItNeedsTlsAndAToken) {
  flags_.listen = "0.0.0.0:40061";
  EXPECT_THAT(Fault(), HasSubstr("--tls_certificate"));
  flags_.insecure = true;
  EXPECT_THAT(Fault(), HasSubstr("--token_file"));
  WriteToken("secret-word\n");
  EXPECT_EQ(MakeAgentOptions(flags_)->phone.token, "secret-word");
  flags_.insecure = false;
  flags_.tls_certificate = "a.pem";
  EXPECT_THAT(Fault(), HasSubstr("--tls_key"));
  flags_.tls_key = "a.key";
  EXPECT_EQ(MakeAgentOptions(flags_)->tls->key, "a.key");
}

TEST_F(AgentOptionsTest, ATokenIsOneVisibleLineAndIsNeverShown) {
  for (const char* text : {"", "\n", "two words\n", "secret-word\nmore\n"}) {
    WriteToken(text);
    EXPECT_THAT(Fault(), HasSubstr("--token_file")) << text;
    EXPECT_THAT(Fault(), Not(HasSubstr("secret-word")));
  }
  flags_.token_file = "/nowhere/token";
  EXPECT_THAT(Fault(), HasSubstr("/nowhere/token"));
}

TEST_F(AgentOptionsTest, TheEngineCanBeToldInFull) {
  flags_.engine = "/a.so,/b.so";
  flags_.symbols = "OpenAudio=x=y,CloseAudio=z";
  flags_.layout = "packed";
  const AgentOptions options = *MakeAgentOptions(flags_);
  EXPECT_THAT(options.engine.paths, ElementsAre("/a.so", "/b.so"));
  EXPECT_THAT(options.engine.symbols, ElementsAre(Pair("CloseAudio", "z"), Pair("OpenAudio", "x=y")));
  EXPECT_EQ(options.engine.input_layout, InputLayout::kPacked);
  flags_.symbols = "OpenAudio";
  EXPECT_THAT(Fault(), HasSubstr("--symbols"));
  flags_.symbols = "";
  flags_.layout = "other";
  EXPECT_THAT(Fault(), HasSubstr("--layout"));
}

TEST_F(AgentOptionsTest, InputCanBeToldInFull) {
  EXPECT_EQ(MakeAgentOptions(flags_)->phone.input.second_fingers, SecondFingers::kDown);
  EXPECT_EQ(MakeAgentOptions(flags_)->phone.input.quiet, absl::Seconds(30));
  flags_.second_fingers = "pointer_down";
  EXPECT_EQ(MakeAgentOptions(flags_)->phone.input.second_fingers, SecondFingers::kPointerDown);
  flags_.second_fingers = "other";
  EXPECT_THAT(Fault(), HasSubstr("--second_fingers"));
  flags_.second_fingers = "down";
  flags_.quiet = absl::ZeroDuration();
  EXPECT_THAT(Fault(), HasSubstr("--quiet"));
}

}  // namespace
}  // namespace cloudphone
