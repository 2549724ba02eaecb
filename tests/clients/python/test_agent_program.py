"""The gateway with agents as a phone has them: the program cloudphone-agent, behind TLS and with the phone's token, over
the simulated libCPHMediaEngine.so; and what is heard and felt when that library does each thing that it may do wrong.
The cloud is a page here that tells where the agents are."""

import http.server
import itertools
import json
import os
import signal
import subprocess
import threading
import time

import grpc
import pytest
from conftest import PROGRAMS, Gateway
from test_main_job import details, fails
from test_media import DOWN, KEYS, LIVE, UP, Media, Session, hear, hears, listening, next_status

from cloudphone.v1 import audio_pb2, audio_service_pb2 as audio
from cloudphone.v1 import device_service_pb2 as device
from cloudphone.v1 import input_pb2, input_service_pb2 as inputs

LIBRARIES = PROGRAMS.parent / "lib"
SECRET = "one secret of all phones"


class Cloud:
    """Knows phones by their ids, and of each the port of its agent."""

    def __init__(self):
        self._numbers = itertools.count(1)
        self._ports = ports = {}

        class Page(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                phone_id = self.path.rsplit("/", 1)[-1]
                body = json.dumps({"request_id": "r" * 32, "phone_id": phone_id, "status": 2, "access_infos": [
                    {"type": "cloudphone_agent", "server_ip": "127.0.0.1", "access_port": ports[phone_id]}]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.url = "http://127.0.0.1:%d" % self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def buy(self):
        """The id of a new phone."""
        return "%032x" % next(self._numbers)

    def map(self, phone_id, port):
        self._ports[phone_id] = port

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Place:
    """What all phones share: the cloud, the certificate, the secret, a gateway that knows the three."""

    def __init__(self, folder):
        self.folder = folder
        self.cloud = Cloud()
        (folder / "secret").write_text(SECRET, encoding="utf-8")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=agents",
                        "-addext", "subjectAltName=DNS:agents.example", "-keyout", folder / "key.pem",
                        "-out", folder / "cert.pem"], check=True, capture_output=True)
        self.gateway = self.start_gateway(f"{{ca_file: {folder}/cert.pem, server_name: agents.example}}")

    def start_gateway(self, tls):
        configuration = self.folder / f"gateway-{time.monotonic_ns()}.yaml"
        configuration.write_text(
            f"phone_agents:\n  tls: {tls}\n  token_secret: {{file: {self.folder}/secret}}\n", encoding="utf-8")
        return Gateway(f"--upstream={self.cloud.url}", f"--config={configuration}", environment=KEYS)

    def token(self, phone_id):
        """As whoever prepares the phone makes it."""
        made = subprocess.run([PROGRAMS / "cphctl", "agent-token", f"--secret_file={self.folder}/secret", phone_id],
                              check=True, capture_output=True, text=True)
        return made.stdout.split()[-1]


class Agent:
    """A phone's agent over the library in `folder`, whose engine has these settings."""

    def __init__(self, place, *flags, library="", token=None, **engine):
        self._place = place
        self.phone_id = place.cloud.buy()
        token_file = place.folder / f"token-{self.phone_id}"
        token_file.write_text(token or place.token(self.phone_id), encoding="utf-8")
        self._flags = [f"--phone_id={self.phone_id}", f"--token_file={token_file}",
                       f"--tls_certificate={place.folder}/cert.pem", f"--tls_key={place.folder}/key.pem",
                       f"--engine={LIBRARIES / library / 'libCPHMediaEngine.so'}", *flags]
        self._address = "127.0.0.1:0"
        self.start(**engine)

    def start(self, **engine):
        """Begins, or begins again where it was."""
        settings = {f"CPH_ENGINE_{name}": value for name, value in engine.items()}
        self.process = subprocess.Popen([PROGRAMS / "cloudphone-agent", f"--listen={self._address}", *self._flags],
                                        env={**os.environ, **settings}, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), line + self.process.stderr.read()
        self._address = line.split()[-1]
        self._place.cloud.map(self.phone_id, int(self._address.rsplit(":", 1)[-1]))

    def dies(self):
        """Waits for an end that nobody asked for."""
        return self.process.wait(timeout=20)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            _, log = self.process.communicate(timeout=30)
            assert self.process.returncode == 0, log


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    made = Place(tmp_path_factory.mktemp("agents"))
    yield made
    code, log = made.gateway.stop()
    made.cloud.close()
    assert code == 0, log
    assert SECRET not in log


@pytest.fixture(scope="module")
def media(place):
    with grpc.insecure_channel(place.gateway.address, options=LIVE) as channel:
        yield Media(channel)


@pytest.fixture()
def agent(place):
    """Starts agents, which end with the test."""
    agents = []

    def start(*flags, **engine):
        agents.append(Agent(place, *flags, **engine))
        return agents[-1]

    yield start
    for running in agents:
        running.stop()


def hears_a_touch(media, phone_id):
    """The loop: what the finger does is heard."""
    with listening(media, phone_id) as sound:
        assert hears(sound, 440), "before the first touch"
        session = Session(media.inputs, phone_id)
        session.started()
        assert session.answer(session.touch(DOWN, 500, 10)).HasField("ack")
        assert hears(sound, 1100)
        assert session.ends_in_order()


@pytest.mark.parametrize("flags, library, engine", [
    ([], "", {}),
    ([], "cxx_only", {}),
    ([], "c_only", {}),
    (["--layout=packed"], "", {"INPUT_LAYOUT": "packed"}),
    ([], "", {"EXT": "packed"}),
    ([], "", {"EXT": "zero"}),
    ([], "", {"EMPTY_CONFIG": "text"}),
    ([], "", {"EMPTY_CONFIG": "braces"}),
    ([], "", {"SECOND_OPEN": "lax"}),
    ([], "", {"BURST": "10"}),
])
def test_a_touch_is_heard_whatever_the_engine_is_like(media, agent, flags, library, engine):
    hears_a_touch(media, agent(*flags, library=library, **engine).phone_id)


def test_an_engine_that_plays_silence_is_heard(media, agent):
    with listening(media, agent(SOUND="silence").phone_id) as sound:
        assert hear(sound) == [bytes(1920)] * 20


def test_an_engine_that_gives_nothing_is_silent_and_no_error(media, agent):
    with listening(media, agent(SOUND="nothing").phone_id) as sound:
        status = next_status(sound, audio_pb2.AUDIO_STATE_SILENT)
        assert status.last_seq == 0
        assert not status.HasField("error")


def test_frames_that_grow_short_pass_as_they_are(media, agent):
    with listening(media, agent(SHORT_FRAMES_FROM="10").phone_id) as sound:
        frames = [message.frame for message, _ in zip(sound, range(30)) if message.HasField("frame")]
        assert all(len(frame.data) == (1920 if frame.seq < 10 else 960) for frame in frames)
        assert frames[-1].seq >= 10


@pytest.mark.parametrize("engine", [{"LATE_FRAMES": "5"}, {"CLOSE_TAKES_MS": "300"}])
def test_sound_in_another_form_after_a_close_that_drags_on(media, agent, engine):
    phone_id = agent(**engine).phone_id
    with listening(media, phone_id) as sound:
        assert {len(frame) for frame in hear(sound)} == {1920}
    frames = []
    while not frames:
        with listening(media, phone_id, sample_rate=44100) as sound:
            try:
                frames = hear(sound)
            except grpc.RpcError as early:  # The gateway has not noticed yet that the first one left.
                assert details(early)["ErrorInfo"].reason == "AUDIO_FORMAT_IN_USE"
    assert {len(frame) for frame in frames} == {1764}, "of the former stream nothing is left"


def test_audio_that_cannot_open_now_is_told_and_the_stream_goes_on(media, agent):
    with listening(media, agent(RESULTS="OpenAudio=-2100").phone_id) as sound:
        for _ in range(2):  # Between them one may say that the engine takes its time.
            while "-2100" not in next_status(sound, audio_pb2.AUDIO_STATE_INVALID).error.message:
                pass


def test_a_format_that_the_engine_refuses_ends_the_stream(media, agent):
    phone_id = agent(RESULTS="OpenAudio=-2000").phone_id
    error = fails(lambda _, timeout: list(media.audio.StreamAudio(
        audio.StreamAudioRequest(phone_id=phone_id), timeout=timeout)), None)
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert details(error)["ErrorInfo"].metadata["engine_code"] == "-2000"


@pytest.mark.parametrize("flags, engine, event, code", [
    ([], {"RESULTS": "InjectTouchData=-1000"}, "touch", "-1000"),
    ([], {"RESULTS": "InjectKeyData=-1001"}, "key", "-1001"),
    # Either reads the other's numbers elsewhere.
    ([], {"INPUT_LAYOUT": "packed"}, "touch", "-1000"),
    (["--layout=packed"], {}, "touch", "-1000"),
])
def test_an_event_that_the_engine_refuses_is_told_and_the_session_goes_on(media, agent, flags, engine, event, code):
    session = Session(media.inputs, agent(*flags, **engine).phone_id)
    session.started()
    for touch, press in ((DOWN, input_pb2.KEY_ACTION_DOWN), (UP, input_pb2.KEY_ACTION_UP)):
        key = input_pb2.KeyEvent(key_code=4, action=press)
        answer = session.answer(session.touch(touch, 500, 10) if event == "touch" else session.put(key=key))
        assert f"({code})" in answer.error.error.message, answer
    session.close()


def test_an_engine_that_takes_its_process_along_is_a_gap(media, agent):
    phone = agent(ABORT_AT_FRAME="30")
    with listening(media, phone.phone_id) as sound:
        assert next_status(sound, audio_pb2.AUDIO_STATE_INVALID)
        assert phone.dies() == -signal.SIGABRT
        with listening(media, phone.phone_id) as late:
            assert next(late).HasField("started")
            told = next(message.status for message in late if message.HasField("status"))
            assert told.state == audio_pb2.AUDIO_STATE_INVALID, "nothing else can come of an agent that is away"
        phone.start()
        assert hears(sound, 440)


def test_a_touch_that_ends_the_process_ends_the_session(media, agent):
    phone = agent(ABORT_IN="InjectTouchData")
    session = Session(media.inputs, phone.phone_id)
    session.started()
    error = fails(lambda _, timeout: session.answer(session.touch(DOWN, 500, 10)), None)
    assert error.code() == grpc.StatusCode.UNAVAILABLE
    assert details(error)["ErrorInfo"].reason == "AGENT_LOST"
    assert phone.dies() == -signal.SIGABRT
    phone.start()
    hears_a_touch(media, phone.phone_id)


def refusals(media, phone_id):
    """What each of the three ways to an agent says."""
    calls = (lambda _, timeout: list(media.audio.StreamAudio(audio.StreamAudioRequest(phone_id=phone_id),
                                                             timeout=timeout)),
             lambda _, timeout: next(Session(media.inputs, phone_id).stream),
             lambda _, timeout: media.device.TakeScreenshot(device.TakeScreenshotRequest(phone_id=phone_id),
                                                            timeout=timeout))
    errors = [fails(call, None) for call in calls]
    return {(error.code(), details(error)["ErrorInfo"].reason) for error in errors}


def test_an_agent_with_another_token_is_no_use(media, agent):
    assert refusals(media, agent(token="another").phone_id) == {
        (grpc.StatusCode.FAILED_PRECONDITION, "AGENT_TOKEN_REFUSED")}


@pytest.mark.parametrize("tls", ["{server_name: agents.example}", "{ca_file: CA}", "{ca_file: CA, server_name: other}"])
def test_an_agent_that_does_not_prove_who_it_is_hears_nothing(place, agent, tls):
    gateway = place.start_gateway(tls.replace("CA", f"{place.folder}/cert.pem"))
    with grpc.insecure_channel(gateway.address) as channel:
        assert refusals(Media(channel), agent().phone_id) == {(grpc.StatusCode.UNAVAILABLE, "AGENT_UNREACHABLE")}
    code, log = gateway.stop()
    assert code == 0, log


def test_a_phone_without_the_library_says_so(media, agent):
    phone_id = agent(library="nowhere").phone_id
    error = fails(lambda _, timeout: list(media.audio.StreamAudio(
        audio.StreamAudioRequest(phone_id=phone_id), timeout=timeout)), None)
    assert (error.code(), details(error)["ErrorInfo"].reason) == (
        grpc.StatusCode.UNIMPLEMENTED, "ENGINE_LACKS_FUNCTION")
    error = fails(media.inputs.Tap, inputs.TapRequest(phone_id=phone_id, screen_width=9, screen_height=9, x=1, y=1))
    assert details(error)["ErrorInfo"].reason == "ENGINE_LACKS_FUNCTION"
