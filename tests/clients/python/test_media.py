"""Sound, touches, screenshots and logs of phones, as a foreign client has them: the loop from a touch to what is heard,
several fingers, gateways that quarrel or die, a listener that falls asleep, and bad input."""

import contextlib
import itertools
import queue
import subprocess
import time

import grpc
import pytest
from conftest import PROGRAMS, Gateway
from google.protobuf import duration_pb2
from test_main_job import all_phones, details, fails

from cloudphone.v1 import audio_pb2, audio_service_pb2 as audio, audio_service_pb2_grpc
from cloudphone.v1 import device_service_pb2 as device, device_service_pb2_grpc
from cloudphone.v1 import input_pb2, input_service_pb2 as inputs, input_service_pb2_grpc
from cloudphone.v1 import phone_service_pb2, phone_service_pb2_grpc

WIDTH, HEIGHT = 1000, 2000
phone_numbers = itertools.count(1)
# Without them the client's window of HTTP/2 holds seconds of old sound.
LIVE = [("grpc.http2.bdp_probe", 0), ("grpc.http2.lookahead_bytes", 16384)]
KEYS = {"HUAWEICLOUD_SDK_AK": "SIMULATORACCESSKEY00",
        "HUAWEICLOUD_SDK_SK": "simulator-secret-key-0123456789abcdefghi",
        "HUAWEICLOUD_SDK_PROJECT_ID": "0123456789abcdef0123456789abcdef"}
DOWN, UP, MOVE = input_pb2.TOUCH_ACTION_DOWN, input_pb2.TOUCH_ACTION_UP, input_pb2.TOUCH_ACTION_MOVE


@pytest.fixture(scope="module")
def media(gateway):
    with grpc.insecure_channel(gateway.address, options=LIVE) as channel:
        yield Media(channel)


class Media:
    """The stubs of one channel."""

    def __init__(self, channel):
        self.audio = audio_service_pb2_grpc.AudioServiceStub(channel)
        self.inputs = input_service_pb2_grpc.InputServiceStub(channel)
        self.device = device_service_pb2_grpc.DeviceServiceStub(channel)
        self.phones = phone_service_pb2_grpc.PhoneServiceStub(channel)

    def phone(self, name):
        """The id of a phone of the default world, by the end of its name."""
        return next(phone.phone_id for phone in all_phones(self.phones) if phone.phone_name.endswith(name))


@pytest.fixture()
def phone_id(media):
    """A running phone for each test, so that none hears another's."""
    return media.phone(f"-1-{next(phone_numbers):05}")


class Session:
    """One ControlInput stream; `put` numbers events."""

    def __init__(self, stub, phone_id, take_over=False):
        self._requests = queue.Queue()
        self._seq = 0
        self.stream = stub.ControlInput(iter(self._requests.get, None), timeout=60)
        self._requests.put(inputs.ControlInputRequest(start=input_pb2.InputStart(
            phone_id=phone_id, screen_width=WIDTH, screen_height=HEIGHT, take_over=take_over)))

    def started(self):
        answer = next(self.stream)
        assert answer.HasField("started"), answer
        return answer.started

    def put(self, **event):
        self._seq += 1
        self._requests.put(inputs.ControlInputRequest(seq=self._seq, **event))
        return self._seq

    def touch(self, action, x=0, y=0, pointer=0):
        return self.put(touch=input_pb2.TouchEvent(pointer_id=pointer, action=action, x=x, y=y))

    def answer(self, seq):
        """The answer that settles this event: an ack at or above its number, or its error."""
        for answer in self.stream:
            if answer.HasField("ack") and answer.ack.acked_seq >= seq:
                return answer
            if answer.HasField("error") and answer.error.seq == seq:
                return answer
        raise AssertionError(f"the stream ended before event {seq} was answered")

    def close(self):
        self._requests.put(None)

    def ends_in_order(self):
        """Says all, and has the rest of the answers: no error among them, and OK at the end."""
        self.close()
        return not any(answer.HasField("error") for answer in self.stream)


def log_lines(stub, phone_id):
    """The lines of a phone's log from now on, one by one however they come together."""
    log = stub.StreamLogcat(device.StreamLogcatRequest(phone_id=phone_id), timeout=40)
    assert not next(log).lines, "the first message tells that logcat runs"
    return (line for message in log for line in message.lines)


def log_has(lines, text):
    """Reads on to a line that has the text."""
    return any(text in line for line in lines)


@contextlib.contextmanager
def listening(media, phone_id, **form):
    """A stream of sound that ends with its use."""
    stream = media.audio.StreamAudio(audio.StreamAudioRequest(phone_id=phone_id, **form), timeout=60)
    try:
        yield stream
    finally:
        stream.cancel()


def pitch(frames):
    """Of stereo frames of 48,000 Hz: by the rising zero crossings of the left channel."""
    samples = memoryview(b"".join(frames)).cast("h")[::2]
    rising = sum(1 for before, after in zip(samples, samples[1:]) if before < 0 <= after)
    return rising * 48000 / len(samples)


def hear(stream, count=20):
    """The next so many frames' sound."""
    frames = []
    for message in stream:
        if message.HasField("frame"):
            frames.append(message.frame.data)
            if len(frames) == count:
                return frames
    raise AssertionError("the sound ended")


def next_status(stream, state):
    """The next status of that state: a machine that stood still for a second may tell of another before."""
    return next(message.status for message in stream if message.status.state == state)


def hears(stream, hertz, within=12):
    """Whether that pitch comes within so many fifths of a second."""
    heard = []
    for _ in range(within):
        heard.append(pitch(hear(stream)))
        if abs(heard[-1] - hertz) < 25:
            return True
    raise AssertionError(f"{hertz} Hz was not heard but {heard}")


def test_a_touch_is_heard(media, phone_id):
    with listening(media, phone_id) as sound:
        started = next(sound).started
        assert (started.codec, started.sample_rate, started.channels) == (audio_pb2.AUDIO_CODEC_PCM, 48000, 2)
        assert hears(sound, 440), "before the first touch"
        session = Session(media.inputs, phone_id)
        session.started()
        assert session.answer(session.touch(DOWN, 500, 10)).HasField("ack")
        assert hears(sound, 1100)
        session.touch(MOVE, 1000, 10)
        assert hears(sound, 2000)
        assert session.ends_in_order()
        media.inputs.Tap(inputs.TapRequest(phone_id=phone_id, screen_width=WIDTH, screen_height=HEIGHT, x=0, y=0),
                         timeout=20)
        assert hears(sound, 200)


def test_ten_fingers_and_no_more(media, phone_id):
    session = Session(media.inputs, phone_id)
    session.started()
    for finger in range(10):
        assert session.answer(session.touch(DOWN, finger, finger, pointer=100 + finger)).HasField("ack")
    refused = session.answer(session.touch(DOWN, 1, 1, pointer=1))
    assert "pointer_id" in refused.error.error.message
    assert session.answer(session.touch(UP, 0, 0, pointer=100)).HasField("ack"), "the stream goes on"
    assert session.answer(session.touch(DOWN, 1, 1, pointer=1)).HasField("ack")
    assert session.ends_in_order()


def test_bad_events_are_told_and_the_stream_goes_on(media, phone_id):
    session = Session(media.inputs, phone_id)
    session.started()
    for event, field in ((dict(touch=input_pb2.TouchEvent(action=UP)), "pointer_id"),
                         (dict(touch=input_pb2.TouchEvent(action=DOWN, x=WIDTH + 1)), "x"),
                         (dict(touch=input_pb2.TouchEvent()), "action"),
                         (dict(key=input_pb2.KeyEvent(action=input_pb2.KEY_ACTION_DOWN)), "key_code"),
                         (dict(start=input_pb2.InputStart(phone_id=phone_id)), "start"),
                         ({}, "kind")):
        answer = session.answer(session.put(**event))
        assert answer.HasField("error"), event
        assert field in answer.error.error.message, (field, answer)
    assert session.answer(session.touch(DOWN)).HasField("ack")
    session.close()


def test_events_before_the_start_are_refused(media):
    requests = queue.Queue()
    stream = media.inputs.ControlInput(iter(requests.get, None), timeout=20)
    requests.put(inputs.ControlInputRequest(seq=7, touch=input_pb2.TouchEvent(action=DOWN)))
    answer = next(stream)
    assert answer.error.seq == 7
    assert "start" in answer.error.error.message
    requests.put(None)
    assert not list(stream)


def test_a_listener_that_slept_hears_what_is_new(media, gateway, phone_id):
    with grpc.insecure_channel(gateway.address, options=LIVE + [("grpc.use_local_subchannel_pool", 1)]) as channel:
        sleepy = Media(channel).audio.StreamAudio(audio.StreamAudioRequest(phone_id=phone_id), timeout=60)
        assert next(sleepy).HasField("started")
        first = next(message for message in sleepy if message.HasField("frame"))
        received, dropped, last = 1, first.dropped_before, first.frame.seq
        origin = first.frame.seq - first.dropped_before
        with listening(media, phone_id) as awake:
            others = [message for message, _ in zip(awake, range(500)) if message.HasField("frame")]
        assert sum(message.dropped_before for message in others) == 0, "who reads loses nothing"
        woke = time.time()
        for message in sleepy:
            if not message.HasField("frame"):
                continue
            received, dropped, last = received + 1, dropped + message.dropped_before, message.frame.seq
            assert received + dropped == last - origin + 1, "each frame is received or counted"
            if message.frame.pts_us / 1e6 > woke + 0.5:
                break
            if message.dropped_before:
                assert message.frame.pts_us / 1e6 > woke - 0.6, "what comes after the drop is new"
        assert dropped > 200
        sleepy.cancel()


def test_grouped_frames_are_four_times_as_long(media, phone_id):
    interval = duration_pb2.Duration(nanos=40_000_000)
    with listening(media, phone_id, interval=interval) as sound:
        assert next(sound).started.interval == interval
        assert {len(frame) for frame in hear(sound, 5)} == {4 * 1920}


def test_screen_and_log_show_a_finger(media, phone_id):
    before = media.device.TakeScreenshot(device.TakeScreenshotRequest(phone_id=phone_id), timeout=20)
    assert before.png.startswith(b"\x89PNG")
    log = log_lines(media.device, phone_id)
    session = Session(media.inputs, phone_id)
    session.started()
    session.answer(session.touch(DOWN, 300, 300))
    after = media.device.TakeScreenshot(device.TakeScreenshotRequest(phone_id=phone_id), timeout=20)
    assert (after.width, after.height) == (before.width, before.height)
    assert after.png != before.png
    assert log_has(log, b"touch pointer=0 action=0 x=300 y=300")
    session.close()


def test_text_and_keys(media, phone_id):
    log = log_lines(media.device, phone_id)
    media.inputs.InputText(inputs.InputTextRequest(phone_id=phone_id, text="hI"), timeout=20)
    # The H key, then SHIFT around the I key: 36; 59, 37.
    for code, action in ((36, 0), (36, 1), (59, 0), (37, 0), (37, 1), (59, 1)):
        assert log_has(log, f"key code={code} action={action}".encode())
    media.inputs.PressKey(inputs.PressKeyRequest(phone_id=phone_id, key_code=4), timeout=20)
    assert log_has(log, b"key code=4 action=1")
    error = fails(media.inputs.InputText, inputs.InputTextRequest(phone_id=phone_id, text="ä"))
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert details(error)["BadRequest"].field_violations[0].field == "text"


@pytest.mark.parametrize("change, field", [
    (dict(sample_rate=22050), "sample_rate"),
    (dict(codec=audio_pb2.AUDIO_CODEC_OPUS, sample_rate=44100), "sample_rate"),
    (dict(codec=audio_pb2.AUDIO_CODEC_OPUS, sample_rate=96000), "sample_rate"),
    (dict(interval=duration_pb2.Duration(nanos=15_000_000)), "interval"),
    (dict(channels=3), "channels"),
    (dict(bit_depth=24), "bit_depth"),
    (dict(bitrate=64000), "bitrate"),
    (dict(phone_id=""), "phone_id"),
])
def test_formats_that_are_none(media, phone_id, change, field):
    request = audio.StreamAudioRequest(**{"phone_id": phone_id, **change})
    error = fails(lambda request, timeout: next(media.audio.StreamAudio(request, timeout=timeout)), request)
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert details(error)["BadRequest"].field_violations[0].field == field


def stop(phones, phone_id):
    phones.BatchStopPhones(phone_service_pb2.BatchStopPhonesRequest(phone_ids=[phone_id]), timeout=20)
    stopped = phone_service_pb2.WaitPhonesRequest(
        phone_ids=[phone_id], condition=phone_service_pb2.PHONE_CONDITION_STOPPED)
    stopped.wait_timeout.FromSeconds(30)
    assert phones.WaitPhones(stopped, timeout=40).done


@pytest.mark.parametrize("name, reason", [("-2-00055", "AGENT_PORT_NOT_MAPPED"), ("-2-00054", "AGENT_NOT_RUNNING"),
                                          ("-1-00050", "PHONE_NOT_RUNNING"), (None, "PHONE_NOT_FOUND")])
def test_phones_without_an_agent_say_what_is_missing(media, name, reason):
    phone_id = media.phone(name) if name else "0" * 32
    if reason == "PHONE_NOT_RUNNING":
        stop(media.phones, phone_id)
    calls = [lambda timeout: next(media.audio.StreamAudio(audio.StreamAudioRequest(phone_id=phone_id), timeout=timeout)),
             lambda timeout: next(Session(media.inputs, phone_id).stream),
             lambda timeout: media.device.TakeScreenshot(device.TakeScreenshotRequest(phone_id=phone_id), timeout=timeout)]
    for call in calls:
        error = fails(lambda _, timeout, call=call: call(timeout), None)
        assert details(error)["ErrorInfo"].reason == reason
        wanted = grpc.StatusCode.NOT_FOUND if name is None else grpc.StatusCode.FAILED_PRECONDITION
        assert error.code() == wanted


def test_gestures_may_go_the_slow_way(media):
    phone_id = media.phone("-2-00055")
    tap = inputs.TapRequest(phone_id=phone_id, screen_width=720, screen_height=1280, x=10, y=20)
    error = fails(media.inputs.Tap, tap)
    assert details(error)["ErrorInfo"].reason == "AGENT_PORT_NOT_MAPPED"
    assert "allow_slow_path" in error.details()
    tap.allow_slow_path = True
    assert media.inputs.Tap(tap, timeout=30).slow_path
    text = inputs.InputTextRequest(phone_id=phone_id, text="semi;colon", allow_slow_path=True)
    error = fails(media.inputs.InputText, text)
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert details(error)["BadRequest"].field_violations[0].field == "text"


def test_a_phone_that_starts_anew_is_a_gap(media, phone_id):
    with listening(media, phone_id) as sound:
        hear(sound, 3)
        request = phone_service_pb2.BatchRestartPhonesRequest()
        request.phones.add(phone_id=phone_id)
        media.phones.BatchRestartPhones(request, timeout=10)
        kinds = []
        for message in sound:
            kind = message.WhichOneof("kind")
            if kind == "status":
                kind = audio_pb2.AudioState.Name(message.status.state)
            if not kinds or kinds[-1] != kind:
                kinds.append(kind)
            if "started" in kinds and kind == "frame":
                break
        assert "AUDIO_STATE_INVALID" in kinds, "the gap is told"
        assert hears(sound, 440), "everything in it is new"


class Simulator:
    """A cloud of its own, for several gateways."""

    address = agents = "127.0.0.1:0"

    def __enter__(self):
        self._process = subprocess.Popen(
            [PROGRAMS / "cloudphone-simulator", f"--listen={self.address}", f"--agent_listen={self.agents}"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self._process.stdout.readline().split()[-1]
        self.agents = self._process.stdout.readline().split()[-1]
        return self

    def die_and_return(self):
        """Killed, with all agents, and started again where it was: the same phones, and nothing of before."""
        self._process.kill()
        self._process.communicate(timeout=30)
        self.__enter__()

    def __exit__(self, *_):
        self._process.terminate()
        self._process.communicate(timeout=30)


@pytest.fixture()
def cloud():
    with Simulator() as running:
        yield running


@pytest.fixture()
def two_gateways(tmp_path, cloud):
    configuration = tmp_path / "gateway.yaml"
    configuration.write_text("phone_agents: {plaintext: true}\n", encoding="utf-8")
    gateways = [Gateway(f"--upstream=http://{cloud.address}", f"--config={configuration}", environment=KEYS)
                for _ in range(2)]
    channels = [grpc.insecure_channel(gateway.address, options=LIVE) for gateway in gateways]
    yield [(gateway, Media(channel)) for gateway, channel in zip(gateways, channels)]
    for channel in channels:
        channel.close()
    for gateway in gateways:
        if gateway.process.poll() is None:
            code, log = gateway.stop()
            assert code == 0, log


def test_one_session_controls_whichever_gateway_it_came_by(two_gateways):
    (_, first), (_, second) = two_gateways
    phone_id = first.phone("-1-00001")
    holder = Session(first.inputs, phone_id)
    holder.started()
    holder.answer(holder.touch(DOWN, 1, 1))
    error = fails(lambda _, timeout: next(Session(second.inputs, phone_id).stream), None)
    assert details(error)["ErrorInfo"].reason == "INPUT_CONTROLLED_BY_ANOTHER"
    # Both gateways at once, again and again: each time exactly one is in control, and the others were told.
    sessions = [holder]
    for _ in range(5):
        takers = [Session(media.inputs, phone_id, take_over=True) for _, media in two_gateways]
        for taker in takers:
            taker.started()
        sessions += takers
    lost = []
    for session in sessions:
        seq = session.touch(DOWN, 1, 1, pointer=5)
        session.close()
        try:
            lost.append(not any(answer.HasField("ack") and answer.ack.acked_seq >= seq for answer in session.stream))
        except grpc.RpcError as failure:
            assert details(failure)["ErrorInfo"].reason == "INPUT_CONTROL_LOST"
            lost.append(True)
    assert lost.count(False) == 1


def test_a_gateway_that_dies_leaves_no_finger_on_the_screen(two_gateways):
    (dying, first), (_, second) = two_gateways
    phone_id = second.phone("-1-00002")
    log = log_lines(second.device, phone_id)
    session = Session(first.inputs, phone_id)
    session.started()
    session.answer(session.touch(DOWN, 400, 400))
    dying.process.kill()
    dying.process.communicate(timeout=20)
    assert log_has(log, b"touch pointer=0 action=1 x=400 y=400"), "the agent lifted it"
    after = Session(second.inputs, phone_id)
    after.started()
    after.close()


def test_an_agent_that_is_killed_and_returns_is_a_gap(two_gateways, cloud):
    _, media = two_gateways[0]
    phone_id = media.phone("-1-00003")
    with listening(media, phone_id) as sound:
        hear(sound, 3)
        cloud.die_and_return()
        assert next_status(sound, audio_pb2.AUDIO_STATE_INVALID).HasField("error")
        assert next(message for message in sound if message.HasField("started"))
        assert hears(sound, 440)
    session = Session(media.inputs, phone_id)
    session.started()
    assert session.answer(session.touch(DOWN, 1, 1)).HasField("ack")
    session.close()


def resident_kb(process):
    """How much memory a program holds now."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def test_listeners_that_sleep_cost_no_memory(two_gateways):
    gateway, media = two_gateways[0]
    phone_ids = [phone.phone_id for phone in all_phones(media.phones) if "-1-000" in phone.phone_name][:31]
    with contextlib.ExitStack() as streams:
        # Each of a phone of its own: listeners of one phone share the bytes.
        for phone_id in phone_ids[1:]:
            assert next(streams.enter_context(listening(media, phone_id))).HasField("started")
        awake = streams.enter_context(listening(media, phone_ids[0]))
        hear(awake, 100)
        before = resident_kb(gateway.process)
        hear(awake, 400)
        # What nobody read of these four seconds are 23 MB.
        assert resident_kb(gateway.process) - before < 5_000
