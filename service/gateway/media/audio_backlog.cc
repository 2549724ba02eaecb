#include "service/gateway/media/audio_backlog.h"

#include <algorithm>
#include <utility>

#include "service/gateway/media/audio_message.h"

namespace cloudphone {
namespace {

constexpr int kKeptMillis = 200;

bool IsPiece(const AudioNews& news) { return absl::holds_alternative<AudioPiece>(news); }
bool IsStart(const AudioNews& news) { return absl::holds_alternative<AudioStart>(news); }
bool IsNotice(const AudioNews& news) { return absl::holds_alternative<AudioNotice>(news); }

uint32_t SessionOf(const AudioNews& news) {
  return absl::visit([](const auto& one) { return one.session; }, news);
}

}  // namespace

void AudioBacklog::Begin(const AudioStart& start) {
  if (session_ <= start.session) Keep(start);
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

// What stood at the end says nothing any more: so what waits stays bounded by the frames.
void AudioBacklog::AddStart(const AudioStart& start) {
  while (!items_.empty() && !IsPiece(items_.back())) items_.pop_back();
  Keep(start);
  items_.emplace_back(start);
  begun_ = true;
}

void AudioBacklog::AddPiece(const AudioPiece& piece) {
  session_ = piece.session;
  items_.emplace_back(piece);
  if (++pieces_ > max_pieces_) DropOldestPiece();
}

// In the place of one that has not been sent, where nothing came between.
void AudioBacklog::AddNotice(const AudioNotice& notice) {
  session_ = notice.session;
  if (!items_.empty() && IsNotice(items_.back())) items_.pop_back();
  items_.emplace_back(notice);
}

// Sets how many frames of that format are kept.
void AudioBacklog::Keep(const AudioStart& start) {
  session_ = start.session;
  max_pieces_ = static_cast<size_t>(std::max(1, kKeptMillis / std::max(1, start.interval_ms)));
  while (pieces_ > max_pieces_) DropOldestPiece();
}

void AudioBacklog::DropOldestPiece() {
  auto next = items_.erase(std::find_if(items_.begin(), items_.end(), &IsPiece));
  --pieces_;
  // Of two notices that are neighbours now the newer counts, and before another start nothing does.
  while (next != items_.begin() && next != items_.end() && !IsPiece(*(next - 1)) &&
         (IsStart(*next) || (IsNotice(*next) && IsNotice(*(next - 1)))))
    next = items_.erase(next - 1);
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
