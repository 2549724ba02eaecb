// Uploads in parts, buckets and lists over the socket; and what the phones' service sees.

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "adapters/runtime/fake_timers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/object_store/object_buckets.h"
#include "service/simulator/simulator.h"
#include "tests/unit/simulator/object_client.h"

namespace cloudphone::simulator {
namespace {

using ::testing::HasSubstr;
using Answer = LoopbackClient::Answer;

class ObjectPartsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    SimulatorOptions options;
    options.objects.buckets = {"empty-bucket"};
    options.objects.undelegated_buckets = {"private-bucket"};
    auto simulator = Simulator::Start(options, &clock_);
    ASSERT_TRUE(simulator.ok()) << simulator.status();
    simulator_ = *std::move(simulator);
    client_ = std::make_unique<ObjectClient>(
        simulator_->address(), SigningKeys{kDefaultAccessKey, kDefaultSecretKey, "", kDefaultProjectId},
        clock_.Now());
  }

  std::string Outcome(absl::string_view method, const std::string& target, absl::string_view body = "") {
    client_->Call(method, target, body);
    return client_->outcome();
  }
  std::string Begin(const std::string& target) {
    return XmlText(
        client_->Call("POST", absl::StrCat(target, "?uploads"), "", {{"Content-Type", "application/x-tar"}})
            .body,
        "UploadId");
  }
  // The ETag of the part.
  std::string PutPart(const std::string& upload, int number, absl::string_view bytes) {
    Answer answer =
        client_->Call("PUT", absl::StrCat("/mybucket/big?partNumber=", number, "&uploadId=", upload), bytes);
    EXPECT_EQ(answer.status, 200);
    return answer.headers["etag"];
  }
  std::string Complete(const std::string& upload, const std::string& parts) {
    return Outcome("POST", absl::StrCat("/mybucket/big?uploadId=", upload),
                   absl::StrCat("<CompleteMultipartUpload>", parts, "</CompleteMultipartUpload>"));
  }
  static std::string Part(int number, const std::string& etag) {
    return absl::StrCat("<Part><PartNumber>", number, "</PartNumber><ETag>", etag, "</ETag></Part>");
  }

  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  std::unique_ptr<ObjectClient> client_;
};

TEST_F(ObjectPartsTest, PartsMakeOneObject) {
  const std::string first(100 << 10, 'a');
  const std::string id = Begin("/mybucket/big");
  const std::string last_etag = PutPart(id, 7, "tail");
  PutPart(id, 2, "written over");
  const std::string first_etag = PutPart(id, 2, first);
  EXPECT_EQ(Outcome("GET", "/mybucket/big"), "404 NoSuchKey") << "before its end";
  const std::string parts = client_->Call("GET", absl::StrCat("/mybucket/big?uploadId=", id)).body;
  EXPECT_THAT(parts, HasSubstr("<PartNumber>2</PartNumber>"));
  EXPECT_THAT(parts, HasSubstr("<Size>102400</Size>"));
  EXPECT_THAT(client_->Call("GET", "/mybucket/?uploads").body, HasSubstr(id));

  EXPECT_EQ(Complete(id, Part(2, first_etag) + Part(7, last_etag)), "200 ");
  const Answer got = client_->Call("GET", "/mybucket/big");
  EXPECT_EQ(got.body, first + "tail");
  EXPECT_THAT(got.headers.at("etag"), HasSubstr("-2\""));
  EXPECT_EQ(got.headers.at("content-type"), "application/x-tar") << "as it was begun";
  EXPECT_EQ(client_->Call("GET", "/mybucket/big", "", {{"Range", "bytes=102398-102401"}}).body, "aata")
      << "across parts";
  EXPECT_EQ(Complete(id, Part(2, first_etag)), "404 NoSuchUpload") << "it is over";
}

TEST_F(ObjectPartsTest, WhatIsMadeIsWhereItsMakerWrote) {
  const std::string id = Begin("/mybucket/big");
  const std::string body =
      absl::StrCat("<CompleteMultipartUpload>", Part(1, PutPart(id, 1, "all")), "</CompleteMultipartUpload>");
  const std::string target = client_->SignedTarget("POST", absl::StrCat("/mybucket/big?uploadId=", id),
                                                   clock_.Now() + absl::Minutes(1));
  LoopbackClient raw(simulator_->address());
  raw.Send(absl::StrCat("POST ", absl::StripPrefix(target, "/mybucket"),
                        " HTTP/1.1\r\nHost: mybucket.obs.cn-north-4.myhuaweicloud.com\r\nContent-Length: ",
                        body.size(), "\r\n\r\n", body));
  const Answer answer = raw.Read();
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(XmlText(answer.body, "Location"), "http://mybucket.obs.cn-north-4.myhuaweicloud.com/big");
}

TEST_F(ObjectPartsTest, WhatMakesNoObjectIsRefusedAndMayBeRepaired) {
  const std::string id = Begin("/mybucket/big");
  const std::string large = PutPart(id, 1, std::string(100 << 10, 'a'));
  const std::string small = PutPart(id, 2, "small");
  const std::string other = PutPart(id, 3, "other");
  const std::string fourth = PutPart(id, 4, std::string(100 << 10, 'd'));
  EXPECT_EQ(Complete(id, Part(4, fourth) + Part(1, large)), "400 InvalidPartOrder");
  EXPECT_EQ(Complete(id, Part(1, large) + Part(1, large)), "400 InvalidPartOrder");
  EXPECT_EQ(Complete(id, Part(1, large) + Part(9, small)), "400 InvalidPart");
  EXPECT_EQ(Complete(id, Part(1, small)), "400 InvalidPart") << "another part's ETag";
  EXPECT_EQ(Complete(id, Part(1, large) + Part(2, small) + Part(3, other)), "400 EntityTooSmall");
  EXPECT_EQ(Complete(id, ""), "400 MalformedXML");
  EXPECT_EQ(Complete(id, "<Part><PartNumber>one</PartNumber><ETag>x</ETag></Part>"), "400 MalformedXML");
  EXPECT_EQ(Outcome("PUT", absl::StrCat("/mybucket/big?partNumber=0&uploadId=", id), "x"),
            "400 InvalidArgument");
  EXPECT_EQ(Outcome("PUT", absl::StrCat("/mybucket/big?partNumber=10001&uploadId=", id), "x"),
            "400 InvalidArgument");
  EXPECT_EQ(Outcome("PUT", absl::StrCat("/mybucket/other?partNumber=1&uploadId=", id), "x"),
            "404 NoSuchUpload");
  EXPECT_EQ(Complete(id, Part(1, large) + Part(2, small)), "200 ");
}

TEST_F(ObjectPartsTest, AnAbortedUploadGivesItsRoomBack) {
  const auto used = [this] {
    uint64_t bytes = 0;
    simulator_->EditBuckets([&bytes](Buckets* buckets) { bytes = buckets->space()->used_bytes(); });
    return bytes;
  };
  const uint64_t before = used();
  const std::string id = Begin("/mybucket/big");
  PutPart(id, 1, std::string(1000, 'a'));
  EXPECT_EQ(used(), before + 1000);
  EXPECT_EQ(Outcome("DELETE", absl::StrCat("/mybucket/big?uploadId=", id)), "204 ");
  EXPECT_EQ(used(), before);
  EXPECT_EQ(Outcome("DELETE", absl::StrCat("/mybucket/big?uploadId=", id)), "404 NoSuchUpload");
}

TEST_F(ObjectPartsTest, BucketsComeAndGo) {
  EXPECT_EQ(Outcome("HEAD", "/new-bucket/"), "404 ");
  EXPECT_EQ(Outcome("PUT", "/new-bucket/"), "200 ");
  EXPECT_EQ(Outcome("HEAD", "/new-bucket/"), "200 ");
  EXPECT_THAT(client_->Call("GET", "/").body, HasSubstr("<Name>new-bucket</Name>"));
  EXPECT_THAT(client_->Call("GET", "/new-bucket/?location").body, HasSubstr(">cn-north-4</Location>"))
      << "CreateBucketConfiguration is for those who speak as AWS does";
  EXPECT_EQ(Outcome("DELETE", "/new-bucket/"), "204 ");
  EXPECT_EQ(Outcome("DELETE", "/new-bucket/"), "404 NoSuchBucket");
}

TEST_F(ObjectPartsTest, AListHasPagesAndFolders) {
  for (const char* key : {"a/1", "a/2", "a/b/3", "b", "c%26d"})
    EXPECT_EQ(Outcome("PUT", absl::StrCat("/empty-bucket/", key), "x"), "200 ");
  const auto keys = [this](const std::string& query) {
    std::string body = client_->Call("GET", absl::StrCat("/empty-bucket/", query)).body;
    std::string found;
    for (const char* name : {"Key", "Prefix"}) {
      std::string rest = body.substr(body.find("</IsTruncated>"));
      for (std::string text = XmlText(rest, name); !text.empty(); text = XmlText(rest, name)) {
        absl::StrAppend(&found, text, " ");
        rest = rest.substr(rest.find(absl::StrCat("<", name, ">")) + 1);
      }
    }
    return absl::StrCat(found, XmlText(body, "IsTruncated"), " ", XmlText(body, "NextMarker"));
  };
  EXPECT_EQ(keys(""), "a/1 a/2 a/b/3 b c&amp;d false ");
  EXPECT_EQ(keys("?prefix=a/"), "a/1 a/2 a/b/3 false ");
  EXPECT_EQ(keys("?max-keys=2"), "a/1 a/2 true a/2");
  EXPECT_EQ(keys("?max-keys=2&marker=a/2"), "a/b/3 b true b");
  EXPECT_EQ(keys("?marker=b"), "c&amp;d false ");
  EXPECT_EQ(keys("?delimiter=/"), "b c&amp;d a/ false ");
  EXPECT_EQ(keys("?delimiter=/&max-keys=1"), "a/ true a/");
  EXPECT_EQ(keys("?delimiter=/&marker=a/"), "b c&amp;d false ");
  EXPECT_EQ(keys("?delimiter=/&prefix=a/"), "a/1 a/2 a/b/ false ");
  EXPECT_EQ(keys("?prefix=none"), "false ");
}

TEST_F(ObjectPartsTest, TheExamplesOfThePhonesServiceAreThere) {
  for (const char* object :
       {"mybucket/backup/phone1.tar", "mybucket/apps/com.cph.config.tar", "push-bucket/my_apps/test.apk",
        "push-bucket/my_apps/test.tar", "bucketa/my_apps/test.tar"})
    EXPECT_EQ(Outcome("HEAD", absl::StrCat("/", object)), "200 ") << object;
}

TEST_F(ObjectPartsTest, ThePhonesServiceSeesWhatItWasLetInto) {
  simulator_->EditBuckets([](Buckets* buckets) {
    ObjectLookup* const phones = buckets;
    EXPECT_EQ(phones->Size("push-bucket", "my_apps/test.apk"), 22u);
    EXPECT_EQ(phones->Read("push-bucket", "my_apps/test.apk", 0, 2), "PK");
    EXPECT_EQ(phones->Size("push-bucket", "none"), absl::nullopt);
    EXPECT_EQ(phones->Size("no-bucket", "none"), absl::nullopt);
    EXPECT_FALSE(phones->Put("no-bucket", "k", "x"));
    EXPECT_TRUE(phones->Put("mybucket", "exports/1.tar", "exported"));
    for (const char* bucket : {"private-bucket", kUndelegatedBucket}) {
      EXPECT_TRUE(buckets->PutBytes(bucket, "k", "x"));
      EXPECT_EQ(phones->Size(bucket, "k"), absl::nullopt);
      EXPECT_EQ(phones->Read(bucket, "k", 0, 9), "");
      EXPECT_FALSE(phones->Put(bucket, "k", "y"));
    }
    buckets->SetDelegated("private-bucket", true);
    EXPECT_EQ(phones->Size("private-bucket", "k"), 1u);
  });
  EXPECT_EQ(client_->Call("GET", "/mybucket/exports/1.tar").body, "exported");
}

}  // namespace
}  // namespace cloudphone::simulator
