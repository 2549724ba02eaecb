#include "service/agent/agent_options.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "adapters/runtime/secret_file.h"

namespace cloudphone {
namespace {

constexpr size_t kMaxTokenBytes = 1024;
constexpr size_t kMaxPhoneIdBytes = 32;

absl::Status Wrong(absl::string_view flag, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("--", flag, ": ", what));
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  absl::StatusOr<std::string> token = ReadSecretFile(path);
  if (!token.ok()) return Wrong("token_file", token.status().message());
  if (token->size() > kMaxTokenBytes ||
      !std::all_of(token->begin(), token->end(), [](char c) { return absl::ascii_isgraph(c); }))
    return Wrong("token_file", absl::StrCat(path, " does not hold one line of visible characters"));
  return token;
}

absl::StatusOr<std::map<std::string, std::string>> ReadSymbols(absl::string_view text) {
  std::map<std::string, std::string> symbols;
  for (const absl::string_view pair : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    if (parts.first.empty() || parts.second.empty())
      return Wrong("symbols", absl::StrCat("\"", pair, "\" is no FUNCTION=SYMBOL"));
    symbols.emplace(parts.first, parts.second);
  }
  return symbols;
}

absl::Status SetListener(const AgentFlags& flags, AgentOptions* options) {
  absl::StatusOr<ListenAddress> listen = ParseListenAddress(flags.listen);
  if (!listen.ok()) return Wrong("listen", listen.status().message());
  options->listen = *std::move(listen);
  if (flags.tls_certificate.empty() != flags.tls_key.empty())
    return Wrong(flags.tls_key.empty() ? "tls_key" : "tls_certificate",
                 "a certificate and its key go together");
  if (!flags.tls_certificate.empty())
    options->tls = TlsFiles{flags.tls_certificate, flags.tls_key, flags.client_ca};
  if (!flags.client_ca.empty() && !options->tls.has_value())
    return Wrong("client_ca", "needs --tls_certificate and --tls_key");
  if (IsLoopback(options->listen)) return absl::OkStatus();
  if (!options->tls.has_value() && !flags.insecure)
    return Wrong("listen", "is not loopback: set --tls_certificate and --tls_key, or --insecure");
  if (flags.token_file.empty()) return Wrong("token_file", "is needed where --listen is not loopback");
  return absl::OkStatus();
}

absl::Status SetEngine(const AgentFlags& flags, LoadedEngineOptions* engine) {
  if (!flags.engine.empty()) engine->paths = absl::StrSplit(flags.engine, ',', absl::SkipEmpty());
  absl::StatusOr<std::map<std::string, std::string>> symbols = ReadSymbols(flags.symbols);
  if (!symbols.ok()) return symbols.status();
  engine->symbols = *std::move(symbols);
  if (flags.layout != "natural" && flags.layout != "packed")
    return Wrong("layout", absl::StrCat("\"", flags.layout, "\" is neither natural nor packed"));
  engine->input_layout = flags.layout == "packed" ? InputLayout::kPacked : InputLayout::kNatural;
  return absl::OkStatus();
}

absl::Status SetInput(const AgentFlags& flags, InputOptions* input) {
  if (flags.second_fingers != "down" && flags.second_fingers != "pointer_down")
    return Wrong("second_fingers",
                 absl::StrCat("\"", flags.second_fingers, "\" is neither down nor pointer_down"));
  input->second_fingers = flags.second_fingers == "down" ? SecondFingers::kDown : SecondFingers::kPointerDown;
  if (flags.quiet <= absl::ZeroDuration()) return Wrong("quiet", "is not above 0");
  input->quiet = flags.quiet;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgentOptions> MakeAgentOptions(const AgentFlags& flags) {
  AgentOptions options;
  if (flags.phone_id.empty() || flags.phone_id.size() > kMaxPhoneIdBytes)
    return Wrong("phone_id", absl::StrCat("is needed, at most ", kMaxPhoneIdBytes, " bytes"));
  options.phone.phone_id = flags.phone_id;
  if (absl::Status listener = SetListener(flags, &options); !listener.ok()) return listener;
  if (absl::Status engine = SetEngine(flags, &options.engine); !engine.ok()) return engine;
  if (absl::Status input = SetInput(flags, &options.phone.input); !input.ok()) return input;
  if (!flags.token_file.empty()) {
    absl::StatusOr<std::string> token = ReadToken(flags.token_file);
    if (!token.ok()) return token.status();
    options.phone.token = *std::move(token);
  }
  return options;
}

}  // namespace cloudphone
