#include "service/gateway/media/audio_request.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/cph/call/request_check.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

constexpr int kSampleRates[] = {8000, 44100, 48000, 96000};
constexpr int kIntervals[] = {10, 20, 40};
constexpr int kBitDepth = 16;
constexpr int kMinBitrate = 500;
constexpr int kMaxBitrate = 512'000;
constexpr int kNanosOfMilli = 1'000'000;
constexpr int kMillisOfSecond = 1000;
constexpr int64_t kMostSeconds = 3600;

template <typename Values>
bool IsAnyOf(int value, const Values& values) {
  return std::find(std::begin(values), std::end(values), value) != std::end(values);
}

std::string CheckSampleRate(int rate, bool opus) {
  if (rate == 0) return "";
  if (!IsAnyOf(rate, kSampleRates)) return absl::StrCat(rate, " Hz is none of 8000, 44100, 48000 and 96000");
  // The vendor's table has Opus with 44.1 kHz, but Opus knows no such rate.
  if (opus && (rate == 44100 || rate == 96000)) return absl::StrCat(rate, " Hz does not go with Opus");
  return "";
}

std::string CheckInterval(const v1::StreamAudioRequest& request, bool opus) {
  if (!request.has_interval()) return "";
  const google::protobuf::Duration& interval = request.interval();
  if (interval.nanos() % kNanosOfMilli != 0 || !IsAnyOf(MillisOf(interval), kIntervals))
    return "is none of 10, 20 and 40 ms";
  return opus && MillisOf(interval) == 40 ? "of 40 ms does not go with Opus" : "";
}

std::string CheckBitrate(int bitrate, bool opus) {
  if (bitrate == 0) return "";
  if (!opus) return "goes with Opus only";
  if (bitrate >= kMinBitrate && bitrate <= kMaxBitrate) return "";
  return absl::StrCat(bitrate, " bit/s is not ", kMinBitrate, " to ", kMaxBitrate);
}

std::string CheckCodec(v1::AudioCodec codec) {
  return v1::AudioCodec_IsValid(codec) ? "" : "is neither PCM nor Opus";
}

std::string CheckChannels(int channels) {
  return channels >= 0 && channels <= 2 ? "" : absl::StrCat(channels, " is neither 1 nor 2");
}

std::string CheckBitDepth(int depth) {
  return depth == 0 || depth == kBitDepth ? "" : absl::StrCat(depth, " is not 16");
}

bool Differs(int wanted, int open) { return wanted != 0 && wanted != open; }

bool IntervalFits(const v1::StreamAudioRequest& request, const v1::AudioFormat& open) {
  if (!request.has_interval()) return true;
  const int wanted = MillisOf(request.interval());
  const int own = std::max(1, MillisOf(open.interval()));
  return open.codec() == v1::AUDIO_CODEC_PCM ? wanted % own == 0 : wanted == own;
}

}  // namespace

absl::Status CheckAudioRequest(const v1::StreamAudioRequest& request) {
  const bool opus = request.codec() == v1::AUDIO_CODEC_OPUS;
  Violations violations;
  const auto add = [&violations](const char* field, std::string what) {
    if (!what.empty()) violations.push_back({field, kParameterInvalid, std::move(what)});
  };
  add("codec", CheckCodec(request.codec()));
  add("sample_rate", CheckSampleRate(request.sample_rate(), opus));
  add("channels", CheckChannels(request.channels()));
  add("bit_depth", CheckBitDepth(request.bit_depth()));
  add("interval", CheckInterval(request, opus));
  add("bitrate", CheckBitrate(request.bitrate(), opus));
  return ViolationStatus(violations);
}

absl::Status CheckFits(const v1::StreamAudioRequest& request, const v1::AudioFormat& open) {
  if (!Differs(request.codec(), open.codec()) && !Differs(request.sample_rate(), open.sample_rate()) &&
      !Differs(request.channels(), open.channels()) && !Differs(request.bit_depth(), open.bit_depth()) &&
      !Differs(request.bitrate(), open.bitrate()) && IntervalFits(request, open))
    return absl::OkStatus();
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = "AUDIO_FORMAT_IN_USE";
  error.message = absl::StrCat("the phone's audio is open in another format: ", open.sample_rate(), " Hz, ",
                               open.channels(), " channels, ", MillisOf(open.interval()), " ms, ",
                               open.codec() == v1::AUDIO_CODEC_PCM ? "PCM" : "Opus");
  error.precondition_subject = absl::StrCat("phones/", request.phone_id());
  return ToStatus(error);
}

agent::v1::StreamAudioRequest ToAgentRequest(const v1::StreamAudioRequest& request) {
  agent::v1::StreamAudioRequest asked;
  asked.set_phone_id(request.phone_id());
  asked.set_codec(request.codec());
  asked.set_sample_rate(request.sample_rate());
  asked.set_channels(request.channels());
  asked.set_bit_depth(request.bit_depth());
  asked.set_bitrate(request.bitrate());
  if (request.codec() == v1::AUDIO_CODEC_OPUS && request.has_interval())
    *asked.mutable_interval() = request.interval();
  return asked;
}

int MillisOf(const google::protobuf::Duration& interval) {
  const int64_t seconds = std::min(std::max(interval.seconds(), -kMostSeconds), kMostSeconds);
  return static_cast<int>(seconds) * kMillisOfSecond + interval.nanos() / kNanosOfMilli;
}

google::protobuf::Duration ToInterval(int millis) {
  google::protobuf::Duration interval;
  interval.set_seconds(millis / kMillisOfSecond);
  interval.set_nanos(millis % kMillisOfSecond * kNanosOfMilli);
  return interval;
}

}  // namespace cloudphone
