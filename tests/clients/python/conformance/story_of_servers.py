"""Servers, from the catalogue to their end."""

import datetime

from simulated_cloud import SUCCEEDED

RUNNING, STARTING = 5, 13
VPC = "6e3feb2c-b9c9-4ac5-abf1-96d60e3dfea2"
SUBNET = "5784d2fe-fefd-42f0-a7f1-e88454d8bc0f"
SHARED_BANDWIDTH = "8b85d44b-ac6f-48fb-bbab-e876e9c3502a"
ADDRESS = "b8d3f1a5-2c4e-4b6f-9a81-3c5d7e9f0b26"
NOBODY = "0" * 32

# A server of the second kind of models, whose disks are named when it is bought.
PURCHASE = {
    "server_name": "bought", "server_model_name": "physical.kg1.4xlarge.cp", "phone_model_name": "rs2.max",
    "image_id": "88b8449b896f3a4f0ad57222dd919090", "count": 1, "keypair_name": "my-key",
    "tenant_vpc_id": VPC, "nics": [{"subnet_id": SUBNET, "ipv6_enable": True,
                                    "ipv6_bandwidth": {"band_width_id": SHARED_BANDWIDTH}}],
    "public_ip": {"eip": {"type": "5_bgp"}, "count": 1},
    "band_width": {"band_width_share_type": 0, "band_width_charge_mode": 1, "band_width_size": 50},
    "phone_data_volume": {"volume_type": "SSD", "size": 20},
    "server_share_data_volume": {"volume_type": "GPSSD", "size": 30},
    "ports": [{"name": "agent", "listen_port": 18000, "internet_accessible": "true"}],
    "phone_count_per_ip": 1, "property": '{"com.cph.mainkeys":1}',
}
# Instead of a new address with a bandwidth of its own: both exist already.
EXISTING = {"public_ip": {"ids": [ADDRESS]},
            "band_width": {"band_width_share_type": 1, "band_width_id": SHARED_BANDWIDTH}}
REPLACEMENT = {
    **{field: PURCHASE[field] for field in ("tenant_vpc_id", "nics", "public_ip", "band_width", "ports", "property",
                                            "phone_count_per_ip")},
    "phone_model_name": "rs2.plus", "image_id": "1564567b8bab40f34711234cb80d8574", "keypair_name": "another-key",
    "availability_zone": "cn-east-3a", "extend_param": {"enterprise_project_id": "another-project"},
    "phone_data_volume": {"volume_type": "GPSSD", "size": 40},
    "server_share_data_volume": {"volume_type": "SSD", "size": 50},
}
MONTH = {"charging_mode": 0, "period_type": 2, "period_num": 1, "is_auto_pay": 1, "is_auto_renew": 0}


def server_named(cloud, name):
    found = [one for one in cloud.list_cloud_phone_servers(server_name=name).servers if one.server_name == name]
    assert len(found) == 1, found
    return found[0]


def running(cloud, server_id):
    return cloud.until(lambda: cloud.show_cloud_phone_server_detail(server_id=server_id),
                       lambda server: server.status == RUNNING)


def gone(cloud, server_id):
    cloud.until(lambda: cloud.list_cloud_phone_servers(server_id=server_id).count, lambda count: count == 0)
    cloud.refuses("CPS.0015", 404, "show_cloud_phone_server_detail", server_id=server_id)


def catalogue(cloud):
    models = cloud.list_cloud_phone_models().phone_models
    one = next(model for model in models if model.phone_model_name == "rs2.max")
    assert (one.server_model_name, one.status, one.cpu, one.memory, one.disk, one.phone_capacity) == \
        ("physical.kg1.4xlarge.cp", 1, 8, 12288, 16, 30)
    assert (one.image_label, one.product_type, one.phone_model_version, one.volume_mode) == \
        ("cloud_phone", 0, 1, 1)
    assert "max_share_disk_size_g" in one.extend_spec
    assert {model.status for model in cloud.list_cloud_phone_models(status=0).phone_models} == {0}
    page = cloud.list_cloud_phone_models(offset=1, limit=2).phone_models
    assert [model.phone_model_name for model in page] == [model.phone_model_name for model in models[1:3]]

    servers = cloud.list_cloud_phone_server_models().server_models
    games = cloud.list_cloud_phone_server_models(product_type=1).server_models
    assert {model.product_type for model in servers} == {0, 1} and {model.product_type for model in games} == {1}
    kg1 = next(model for model in servers if model.server_model_name == "physical.kg1.4xlarge.cp")
    assert (kg1.server_type, kg1.cpu, kg1.memory, kg1.disk_max_num) == ("Hi1620", 128, 512, 60)
    first = cloud.list_cloud_phone_server_models(limit=2)
    second = cloud.list_cloud_phone_server_models(limit=2, marker=first.page_info.next_marker)
    assert [model.server_model_name for page in (first, second) for model in page.server_models] == \
        [model.server_model_name for model in servers[:4]]
    assert (kg1.extend_spec.gpu_count, kg1.extend_spec.os_volume.size) == (0, 600)

    offers = cloud.list_cloud_phone_server_model_offerings()
    assert offers.count == len(offers.models)
    assert [offer.available_zone for offer in offers.models if offer.sell_status == "sellout"] == ["cn-east-3b"]
    first = cloud.list_cloud_phone_server_model_offerings(limit=1)
    second = cloud.list_cloud_phone_server_model_offerings(limit=1, marker=first.page_info.next_marker)
    assert [page.models[0].model_name for page in (first, second)] == \
        [offer.model_name for offer in offers.models[:2]]
    cloud.refuses("CPS.0002", 400, "list_cloud_phone_models", limit=101)


def lists_of_servers(cloud):
    whole = cloud.list_cloud_phone_servers()
    assert whole.count == len(whole.servers) >= 3
    ids = cloud.ids_by_pages(
        lambda **page: [server.server_id for server in cloud.list_cloud_phone_servers(**page).servers], 2, whole.count)
    assert ids == [server.server_id for server in whole.servers]
    systems = cloud.list_cloud_phone_servers(network_version="v1").servers
    assert [server.server_name for server in systems] == ["cph-server-1"]
    now = int(datetime.datetime.now().timestamp())
    assert cloud.list_cloud_phone_servers(create_since=now + 3600).count == 0
    assert cloud.list_cloud_phone_servers(create_until=now - 7 * 86400).count == 0
    assert cloud.list_cloud_phone_servers(phone_model_name="rx1.cp.c60.d10.e1v1").count == 2
    assert cloud.list_cloud_phone_servers(status=10).count == 0
    assert cloud.list_cloud_phone_servers(server_name="cph-server").count == 2
    assert "cph-server-2" in {one.server_name for one in cloud.list_cloud_phone_servers(status=RUNNING).servers}
    times = [server.create_time for server in whole.servers]
    assert times == sorted(times, reverse=True)
    cloud.refuses("CPS.0002", 400, "list_cloud_phone_servers", limit=101)
    cloud.refuses("CPS.0016", 400, "show_cloud_phone_server_detail", server_id="not/an id")
    cloud.refuses("CPS.0015", 404, "show_cloud_phone_server_detail", server_id=NOBODY)


def purchase(cloud):
    before = cloud.list_cloud_phone_servers().count
    bought = cloud.create_net2_cloud_phone_server(**PURCHASE, extend_param=MONTH, availability_zone="cn-east-3a")
    assert bought.order_id.startswith("CS") and bought.product_id and len(bought.server_ids) == 1
    server_id = bought.server_ids[0]
    assert cloud.list_cloud_phone_servers().count == before + 1
    server = running(cloud, server_id)
    assert (server.server_name, server.server_model_name, server.phone_model_name, server.keypair_name) == \
        ("bought", "physical.kg1.4xlarge.cp", "rs2.max", "my-key")
    assert (server.vpc_id, server.subnet_id, server.network_version) == (VPC, SUBNET, "v2")
    assert (server.metadata.order_id, server.metadata.charging_mode) == (bought.order_id, 0)
    assert [(one.band_width_size, one.band_width_share_type) for one in server.band_widths] == [(50, 0)]
    assert [(one.volume_size, one.volume_type) for one in server.volumes] == [(20, "SSD")]
    assert (server.share_volume_info.size, server.share_volume_info.volume_type) == (30, "GPSSD")
    assert server.addresses[0].public_ip

    phones = cloud.list_cloud_phones(server_id=server_id, limit=200)
    assert (phones.count, {phone.status for phone in phones.phones}) == (30, {2})
    assert {phone.metadata.order_id for phone in phones.phones} == {bought.order_id}
    phone = cloud.show_cloud_phone_detail(phone_id=phones.phones[0].phone_id)
    assert (phone.phone_data_volume.volume_size, phone.phone_data_volume.volume_type) == (20, "SSD")
    assert (phone.image_id, '"com.cph.mainkeys":"1"' in phone._property) == (PURCHASE["image_id"], True)

    unpaid = cloud.create_net2_cloud_phone_server(
        **{**PURCHASE, **EXISTING, "server_name": "waits", "count": 2},
        extend_param={**MONTH, "is_auto_pay": 0, "enterprise_project_id": "a-project"})
    shown = [cloud.show_cloud_phone_server_detail(server_id=one) for one in unpaid.server_ids]
    assert [(one.server_name, one.status) for one in shown] == [("waits-0001", 0), ("waits-0002", 0)]
    assert {(one.enterprise_project_id, one.band_widths[0].band_width_id, one.band_widths[0].band_width_share_type)
            for one in shown} == {("a-project", SHARED_BANDWIDTH, 1)}
    for code, status, wrong in (("CPS.0024", 400, {"count": 11}), ("CPS.0166", 404, {"image_id": NOBODY}),
                                ("CPS.0142", 400, {"image_id": "20060220200717f201120a2300000e91"}),
                                ("CPS.0066", 400, {"availability_zone": "cn-east-3b"}),
                                ("CPS.0067", 404, {"keypair_name": "missing-key"})):
        cloud.refuses(code, status, "create_net2_cloud_phone_server", **{**PURCHASE, **wrong}, extend_param=MONTH)


def bare_server(cloud):
    wanted = {
        "server_name": "bare", "server_model_name": "physical.kg1.4xlarge.cp", "count": 1, "keypair_name": "my-key",
        "availability_zone": "cn-east-3a", "enterprise_project_id": "a-project", "image_id": ADDRESS,
        "nics": [{"subnet_id": SUBNET, "ipv6_enable": True, "ipv6_band_width_id": SHARED_BANDWIDTH}],
        "public_ip": {"type": "5_bgp", "count": 1, "band_width": PURCHASE["band_width"]},
        "data_volume": {"volume_type": "GPSSD", "size": 100, "count": 2}}
    bought = cloud.create_cloud_phone_single_server(**wanted, order_param=MONTH)
    server = running(cloud, bought.server_ids[0])
    assert (server.server_name, server.phone_model_name or "", len(server.volumes)) == ("bare", "", 2)
    assert (server.metadata.order_id, server.enterprise_project_id) == (bought.order_id, "a-project")
    assert (server.band_widths[0].band_width_size, bool(server.addresses[0].public_ip)) == (50, True)
    unpaid = cloud.create_cloud_phone_single_server(
        **{**wanted, "public_ip": {**EXISTING["public_ip"], "band_width": EXISTING["band_width"]}},
        order_param={**MONTH, "is_auto_pay": 0})
    waits = cloud.show_cloud_phone_server_detail(server_id=unpaid.server_ids[0])
    assert (waits.status, waits.band_widths[0].band_width_id) == (0, SHARED_BANDWIDTH)
    assert cloud.list_cloud_phones(server_id=server.server_id).count == 0
    cloud.refuses("CPS.0088", 400, "create_cloud_phone_single_server", server_name="bare", server_model_name="",
                  count=1, keypair_name="my-key", order_param=MONTH, nics=[{"subnet_id": SUBNET}])


def life_of_a_server(cloud):
    server = server_named(cloud, "cph-server-2")
    cloud.update_server_name(server_id=server.server_id, server_name="renamed")
    assert server_named(cloud, "renamed").server_id == server.server_id
    cloud.refuses("CPS.0087", 400, "update_server_name", server_id=server.server_id, server_name="x" * 61)
    cloud.update_server_name(server_id=server.server_id, server_name="cph-server-2")

    key = cloud.update_keypair(servers=[{"server_id": server.server_id, "keypair_name": "another-key"},
                                        {"server_id": NOBODY, "keypair_name": "another-key"}])
    assert (key.jobs[1].server_id, key.jobs[1].error_code, key.jobs[1].job_id) == (NOBODY, "CPS.0159", None)
    assert cloud.ended(key.jobs[0].job_id).status == SUCCEEDED
    assert cloud.show_cloud_phone_server_detail(server_id=server.server_id).keypair_name == "another-key"

    seen, restarted = cloud.seen_under_way(
        lambda: cloud.restart_cloud_phone_server(server_ids=[server.server_id]),
        lambda _: cloud.show_cloud_phone_server_detail(server_id=server.server_id).status)
    assert seen == STARTING
    assert [job.server_id for job in cloud.done(restarted)] == [server.server_id]
    assert running(cloud, server.server_id).status == RUNNING

    cloud.refuses("CPS.0028", 400, "change_cloud_phone_server_model", server_id=server.server_id,
                  server_model_name="physical.rx1.xlarge.special", phone_model_name="none")
    changed = cloud.change_cloud_phone_server_model(
        server_id=server.server_id, server_model_name="physical.rx1.xlarge.special",
        phone_model_name="rx1.cp.sp.c60.d10.e1v1", extend_param={"is_auto_pay": 1})
    assert changed.order_id != server.metadata.order_id and changed.product_id
    cloud.until(lambda: cloud.show_cloud_phone_server_detail(server_id=server.server_id),
                lambda one: one.server_model_name == "physical.rx1.xlarge.special")


def end_of_a_server(cloud):
    doomed = server_named(cloud, "cph-pay-per-use").server_id
    kept = server_named(cloud, "cph-server-1").server_id
    cloud.refuses("CPS.0097", 400, "delete_cloud_phone_server", server_ids=["no id"])
    cloud.refuses("CPS.0056", 400, "delete_cloud_phone_server", server_ids=[doomed, kept])
    deleted = cloud.delete_cloud_phone_server(server_ids=[doomed])
    assert cloud.ended(deleted.job_id).status == SUCCEEDED
    gone(cloud, doomed)

    bought = cloud.create_net2_cloud_phone_server(**{**PURCHASE, "server_name": "short"},
                                                  extend_param={**MONTH, "charging_mode": 1})
    server_id = bought.server_ids[0]
    assert running(cloud, server_id).metadata.charging_mode == 1
    phones = {phone.phone_id for phone in cloud.list_cloud_phones(server_id=server_id).phones}
    for address in ({}, EXISTING):
        replaced = cloud.change_cloud_phone_server(server_id=server_id, **{**REPLACEMENT, **address})
        assert (replaced.server_id, cloud.ended(replaced.job_id).status) == (server_id, SUCCEEDED)
    server = running(cloud, server_id)
    assert (server.phone_model_name, server.keypair_name, server.enterprise_project_id) == \
        ("rs2.plus", "another-key", "another-project")
    assert (server.volumes[0].volume_size, server.share_volume_info.size, server.availability_zone) == \
        (40, 50, "cn-east-3a")
    assert (server.band_widths[0].band_width_id, bool(server.addresses[0].public_ip)) == (SHARED_BANDWIDTH, True)
    fresh = cloud.list_cloud_phones(server_id=server_id, limit=200)
    assert fresh.count == 60 and not phones & {phone.phone_id for phone in fresh.phones}
    cloud.refuses("CPS.0015", 404, "change_cloud_phone_server", server_id=NOBODY, phone_model_name="rs2.plus",
                  image_id="1564567b8bab40f34711234cb80d8574", tenant_vpc_id=VPC, nics=[{"subnet_id": SUBNET}])
    deleted = cloud.delete_cloud_phone_server(server_ids=[server_id])
    assert cloud.ended(deleted.job_id).status == SUCCEEDED
    gone(cloud, server_id)
    cloud.refuses("CPS.0005", 404, "show_cloud_phone_detail", phone_id=fresh.phones[0].phone_id)
