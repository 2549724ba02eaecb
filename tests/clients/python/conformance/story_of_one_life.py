"""One server, and the phones on it, from its purchase to its deletion."""

from simulated_cloud import RUNNING, SUCCEEDED
from story_of_servers import MONTH, PURCHASE, gone, running, server_named

COUNT = 30  # Of phones of the model.


def one_life(cloud):
    bought = cloud.create_net2_cloud_phone_server(**{**PURCHASE, "server_name": "alive"},
                                                  extend_param={**MONTH, "charging_mode": 1})
    server_id = bought.server_ids[0]
    running(cloud, server_id)
    phone_ids = [phone.phone_id for phone in cloud.list_cloud_phones(server_id=server_id, status=2, limit=200).phones]
    assert len(phone_ids) == COUNT

    cloud.update_server_name(server_id=server_id, server_name="alive-and-well")
    assert server_named(cloud, "alive-and-well").server_id == server_id
    cloud.update_phone_name(phone_id=phone_ids[0], phone_name="first")
    assert cloud.show_cloud_phone_detail(phone_id=phone_ids[0]).phone_name == "first"
    tag = {"key": "life", "value": "one"}
    cloud.batch_create_tags(resource_type="cph-server", resource_id=server_id, action="create", tags=[tag])

    cloud.done(cloud.restart_cloud_phone_server(server_ids=[server_id]))
    restarted = cloud.restart_cloud_phone(phones=[{"phone_id": phone_id} for phone_id in phone_ids])
    jobs = cloud.until(lambda: cloud.list_jobs(request_id=restarted.request_id).jobs,
                       lambda listed: RUNNING not in {job.status for job in listed})
    assert [(job.phone_id, job.status) for job in jobs] == [(phone_id, SUCCEEDED) for phone_id in phone_ids]
    assert cloud.list_cloud_phones(server_id=server_id, status=2).count == COUNT

    installed = cloud.install_apk(command="install", content="obs://push-bucket/my_apps/test.apk",
                                  server_ids=[server_id])
    assert sorted(job.phone_id for job in cloud.done(installed)) == sorted(phone_ids)
    shared = cloud.push_share_files(bucket_name="bucketa", object_path="my_apps/test.tar", server_ids=[server_id])
    cloud.done(shared)
    listed = cloud.done(cloud.list_share_files(server_ids=server_id, path="/data/local/tmp"))
    assert "test.txt" in listed[0].execute_msg

    assert cloud.ended(cloud.delete_cloud_phone_server(server_ids=[server_id]).job_id).status == SUCCEEDED
    gone(cloud, server_id)
    assert cloud.list_cloud_phones(server_id=server_id).count == 0
    assert "life" not in {known.key for known in cloud.list_project_tags(resource_type="cph-server").tags}
    assert cloud.show_job(job_id=installed.jobs[0].job_id).status == SUCCEEDED
