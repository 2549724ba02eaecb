// One filter's looks, page by page.

#include "service/gateway/resources/selection.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/resources/fake_resource_source.h"

namespace cloudphone {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SelectionTest : public ::testing::Test {
 protected:
  using Page = std::vector<v1::Phone>;

  // A look of these pages; keeps whom it saw again.
  ResourceNews Look(const std::vector<Page>& pages) {
    selection_.BeginLook();
    for (size_t i = 0; i < pages.size(); ++i) Take(pages[i], i + 1 < pages.size());
    return selection_.EndLook();
  }
  void Take(const Page& rows, bool more) {
    ResourcePage page;
    for (const v1::Phone& row : rows) page.rows.push_back(Share(row));
    page.next_page_token = more ? "more" : "";
    EXPECT_EQ(selection_.TakePage(std::move(page), &seen_again_), more);
  }
  static std::vector<std::string> Ids(const std::vector<SharedResource>& rows) {
    std::vector<std::string> ids;
    for (const SharedResource& row : rows) ids.push_back(IdOf(PhoneResource(), *row));
    return ids;
  }

  Selection selection_{PhoneResource(), MakeFilter<v1::ListPhonesRequest>()};
  std::vector<std::string> seen_again_;
};

TEST_F(SelectionTest, CountsPagesAndKeepsTheOrderOfTheList) {
  EXPECT_FALSE(selection_.complete());
  EXPECT_EQ(selection_.pages(), 1);
  const ResourceNews news = Look({{MakePhone("a"), MakePhone("b")}, {}, {MakePhone("c")}});
  EXPECT_THAT(Ids(news.rows), ElementsAre("a", "b", "c"));
  EXPECT_TRUE(selection_.complete());
  EXPECT_EQ(selection_.pages(), 3);
  Look({{MakePhone("c"), MakePhone("a"), MakePhone("b")}});
  EXPECT_EQ(selection_.pages(), 1);
  EXPECT_THAT(Ids(selection_.Snapshot()->rows), ElementsAre("c", "a", "b"));
}

TEST_F(SelectionTest, SameRowsAreNoNewsAndStayTheSameObjects) {
  Look({{MakePhone("a")}});
  const SharedResource before = selection_.FindSeen("a");
  EXPECT_TRUE(Look({{MakePhone("a")}}).empty());
  EXPECT_EQ(selection_.FindSeen("a"), before);
}

TEST_F(SelectionTest, ARowWithoutAnIdIsNoRow) { EXPECT_TRUE(Look({{v1::Phone()}}).empty()); }

TEST_F(SelectionTest, MissingRowsAreInDoubtAndStayUntilTheyAreJudged) {
  Look({{MakePhone("a"), MakePhone("b"), MakePhone("c")}});
  EXPECT_TRUE(Look({{MakePhone("a")}}).empty());
  EXPECT_THAT(selection_.in_doubt(), ElementsAre("b", "c"));
  EXPECT_THAT(Ids(selection_.Snapshot()->rows), ElementsAre("a", "b", "c"));
  EXPECT_EQ(selection_.FindSeen("b"), nullptr) << "not seen, only known";
  const ResourceNews news = selection_.Judge("b", absl::NotFoundError(""));
  EXPECT_THAT(news.deleted, ElementsAre("b"));
  EXPECT_THAT(news.rows, IsEmpty());
  EXPECT_THAT(selection_.in_doubt(), ElementsAre("c"));
  EXPECT_THAT(Ids(selection_.Snapshot()->rows), ElementsAre("a", "c"));
}

TEST_F(SelectionTest, ARowThatOnlyMovedStaysAsTheListShowedIt) {
  Look({{MakePhone("a")}});
  const SharedResource before = selection_.FindSeen("a");
  Look({{}});
  v1::Phone got = MakePhone("a");
  got.set_imei("only Get knows");
  EXPECT_TRUE(selection_.Judge("a", Share(got)).empty());
  EXPECT_THAT(selection_.in_doubt(), IsEmpty());
  EXPECT_THAT(selection_.Snapshot()->rows, ElementsAre(before));
}

TEST_F(SelectionTest, WhoIsSeenOnALaterPageIsInDoubtNoLonger) {
  Look({{MakePhone("a"), MakePhone("b")}});
  Look({{MakePhone("a")}});
  selection_.BeginLook();
  Take({MakePhone("a")}, true);
  EXPECT_THAT(seen_again_, IsEmpty());
  Take({MakePhone("b")}, false);
  EXPECT_THAT(seen_again_, ElementsAre("b"));
  EXPECT_TRUE(selection_.Judge("b", absl::NotFoundError("")).empty()) << "asked before the page was read";
  EXPECT_TRUE(selection_.EndLook().empty());
}

TEST_F(SelectionTest, WhoIsJudgedWhileALookRunsIsGoneForThatLookToo) {
  Look({{MakePhone("a"), MakePhone("b")}});
  Look({{MakePhone("a")}});
  selection_.BeginLook();
  Take({MakePhone("a")}, true);
  EXPECT_THAT(selection_.Judge("b", absl::NotFoundError("")).deleted, ElementsAre("b"));
  Take({}, false);
  EXPECT_TRUE(selection_.EndLook().empty());
  EXPECT_THAT(selection_.in_doubt(), IsEmpty());
}

TEST_F(SelectionTest, TheSnapshotIsMadeOnceForAll) {
  Look({{MakePhone("a")}});
  EXPECT_EQ(selection_.Snapshot(), selection_.Snapshot());
  const auto before = selection_.Snapshot();
  Look({{MakePhone("b"), MakePhone("a")}});
  EXPECT_THAT(selection_.Snapshot()->rows, SizeIs(2));
  EXPECT_THAT(before->rows, SizeIs(1)) << "who holds the old one keeps it";
}

}  // namespace
}  // namespace cloudphone
