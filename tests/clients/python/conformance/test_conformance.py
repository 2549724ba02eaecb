"""The vendor's SDK lives a story in the simulator: every operation, every field, a refusal of each."""

import json

import huaweicloudsdkcph.v1 as cph
import pytest
from conftest import TOP
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, ConnectionException
from huaweicloudsdkcore.retry.backoff_strategy import BackoffStrategies
from simulated_cloud import OPERATIONS, PROJECT, RUNNING, SECRET_KEY, SUCCEEDED, Cloud, Simulator, client_of
from story import CHAPTERS

# What the SDK has and the story does not call, with the reason.
NOT_CALLED = {}

# What the simulator says and the SDK has no field for.
NOT_KNOWN = {
    ("ShowJobResponse", "encode_server_id"): "documented for jobs of encode servers, in none of the vendor's SDKs",
}

ERRORS = "a refusal in an answer of 200, which no example shows: this cloud refuses with an HTTP status"
ADDRESSES = "no simulated network has IPv6"
# What the SDK has a field for and the story never sees filled.
NOT_FILLED = {
    **{(kind, field): ERRORS for field in ("error_code", "error_msg") for kind in (
        "AddImageMemberResponse", "ChangeCloudPhoneServerModelResponse", "ChangeCloudPhoneServerResponse",
        "CreateCloudPhoneSingleServerResponse", "CreateNet2CloudPhoneServerResponse", "DeleteImageMemberResponse",
        "DeleteImageResponse", "UpdateBandwidthResponse", "UpdateServerNameResponse")},
    ("ConnectInfoAccessInfo", "access_ipv6"): ADDRESSES,
    ("EncodeServer", "encode_server_ipv6"): ADDRESSES,
    ("EncodeServerAccessInfo", "server_ipv6"): ADDRESSES,
    ("PhoneAccessInfo", "phone_ipv6"): ADDRESSES,
    ("PhoneAccessInfo", "server_ipv6"): ADDRESSES,
    ("Job", "node_id"): "of nodes, which no other operation knows",
    ("Resource", "resource_detail"): "documented as always empty",
}


@pytest.fixture(scope="module")
def told():
    """The cloud after the whole story, and how each chapter ended."""
    outcomes = {}
    with Simulator() as simulator:
        cloud = Cloud(simulator)
        for name, chapter in CHAPTERS.items():
            try:
                outcomes[name] = chapter(cloud)
            except Exception as error:
                outcomes[name] = error
        cloud.close()
    return cloud, outcomes


@pytest.mark.parametrize("name", CHAPTERS)
def test_story(told, name):
    if told[1][name] is not None:
        raise told[1][name]


def test_the_sdk_has_every_operation():
    documented = json.loads((TOP / "tests/data/operations.json").read_text())["operations"]
    assert {name.replace("_", "") for name in OPERATIONS} == {operation["id"].lower() for operation in documented}


def test_the_story_calls_every_operation(told):
    assert set(OPERATIONS) - told[0].called == set(NOT_CALLED)


def test_every_operation_is_refused_once(told):
    assert set(OPERATIONS) - told[0].refused == set(NOT_CALLED)


def fields_of(ending):
    """(type, field) of all types whose name ends so, and of what they hold."""
    found = {}

    def add(kind):
        kind = kind.removeprefix("list[").removesuffix("]")
        model = getattr(cph, kind, None)
        if model is not None and kind not in found:
            found[kind] = model.attribute_map.values()
            for inner in model.openapi_types.values():
                add(inner)
    for name in dir(cph):
        if name.endswith(ending):
            add(name)
    return {(kind, field) for kind, fields in found.items() for field in fields}


def pairs(fields_by_kind):
    return {(kind, field) for kind, fields in fields_by_kind.items() for field in fields}


def test_the_story_sends_every_field(told):
    assert fields_of("Request") - pairs(told[0].sent) == set()


def test_the_story_sees_every_field(told):
    assert fields_of("Response") - pairs(told[0].filled) == set(NOT_FILLED)
    assert told[0].unknown == set(NOT_KNOWN)


def test_temporary_keys_need_their_token():
    with Simulator("--security_token=a-token") as simulator:
        keys = (simulator.access_key, SECRET_KEY, PROJECT)
        with_token = client_of(simulator.address, BasicCredentials(*keys).with_security_token("a-token"))
        assert with_token.list_cloud_phones(cph.ListCloudPhonesRequest(limit=1)).count == 24
        for credentials in (BasicCredentials(*keys), BasicCredentials(*keys).with_security_token("another")):
            with pytest.raises(ClientRequestException) as refused:
                client_of(simulator.address, credentials).list_cloud_phones(cph.ListCloudPhonesRequest())
            assert refused.value.status_code == 401


def test_calls_without_waiting():
    with Simulator() as simulator:
        credentials = BasicCredentials(simulator.access_key, SECRET_KEY, PROJECT)
        client = cph.CphAsyncClient.new_builder().with_credentials(credentials).with_endpoint(
            f"http://{simulator.address}").build()
        begun = [client.list_cloud_phones_async(cph.ListCloudPhonesRequest(offset=offset, limit=1))
                 for offset in range(20)]
        assert len({one.result().phones[0].phone_id for one in begun}) == 20


def test_waits_by_the_sdks_own_retries():
    with Simulator() as simulator:
        client = client_of(simulator.address, BasicCredentials(simulator.access_key, SECRET_KEY, PROJECT))
        phone = client.list_cloud_phones(cph.ListCloudPhonesRequest(phone_name="cph-server-1-00001")).phones[0]
        begun = client.stop_cloud_phone(cph.StopCloudPhoneRequest(
            cph.StopCloudPhoneRequestBody(phone_ids=[phone.phone_id])))
        waiting = client.show_job_invoker(cph.ShowJobRequest(begun.jobs[0].job_id)).with_retry(
            lambda job, error: error is None and job.status == RUNNING, 10, BackoffStrategies.EQUAL_JITTER)
        assert waiting.invoke().status == SUCCEEDED


def test_a_cloud_that_is_gone_is_a_connection_error():
    with Simulator() as simulator:
        client = client_of(simulator.address, BasicCredentials(simulator.access_key, SECRET_KEY, PROJECT))
        assert client.list_cloud_phones(cph.ListCloudPhonesRequest(limit=1)).count == 24
    with pytest.raises(ConnectionException):
        client.list_cloud_phones(cph.ListCloudPhonesRequest())
