#!/usr/bin/env python3
"""Checks what a tour printed and recorded in the simulator's default world, or where no phone may read the bucket.

    python3 tests/clients/check_tour.py default|undelegated OUTPUT WAV    says what is wrong; exit code 1 if anything is
"""

import array
import math
import pathlib
import re
import sys
import wave

# What matches a line, and how many, whatever the language. A job that timed out may say when to try again.
INSTALLED = {
    "default": {r"installed com\.example\.tour\.apk: 60 succeeded, 0 failed": 1},
    "undelegated": {
        r"cph-server-1-000\d\d failed: FAILED_PRECONDITION: OBS_NOT_DELEGATED \S.*": 60,
        r"installed com\.example\.tour\.apk: 0 succeeded, 60 failed": 1,
    },
}
LINES = (
    r"listed 120 phones on 3 pages",
    r"cph-server-2-00059 refused: FAILED_PRECONDITION: RESOURCE_FROZEN No permission .*",
    r"cph-server-2-00058 failed: DEADLINE_EXCEEDED: JOB_TIMED_OUT( \(again in \d+ s\))? Handle job timeout\.",
    r"restarted 60 phones: 58 succeeded, 1 failed, 1 refused",
    r"an unknown phone is NOT_FOUND: PHONE_NOT_FOUND \(phone nobody\) Phone is not found\.",
    r"swiped on cph-server-1-00001",
    r"recorded 5 s of cph-server-1-00001, \d+ frames are missing",
)
# The simulator's sound follows the finger: 200 Hz at the left edge, 2000 at the right. The swipe ended in the middle.
PITCH_HZ = 1100
SECONDS = 5


def wrong_lines(world, output):
    """What is not printed as it should be."""
    printed = output.splitlines()
    wanted = dict.fromkeys(LINES, 1) | INSTALLED[world]
    for pattern, times in wanted.items():
        if (found := sum(re.fullmatch(pattern, line) is not None for line in printed)) != times:
            yield f"{found} lines, not {times}, are {pattern}"
    for line in printed:
        if not any(re.fullmatch(pattern, line) for pattern in wanted):
            yield f"not expected: {line}"


def strength(samples, rate, pitch):
    """How much of the samples is a sine of that pitch, 0 to 1."""
    turn = 2 * math.pi * pitch / rate
    real = sum(sample * math.cos(turn * at) for at, sample in enumerate(samples))
    imaginary = sum(sample * math.sin(turn * at) for at, sample in enumerate(samples))
    power = sum(sample * sample for sample in samples)
    return 2 * (real * real + imaginary * imaginary) / (len(samples) * power) if power else 0.0


def wrong_sound(path):
    """What is not as it should be in the recording."""
    with wave.open(str(path)) as file:
        shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
        samples = array.array("h", file.readframes(file.getnframes()))
    if shape != (2, 2, 48000):
        yield f"channels, bytes and rate are {shape}"
        return
    if len(samples) != SECONDS * 48000 * 2:
        yield f"{len(samples) / 96000:.3f} seconds"
    if sys.byteorder == "big":
        samples.byteswap()
    left = samples[::2]
    for begin in range(0, len(left), 48000):
        found = strength(left[begin:begin + 48000], 48000, PITCH_HZ)
        if found < 0.9:
            yield f"second {begin // 48000 + 1} is no tone of {PITCH_HZ} Hz ({found:.2f})"


def main():
    world = sys.argv[1]
    output, recording = (pathlib.Path(name) for name in sys.argv[2:4])
    found = [*wrong_lines(world, output.read_text(encoding="utf-8")), *wrong_sound(recording)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
