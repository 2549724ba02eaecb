#include "adapters/media_engine/audio_callbacks.h"

#include <array>
#include <atomic>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {
namespace {

constexpr size_t kSlots = 16;

struct Slot {
  // The stream in the slot; 0 is none, which a late callback sees without taking the lock.
  std::atomic<uint64_t> generation{0};
  Mutex mutex;
  std::shared_ptr<const RawAudioSink> sink ABSL_GUARDED_BY(mutex);
};

struct Slots {
  std::array<Slot, kSlots> all;
  std::atomic<uint64_t> late{0};
  Mutex mutex;
  uint64_t last_generation ABSL_GUARDED_BY(mutex) = 0;
};

// Never destroyed: an engine's thread may call until the process is gone.
Slots& GlobalSlots() {
  static Slots& slots = *new Slots;
  return slots;
}

std::shared_ptr<const RawAudioSink> SinkOf(Slot* slot) {
  if (slot->generation.load(std::memory_order_acquire) == 0) return nullptr;
  MutexLock lock(&slot->mutex);
  return slot->sink;
}

template <size_t kSlot>
void Callback(uint8_t* buffer, uint32_t length, const void* ext) {
  Slots& slots = GlobalSlots();
  const std::shared_ptr<const RawAudioSink> sink = SinkOf(&slots.all[kSlot]);
  if (sink == nullptr) {
    slots.late.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  (*sink)(buffer, length, ext);
}

template <size_t... kSlot>
constexpr std::array<EngineAudioCallback, kSlots> Callbacks(std::index_sequence<kSlot...> /*slots*/) {
  return {&Callback<kSlot>...};
}
constexpr std::array<EngineAudioCallback, kSlots> kCallbacks = Callbacks(std::make_index_sequence<kSlots>());

}  // namespace

absl::optional<AudioRoute> OpenAudioRoute(std::shared_ptr<const RawAudioSink> sink) {
  Slots& slots = GlobalSlots();
  MutexLock lock(&slots.mutex);
  for (size_t tried = 0; tried < kSlots; ++tried) {
    const uint64_t generation = ++slots.last_generation;
    const size_t index = generation % kSlots;
    Slot& slot = slots.all[index];
    if (slot.generation.load(std::memory_order_relaxed) != 0) continue;
    MutexLock slot_lock(&slot.mutex);
    slot.sink = std::move(sink);
    slot.generation.store(generation, std::memory_order_release);
    return AudioRoute{kCallbacks[index], index, generation};
  }
  return absl::nullopt;
}

void CloseAudioRoute(const AudioRoute& route) {
  Slot& slot = GlobalSlots().all[route.slot];
  std::shared_ptr<const RawAudioSink> dropped;  // Destroyed after the lock: it may be the last one.
  MutexLock lock(&slot.mutex);
  if (slot.generation.load(std::memory_order_relaxed) != route.generation) return;
  dropped = std::move(slot.sink);
  slot.generation.store(0, std::memory_order_release);
}

uint64_t LateAudioCallbacks() { return GlobalSlots().late.load(std::memory_order_relaxed); }

}  // namespace cloudphone
