#ifndef CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNTS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNTS_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/gateway/accounts/account.h"

namespace cloudphone {

// The accounts that a gateway serves, at least one. Constant after the start; any thread.
class Accounts {
 public:
  explicit Accounts(std::vector<std::unique_ptr<Account>> accounts) : accounts_(std::move(accounts)) {}

  // The account of that name; an empty name is the only account. Null where there is none such, or several to
  // choose from.
  Account* Find(absl::string_view name) const {
    if (name.empty()) return accounts_.size() == 1 ? accounts_.front().get() : nullptr;
    for (const std::unique_ptr<Account>& account : accounts_) {
      if (account->name() == name) return account.get();
    }
    return nullptr;
  }

  const std::vector<std::unique_ptr<Account>>& all() const { return accounts_; }

 private:
  const std::vector<std::unique_ptr<Account>> accounts_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ACCOUNTS_ACCOUNTS_H_
