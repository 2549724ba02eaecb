"""Phones: their names, states, settings, screens and data."""

import io
import json
import tarfile

from simulated_cloud import FAILED, SUCCEEDED

RUNNING, RESETTING, RESTARTING, FROZEN, STOPPED, STOP_FAILED = 2, 3, 4, 6, 8, -9
RESET_FAILED, RESTART_FAILED = -5, -6
NOBODY = "0" * 32


def phone_named(cloud, name):
    found = [phone for phone in cloud.list_cloud_phones(phone_name=name).phones if phone.phone_name == name]
    assert len(found) == 1, found
    return found[0]


def healthy(cloud, number):
    """The id of a phone with which all goes well."""
    return phone_named(cloud, f"cph-server-1-{number:05}").phone_id


def status_of(cloud, phone_id):
    return cloud.show_cloud_phone_detail(phone_id=phone_id).status


def output_of(cloud, phone_id, command):
    """What a shell command prints, by a job."""
    return cloud.done(cloud.run_shell_command(command="shell", content=command, phone_ids=[phone_id]))[0].execute_msg


def lists_of_phones(cloud):
    server_id = cloud.list_cloud_phone_servers(server_name="cph-server-2").servers[0].server_id
    whole = cloud.list_cloud_phones(server_id=server_id, limit=200)
    assert (whole.count, len(whole.phones)) == (12, 12)
    ids = cloud.ids_by_pages(
        lambda **page: [phone.phone_id for phone in cloud.list_cloud_phones(server_id=server_id, **page).phones], 5, 12)
    assert ids == [phone.phone_id for phone in whole.phones]
    assert [phone.phone_name for phone in cloud.list_cloud_phones(status=FROZEN).phones] == ["cph-server-2-00011"]
    assert cloud.list_cloud_phones(type=1).count == 0
    assert cloud.list_cloud_phones(phone_name="server-2-0001").count == 3
    cloud.refuses("CPS.0002", 400, "list_cloud_phones", limit=201)
    cloud.refuses("CPS.0010", 400, "list_cloud_phones", status=5)
    cloud.refuses("CPS.0005", 404, "show_cloud_phone_detail", phone_id=NOBODY)

    shown = cloud.show_cloud_phone_detail(phone_id=ids[0])
    assert shown.access_infos[0].listen_port == 5555 and shown.access_infos[0].access_port > 0
    assert {info.type for info in shown.access_infos} >= {"adb"}
    assert len({cloud.show_cloud_phone_detail(phone_id=one).access_infos[0].access_port for one in ids[:3]}) == 3
    assert (shown.type, shown.vnc_enable, shown.traffic_type) == (0, "false", "direct")
    assert isinstance(json.loads(shown._property), dict)


def names_of_phones(cloud):
    phone_id = healthy(cloud, 1)
    cloud.update_phone_name(phone_id=phone_id, phone_name="phone-of-the-story-应用")
    assert phone_named(cloud, "phone-of-the-story-应用").phone_id == phone_id
    cloud.refuses("CPS.0025", 400, "update_phone_name", phone_id=phone_id, phone_name="x" * 61)
    cloud.update_phone_name(phone_id=phone_id, phone_name="cph-server-1-00001")


def restart(cloud):
    one, two = healthy(cloud, 1), healthy(cloud, 2)
    frozen = phone_named(cloud, "cph-server-2-00011").phone_id
    fails = phone_named(cloud, "cph-server-2-00010").phone_id
    stopped = phone_named(cloud, "cph-server-2-00012").phone_id
    phones = [{"phone_id": one, "property": '{"sys.prop.writephonenum":"123"}'},
              *({"phone_id": phone_id} for phone_id in (two, frozen, fails, stopped, NOBODY))]
    (status, job, second), answer = cloud.seen_under_way(
        lambda: cloud.restart_cloud_phone(phones=phones),
        lambda begun: (status_of(cloud, one), cloud.show_job(job_id=begun.jobs[0].job_id),
                       cloud.restart_cloud_phone(phones=[{"phone_id": one}]).jobs[0]))
    assert (status, job.status, job.phone_id, job.end_time) == (RESTARTING, 1, one, None)
    assert (second.phone_id, second.job_id, second.error_code) == (one, None, "CPS.0165")
    assert [(job.phone_id, job.error_code) for job in answer.jobs if not job.job_id] == \
        [(frozen, "CPS.0053"), (NOBODY, "CPS.0005")]
    ended = [cloud.ended(job.job_id) for job in answer.jobs if job.job_id]
    assert [(job.phone_id, job.status, job.error_code) for job in ended] == \
        [(one, SUCCEEDED, None), (two, SUCCEEDED, None), (fails, FAILED, "CPS.0054"), (stopped, SUCCEEDED, None)]
    assert [status_of(cloud, phone_id) for phone_id in (one, two, fails, stopped, frozen)] == \
        [RUNNING, RUNNING, RESTART_FAILED, RUNNING, FROZEN]
    assert '"sys.prop.writephonenum":"123"' in cloud.show_cloud_phone_detail(phone_id=one)._property

    listed = cloud.list_jobs(request_id=answer.request_id)
    assert [job.job_id for job in listed.jobs] == [job.job_id for job in answer.jobs if job.job_id]
    assert {job.phone_id: job.status for job in listed.jobs}[fails] == FAILED
    assert len(cloud.list_jobs(request_ids=answer.request_id, limit=2, offset=2).jobs) == 2
    cloud.refuses("CPS.0050", 404, "list_jobs", request_id=NOBODY)
    cloud.refuses("CPS.0011", 404, "show_job", job_id=NOBODY)
    cloud.refuses("CPS.0077", 400, "restart_cloud_phone", phones=[])
    cloud.refuses("CPS.0166", 404, "restart_cloud_phone", image_id=NOBODY, phones=[{"phone_id": one}])


def stop_and_reset(cloud):
    one, fails = healthy(cloud, 3), phone_named(cloud, "cph-server-2-00009").phone_id
    stopped = cloud.stop_cloud_phone(phone_ids=[one, fails])
    assert [cloud.ended(job.job_id).status for job in stopped.jobs] == [SUCCEEDED, FAILED]
    assert [status_of(cloud, phone_id) for phone_id in (one, fails)] == [STOPPED, STOP_FAILED]
    assert cloud.stop_cloud_phone(phone_ids=[one]).jobs[0].error_code == "CPS.0141"
    cloud.refuses("CPS.0009", 400, "stop_cloud_phone", phone_ids=[])

    image = "1564567b8bab40f34711234cb80d8574"
    seen, reset = cloud.seen_under_way(
        lambda: cloud.reset_cloud_phone(image_id=image, phones=[{
            "phone_id": one, "factory_reset_enabled": True, "property": '{"sys.prop.writephonenum":"456"}'}]),
        lambda _: status_of(cloud, one))
    cloud.done(reset)
    phone = cloud.show_cloud_phone_detail(phone_id=one)
    assert (seen, phone.status, phone.image_id, phone.image_version) == (RESETTING, RUNNING, image, "AOSP 11")
    assert '"sys.prop.writephonenum":"456"' in phone._property
    fails = phone_named(cloud, "cph-server-2-00008").phone_id
    job = cloud.ended(cloud.reset_cloud_phone(phones=[{"phone_id": fails}]).jobs[0].job_id)
    assert (job.status, job.error_code, status_of(cloud, fails)) == (FAILED, "CPS.0054", RESET_FAILED)
    assert cloud.reset_cloud_phone(phones=[{"phone_id": NOBODY}]).jobs[0].error_code == "CPS.0005"


def settings(cloud):
    one = healthy(cloud, 4)
    answer = cloud.update_cloud_phone_property(phones=[
        {"phone_id": one, "property": '{"gsm.operator.alpha":"MINE"}', "custom_property": {"my.own.key": "value"}},
        {"phone_id": healthy(cloud, 5), "property": '{"no.such.key":"1"}'}])
    assert answer.jobs[1].error_code == "CPS.0163"
    assert cloud.ended(answer.jobs[0].job_id).status == SUCCEEDED
    phone = cloud.show_cloud_phone_detail(phone_id=one)
    assert json.loads(phone._property)["gsm.operator.alpha"] == "MINE"
    assert phone.custom_property == {"my.own.key": "value"}
    cloud.done(cloud.import_traffic(traffic_type="routing", phone_ids=[one]))
    assert cloud.show_cloud_phone_detail(phone_id=one).traffic_type == "routing"
    cloud.refuses("CPS.0116", 400, "import_traffic", traffic_type="none", phone_ids=[one])
    size = phone.phone_data_volume.volume_size
    cloud.done(cloud.expand_phone_data_volume_size(phones=[{"phone_id": one, "new_size": size + 10}]))
    assert cloud.show_cloud_phone_detail(phone_id=one).phone_data_volume.volume_size == size + 10


def connections(cloud):
    one, stopped = healthy(cloud, 1), phone_named(cloud, "cph-server-2-00011").phone_id
    first, second = (cloud.batch_show_phone_connect_infos(phone_ids=[one, stopped], client_type="ANDROID")
                     for _ in range(2))
    access = first.connect_infos[0].access_info
    assert (first.connect_infos[0].phone_id, access.access_port > 0, len(access.ticket) > 20) == (one, True, True)
    assert access.session_id != second.connect_infos[0].access_info.session_id
    assert [(error.phone_id, error.error_code) for error in first.errors] == [(stopped, "CPS.0053")]
    cloud.refuses("CPS.0190", 400, "batch_show_phone_connect_infos", phone_ids=[one] * 11, client_type="ANDROID")


def data(cloud):
    one, two = healthy(cloud, 6), healthy(cloud, 7)
    output_of(cloud, one, "mkdir -p /data/story")
    output_of(cloud, one, "touch /data/story/kept /data/story/left")
    exported = cloud.batch_export_cloud_phone_data(storage_infos=[{
        "phone_id": one, "include_files": ["/data/story"], "exclude_files": ["/data/story/left"],
        "bucket_name": "mybucket", "object_path": "story/one.tar"}])
    assert [job.phone_id for job in cloud.done(exported)] == [one]
    read = cloud.objects.getObject("mybucket", "story/one.tar", loadStreamInMemory=True)
    with tarfile.open(fileobj=io.BytesIO(read.body.buffer)) as archive:
        names = [name.strip("/") for name in archive.getnames()]
    assert "data/story/kept" in names and "data/story/left" not in names, names
    assert "No such file" in cloud.ended(cloud.run_shell_command(
        command="shell", content="ls /data/story", phone_ids=[two]).jobs[0].job_id).execute_msg
    cloud.done(cloud.batch_import_cloud_phone_data(restore_infos=[{
        "phone_id": two, "bucket_name": "mybucket", "object_path": "story/one.tar"}]))
    assert output_of(cloud, two, "ls /data/story").split() == ["kept"]
    missing = cloud.batch_import_cloud_phone_data(restore_infos=[{
        "phone_id": two, "bucket_name": "mybucket", "object_path": "story/none.tar"}])
    job = cloud.ended(missing.jobs[0].job_id)
    assert (job.status, job.error_code) == (FAILED, "CPS.0104")
    cloud.refuses("CPS.0168", 400, "batch_export_cloud_phone_data", storage_infos=[{
        "phone_id": one, "include_files": ["/system"], "bucket_name": "mybucket", "object_path": "story/one.tar"}])
