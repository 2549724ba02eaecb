#include "service/simulator/identity/tokens.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxTokens = 10000;
// As the vendor's begin, which are signed messages in Base64.
constexpr absl::string_view kBegin = "MII";
constexpr absl::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string TokenStore::Issue(const std::string& project_id, absl::Time now, const std::string& provider) {
  std::string text(kBegin);
  while (text.size() < token_bytes_) text.push_back(kAlphabet[random_() % kAlphabet.size()]);
  tokens_[text] = {project_id, now, now + lifetime_, provider};
  oldest_first_.push_back(text);
  if (oldest_first_.size() > kMaxTokens) {
    tokens_.erase(oldest_first_.front());
    oldest_first_.pop_front();
  }
  return text;
}

const Token* TokenStore::Find(absl::string_view text) const {
  const auto found = tokens_.find(std::string(text));
  return found == tokens_.end() ? nullptr : &found->second;
}

}  // namespace cloudphone::simulator
