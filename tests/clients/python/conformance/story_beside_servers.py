"""What stands beside servers: tags, bandwidths, encode servers, scheduled events."""

import datetime

from simulated_cloud import SUCCEEDED
from story_of_servers import NOBODY, SHARED_BANDWIDTH, SUBNET, server_named


def tags(cloud):
    server = server_named(cloud, "cph-server-1")
    where = {"resource_type": "cph-server", "resource_id": server.server_id}
    assert cloud.list_resource_tags(**where).tags == []
    given = [{"key": "owner", "value": "qa team"}, {"key": "stage", "value": "first"}]
    assert cloud.batch_create_tags(**where, action="create", tags=given).status_code == 204
    cloud.batch_create_tags(**where, action="create", tags=[{"key": "stage", "value": "second"}])
    assert [(tag.key, tag.value) for tag in cloud.list_resource_tags(**where).tags] == \
        [("owner", "qa team"), ("stage", "second")]
    known = cloud.list_project_tags(resource_type="cph-server")
    assert known.total_count == len(known.tags)
    assert {"owner": ["qa team"], "stage": ["second"], "team": ["qa"]}.items() <= \
        {tag.key: tag.values for tag in known.tags}.items()
    assert len(cloud.list_project_tags(resource_type="cph-server", limit=1, offset=1).tags) == 1

    asked = {"resource_type": "cph-server", "tags": [{"key": "owner", "values": ["qa team", "another"]}]}
    found = cloud.list_resource_instances(**asked, action="filter", offset="0", limit="10")
    assert [(one.resource_id, one.resource_name, len(one.tags)) for one in found.resources] == \
        [(server.server_id, "cph-server-1", 2)]
    assert cloud.list_resource_instances(**asked, action="count").total_count == 1
    nameless = cloud.list_resource_instances(resource_type="cph-server", action="filter", without_any_tag=True,
                                             matches=[{"key": "resource_name", "value": "cph-server-1"}])
    assert (nameless.total_count, nameless.resources) == (0, [])

    assert cloud.batch_delete_tags(**where, action="delete", tags=[{"key": "stage"}]).status_code == 204
    assert [tag.key for tag in cloud.list_resource_tags(**where).tags] == ["owner"]
    cloud.refuses("CPS.0015", 404, "list_resource_tags", resource_type="cph-server", resource_id=NOBODY)


def bandwidths(cloud):
    shown = {one.band_width_id: one for one in cloud.show_bandwidth_detail(offset=0, limit=10).band_widths}
    shared = shown[SHARED_BANDWIDTH]
    assert (shared.band_width_name, shared.band_width_size, shared.band_width_charge_mode) == \
        ("BANDWIDTH_SHARED", 300, 1)
    own = next(one for one in shown.values() if one.band_width_share_type == 0)
    cloud.update_bandwidth(band_width_id=SHARED_BANDWIDTH, band_width_size=400)
    again = {one.band_width_id: one for one in cloud.show_bandwidth_detail().band_widths}
    assert (again[SHARED_BANDWIDTH].band_width_size, again[own.band_width_id].band_width_size) == (400, 300)
    cloud.refuses("CPS.0036", 400, "update_bandwidth", band_width_id=SHARED_BANDWIDTH, band_width_size=301)
    cloud.refuses("CPS.0160", 400, "update_bandwidth", band_width_id=own.band_width_id, band_width_size=200)
    cloud.refuses("CPS.0115", 404, "update_bandwidth", band_width_id=SUBNET, band_width_size=200)


def encode_servers(cloud):
    server = server_named(cloud, "cph-server-2")
    shown = cloud.list_encode_servers(server_id=server.server_id, status=1).encode_servers
    assert [one.type for one in shown] == [0, 1]
    access = shown[0].access_infos[0]
    assert (access.type, access.access_port > 0, access.intranet_ip) == \
        ("cph_app_server", True, shown[0].encode_server_ip)
    assert [one.type for one in cloud.list_encode_servers(type=1).encode_servers] == [1]
    assert cloud.list_encode_servers(offset=1, limit=1).encode_servers[0].encode_server_id == shown[1].encode_server_id
    one = shown[0].encode_server_id
    seen, restarted = cloud.seen_under_way(
        lambda: cloud.restart_encode_server(encode_server_ids=[one, NOBODY]),
        lambda _: [row.encode_server_id for row in cloud.list_encode_servers(status=3).encode_servers])
    assert (seen, restarted.jobs[0].encode_server_id, restarted.jobs[1].error_code) == ([one], one, "CPS.0123")
    assert cloud.ended(restarted.jobs[0].job_id).status == SUCCEEDED
    cloud.refuses("CPS.0122", 400, "restart_encode_server", encode_server_ids=[])


def scheduled_events(cloud):
    def moment(days):
        return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).strftime(
            "%Y-%m-%dT%H:%M:%SZ")

    both = cloud.list_scheduled_events(state=["inquiring", "completed"], type=["system-maintenance",
                                                                               "localdisk-recovery"])
    assert (both.count, {event.state for event in both.scheduled_events}) == (2, {"inquiring", "completed"})
    waiting = cloud.list_scheduled_events(state=["inquiring"]).scheduled_events[0]
    assert (waiting.type, waiting.server_name, waiting.server_state) == ("system-maintenance", "cph-server-2", 5)
    assert cloud.list_scheduled_events(publish_since=moment(days=1)).count == 0
    assert cloud.list_scheduled_events(publish_until=moment(days=-1)).count == 0
    assert cloud.list_scheduled_events(server_id=server_named(cloud, "cph-server-1").server_id).count == 0
    first = cloud.list_scheduled_events(limit=1)
    second = cloud.list_scheduled_events(limit=1, marker=first.page_info.next_marker)
    assert len({page.scheduled_events[0].event_id for page in (first, second)}) == 2

    one = {"event_id": waiting.event_id}
    cloud.update_scheduled_event(**one, not_before=moment(days=3))
    cloud.authorize_scheduled_event(**one, authorization_type="maintenance", not_before=moment(days=2))
    planned = cloud.list_scheduled_events(event_id=waiting.event_id).scheduled_events[0]
    assert (planned.state, planned.not_before < waiting.not_before) == ("scheduled", True)
    cloud.refuses("CPS.0174", 400, "update_scheduled_event", **one, not_before=moment(days=30))
    cloud.update_scheduled_event(**one, not_before="")
    over = cloud.until(lambda: cloud.list_scheduled_events(event_id=waiting.event_id).scheduled_events[0],
                       lambda event: event.state == "completed")
    assert over.start_time <= over.finish_time
