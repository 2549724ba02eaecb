"""Who may call, and with what: regions, keys, projects; objects by headers and by presigned URLs; refusals."""

import hashlib

import obs
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from simulated_cloud import PROJECT, SECRET_KEY, by_url, client_of, cph

NOBODY = "0" * 32


def region(cloud):
    """A region object with an endpoint of one's own; the SDK asks IAM for the region's project by itself."""
    credentials = BasicCredentials(cloud.access_key, SECRET_KEY).with_iam_endpoint(f"http://{cloud.address}")
    client = (cph.CphClient.new_builder().with_credentials(credentials)
              .with_region(Region("cn-north-4", f"http://{cloud.address}")).build())
    assert client.get_credentials().project_id == PROJECT
    assert client.list_cloud_phone_servers(cph.ListCloudPhoneServersRequest()).count >= 3
    client.close()


def wrong_keys(cloud):
    for keys in ((cloud.access_key, "wrong"), ("UNKNOWNACCESSKEY0000", SECRET_KEY)):
        client = client_of(cloud.address, BasicCredentials(*keys, PROJECT))
        try:
            client.list_cloud_phones(cph.ListCloudPhonesRequest())
        except ClientRequestException as error:
            assert (error.status_code, error.error_code) == (401, "APIGW.0301"), error
            assert SECRET_KEY not in str(error) and error.request_id
        else:
            raise AssertionError(f"{keys} were taken")
        finally:
            client.close()


def another_project(cloud):
    client = client_of(cloud.address, BasicCredentials(cloud.access_key, SECRET_KEY, PROJECT[::-1]))
    try:
        client.list_cloud_phones(cph.ListCloudPhonesRequest())
    except ClientRequestException as error:
        assert (error.status_code, error.error_code) == (403, "CPS.0001"), error
    else:
        raise AssertionError("another project's phones were shown")
    finally:
        client.close()


def objects(cloud):
    store, key = cloud.objects, "story/a b/应用+c.apk"
    put = store.putContent("cph-staging", key, content="0123456789", metadata={"told": "yes"})
    assert (put.status, put.body.etag) == (200, f'"{hashlib.md5(b"0123456789").hexdigest()}"')
    headers = obs.GetObjectHeader()
    headers.range = "2-5"
    part = store.getObject("cph-staging", key, headers=headers, loadStreamInMemory=True)
    assert (part.status, part.body.buffer) == (206, b"2345")
    assert dict(store.getObjectMetadata("cph-staging", key).header)["told"] == "yes"
    assert [row.key for row in store.listObjects("cph-staging", prefix="story/").body.contents] == [key]

    def signed(method, seconds=60):
        return store.createSignedUrl(method, "cph-staging", key, expires=seconds)
    assert by_url(signed("PUT"), "PUT", b"told")[0] == 200
    assert by_url(signed("GET"), "GET") == (200, b"told")
    assert by_url(signed("GET"), "PUT", b"evil")[0] == 403
    assert by_url(signed("GET", seconds=-1), "GET")[0] == 403
    assert by_url(signed("DELETE"), "DELETE")[0] == 204
    assert by_url(signed("GET"), "GET")[0] == 404


# One for each operation that no other chapter sees refused.
REFUSALS = (
    ("list_cloud_phone_server_models", "CPS.0144", 400, {"product_type": 2}),
    ("list_cloud_phone_server_model_offerings", "CPS.0002", 400, {"limit": 1001}),
    ("restart_cloud_phone_server", "CPS.0095", 400, {"server_ids": []}),
    ("update_keypair", "CPS.0095", 400, {"servers": []}),
    ("show_bandwidth_detail", "CPS.0002", 400, {"limit": 101}),
    ("list_encode_servers", "CPS.0002", 400, {"limit": 101}),
    ("list_scheduled_events", "CPS.0010", 400, {"state": ["none"]}),
    ("authorize_scheduled_event", "CPS.0017", 404, {"event_id": NOBODY, "authorization_type": "maintenance"}),
    ("batch_create_tags", "CPS.0015", 404, {"resource_type": "cph-server", "resource_id": NOBODY, "action": "create",
                                            "tags": [{"key": "a", "value": "b"}]}),
    ("batch_delete_tags", "CPS.0015", 404, {"resource_type": "cph-server", "resource_id": NOBODY, "action": "delete",
                                            "tags": [{"key": "a"}]}),
    ("list_project_tags", "CPS.0002", 400, {"resource_type": "cph-server", "limit": 101}),
    ("list_resource_instances", "CPS.0047", 400, {"resource_type": "cph-server", "action": "none"}),
    ("update_cloud_phone_property", "CPS.0077", 400, {"phones": []}),
    ("expand_phone_data_volume_size", "CPS.0077", 400, {"phones": []}),
    ("batch_import_cloud_phone_data", "CPS.0171", 400, {"restore_infos": []}),
    ("list_share_apps_snapshot", "CPS.0015", 404, {"server_id": NOBODY}),
    ("delete_share_apps", "CPS.0173", 400, {"package_name": "story", "server_ids": [NOBODY]}),
    ("detach_share_filesystem", "CPS.0116", 400, {"type": "nfs", "id": "x", "server_ids": [NOBODY]}),
    ("list_images", "CPS.0116", 400, {"image_type": "none"}),
    ("update_image_member", "CPS.0166", 404, {"image_id": NOBODY, "status": "accepted"}),
    ("delete_image_member", "CPS.0166", 404, {"image_id": NOBODY, "member_id": NOBODY}),
)


def refusals(cloud):
    for operation, code, status, fields in REFUSALS:
        cloud.refuses(code, status, operation, **fields)
