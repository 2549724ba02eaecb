#ifndef CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_TOKENS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_TOKENS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cloudphone::simulator {

// What a token stands for.
struct Token {
  std::string project_id;  // Empty: the whole account.
  absl::Time issued_at;
  absl::Time expires_at;
  std::string provider;  // The identity provider that vouched for the user; empty: it was the password.
};

// The tokens that were given out. Their text is random and means nothing; a new one ends no older one. Those
// that expired stay known, so that the answers differ, until ten thousand newer ones came. Not thread-safe.
class TokenStore {
 public:
  // Tokens of so many characters, which are good for `lifetime`. The same seed gives the same tokens.
  TokenStore(size_t token_bytes, absl::Duration lifetime, uint64_t seed)
      : token_bytes_(token_bytes), lifetime_(lifetime), random_(seed) {}

  // Gives out a token; returns its text.
  std::string Issue(const std::string& project_id, absl::Time now, const std::string& provider = "");

  // Null where it was never given out. Whether it has expired is for the caller to see.
  const Token* Find(absl::string_view text) const;

 private:
  const size_t token_bytes_;
  const absl::Duration lifetime_;
  std::mt19937_64 random_;
  std::map<std::string, Token> tokens_;
  std::deque<std::string> oldest_first_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_IDENTITY_TOKENS_H_
