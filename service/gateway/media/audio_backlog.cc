#include "service/gateway/media/audio_backlog.h"

#include <algorithm>
#include <utility>

#include "service/gateway/media/audio_message.h"

namespace cloudphone {
namespace {

constexpr int kKeptMillis = 200;

bool IsPiece(const AudioNews& news) { return absl::holds_alternative<AudioPiece>(news); }
bool IsStart(const AudioNews& news) { return absl::holds_alternative<AudioStart>(news); }

uint32_t SessionOf(const AudioNews& news) {
  return absl::visit([](const auto& one) { return one.session; }, news);
}

}  // namespace

void AudioBacklog::Begin(const AudioStart& start) {
  if (begun_) return;  // By a newer start.
  Keep(start);
  items_.push_front(start);
  begun_ = true;
}

void AudioBacklog::Add(const AudioNews& news) {
  if (SessionOf(news) < session_) return;
  if (const auto* piece = absl::get_if<AudioPiece>(&news)) {
    AddPiece(*piece);
  } else if (const auto* notice = absl::get_if<AudioNotice>(&news)) {
    AddNotice(*notice);
  } else {
    AddStart(absl::get<AudioStart>(news));
  }
}

void AudioBacklog::AddStart(const AudioStart& start) {
  if (!begun_) Clear();  // It is the first that the listener is told: of what was before it knows nothing.
  Keep(start);
  items_.emplace_back(start);
  begun_ = true;
  ShortenAt(items_.size());
}

void AudioBacklog::AddPiece(const AudioPiece& piece) {
  session_ = piece.session;
  items_.emplace_back(piece);
  if (++pieces_ > max_pieces_) DropOldestPiece();
}

void AudioBacklog::AddNotice(const AudioNotice& notice) {
  session_ = notice.session;
  items_.emplace_back(notice);
  ShortenAt(items_.size());
}

// Sets how many frames of that format are kept.
void AudioBacklog::Keep(const AudioStart& start) {
  session_ = start.session;
  max_pieces_ = static_cast<size_t>(std::max(1, kKeptMillis / std::max(1, start.interval_ms)));
  while (pieces_ > max_pieces_) DropOldestPiece();
}

void AudioBacklog::DropOldestPiece() {
  const auto oldest = std::find_if(items_.begin(), items_.end(), &IsPiece);
  const auto at = static_cast<size_t>(oldest - items_.begin());
  items_.erase(oldest);
  --pieces_;
  ShortenAt(at);
}

// Of what stands there without a frame between it only the newest still says something, so that what waits is
// bounded by the frames: the last start, the last notice behind it, and that before it, which tells of the
// gap to who has heard what was before the gap.
void AudioBacklog::ShortenAt(size_t at) {
  auto first = items_.begin() + static_cast<ptrdiff_t>(at);
  auto last = first;
  while (first != items_.begin() && !IsPiece(*(first - 1))) --first;
  while (last != items_.end() && !IsPiece(*last)) ++last;
  if (last - first < 2) return;
  absl::optional<AudioNews> gap;
  absl::optional<AudioNews> start;
  absl::optional<AudioNews> notice;
  for (auto item = first; item != last; ++item) {
    if (IsStart(*item) && notice.has_value()) gap = std::exchange(notice, absl::nullopt);
    (IsStart(*item) ? start : notice) = std::move(*item);
  }
  if (first == items_.begin() && sent_session_ == 0) gap.reset();
  auto next = items_.erase(first, last);
  for (absl::optional<AudioNews>* const kept : {&notice, &start, &gap}) {
    if (kept->has_value()) next = items_.insert(next, *std::move(*kept));
  }
}

uint32_t AudioBacklog::CountDropped(const AudioPiece& piece) {
  const uint64_t before = sent_seq_.value_or(piece.before_first);
  sent_seq_ = piece.seq;
  return static_cast<uint32_t>(piece.seq - before - 1);
}

AudioBacklog::Message AudioBacklog::Take() {
  const AudioNews news = std::move(items_.front());
  items_.pop_front();
  if (const auto* start = absl::get_if<AudioStart>(&news); start && start->session != sent_session_) {
    sent_session_ = start->session;
    sent_seq_ = start->last_seq;
  }
  const auto* piece = absl::get_if<AudioPiece>(&news);
  if (piece != nullptr) --pieces_;
  if (const uint32_t dropped = piece == nullptr ? 0 : CountDropped(*piece); dropped > 0) {
    const grpc::Slice both[] = {EncodeDropped(dropped), piece->message};
    return {grpc::ByteBuffer(both, 2)};
  }
  const grpc::Slice& message =
      absl::visit([](const auto& one) -> const grpc::Slice& { return one.message; }, news);
  return {grpc::ByteBuffer(&message, 1)};
}

void AudioBacklog::Clear() {
  items_.clear();
  pieces_ = 0;
}

}  // namespace cloudphone
