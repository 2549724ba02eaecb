"""Commands by ADB: apps, files and shells."""

import io
import tarfile

from simulated_cloud import FAILED, SUCCEEDED, by_url
from story_of_phones import healthy, output_of, phone_named


def tar_of(path, content):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo(path)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def apps(cloud):
    one, two = healthy(cloud, 1), healthy(cloud, 2)
    key = "apps/com.story.app.apk"
    absent = cloud.install_apk(command="install", content=f"-t -r obs://cph-staging/{key}", phone_ids=[one])
    job = cloud.ended(absent.jobs[0].job_id)
    assert (job.status, job.error_code) == (FAILED, "CPS.0104")

    put = cloud.objects.createSignedUrl("PUT", "cph-staging", key, expires=60)
    assert by_url(put, "PUT", b"PK an app")[0] == 200
    get = cloud.objects.createSignedUrl("GET", "cph-staging", key, expires=60)
    assert by_url(get, "GET") == (200, b"PK an app")
    assert by_url(get, "PUT", b"another")[0] == 403
    expired = cloud.objects.createSignedUrl("GET", "cph-staging", key, expires=-1)
    assert by_url(expired, "GET")[0] == 403

    installed = cloud.install_apk(command="install", content=f"-t -r obs://cph-staging/{key}", phone_ids=[one, two])
    assert [job.phone_id for job in cloud.done(installed)] == [one, two]
    assert "package:com.story.app" in output_of(cloud, one, "pm list packages")
    removed = cloud.uninstall_apk(command="uninstall", content="com.story.app", phone_ids=[one])
    assert cloud.done(removed)[0].execute_msg == "Success\n"
    assert "com.story.app" not in output_of(cloud, one, "pm list packages")
    assert "com.story.app" in output_of(cloud, two, "pm list packages")
    server_id = cloud.show_cloud_phone_detail(phone_id=one).server_id
    removed = cloud.uninstall_apk(command="uninstall", content="com.story.app", server_ids=[server_id])
    outcomes = {job.phone_id: cloud.ended(job.job_id).status for job in removed.jobs}
    assert (len(outcomes), outcomes.pop(two), set(outcomes.values())) == (12, SUCCEEDED, {FAILED})
    undelegated = cloud.install_apk(command="install", content="obs://undelegated-bucket/my_apps/test.apk",
                                    phone_ids=[one])
    assert cloud.ended(undelegated.jobs[0].job_id).error_code == "CPS.0104"
    cloud.refuses("CPS.0119", 400, "install_apk", command="install", content="obs://push-bucket/my_apps/test.tar",
                  phone_ids=[one])
    cloud.refuses("CPS.0117", 400, "uninstall_apk", command="remove", content="com.story.app", phone_ids=[one])


def files_and_commands(cloud):
    one, frozen = healthy(cloud, 3), phone_named(cloud, "cph-server-2-00011").phone_id
    archive = tar_of("data/local/tmp/story.txt", b"told")
    assert cloud.objects.putContent("cph-staging", "story.tar", archive).status == 200
    pushed = cloud.push_file(command="push", content="obs://cph-staging/story.tar", phone_ids=[one, frozen])
    assert pushed.jobs[1].error_code == "CPS.0053"
    assert cloud.ended(pushed.jobs[0].job_id).status == SUCCEEDED
    assert output_of(cloud, one, "cat /data/local/tmp/story.txt") == "told"
    cloud.refuses("CPS.0118", 400, "push_file", command="push", content="obs://cph-staging/story.zip", phone_ids=[one])

    server_id = cloud.list_cloud_phone_servers(server_name="cph-server-1").servers[0].server_id
    assert len(cloud.done(cloud.push_file(command="push", content="obs://cph-staging/story.tar",
                                          server_ids=[server_id]))) == 12
    whole = cloud.run_shell_command(command="shell", content="getprop ro.build.version.release", server_ids=[server_id])
    assert len(whole.jobs) == 12 and len({job.execute_msg for job in cloud.done(whole)}) <= 2
    listed = cloud.list_jobs(request_id=whole.request_id, limit=1).jobs[0]
    assert (listed.phone_id, listed.execute_msg) == (whole.jobs[0].phone_id, cloud.ended(listed.job_id).execute_msg)
    failed = cloud.ended(cloud.run_shell_command(command="shell", content="ls /none", phone_ids=[one]).jobs[0].job_id)
    assert (failed.status, failed.error_code, "/none" in failed.execute_msg) == (FAILED, "CPS.0191", True)
    long = output_of(cloud, one, "echo " + "a" * 1010)
    assert long.rstrip("\n") == "a" * 1010
    cut = output_of(cloud, one, "ls -R /")
    assert len(cut.encode()) <= 1024
    cloud.refuses("CPS.0118", 400, "run_shell_command", command="shell", content="ls; rm", phone_ids=[one])

    at_once = cloud.run_sync_command(command="shell", content="echo told", phone_ids=[one, frozen])
    assert (at_once.jobs[0].phone_id, at_once.jobs[0].status, at_once.jobs[0].execute_msg) == (one, SUCCEEDED, "told\n")
    assert (at_once.jobs[1].phone_id, at_once.jobs[1].error_code) == (frozen, "CPS.0053")
    cloud.refuses("CPS.0190", 400, "run_sync_command", command="shell", content="id", phone_ids=[one] * 16)
    failed = cloud.run_sync_command(command="shell", content="ls /none", server_ids=[server_id]).jobs
    assert (len(failed), {(job.status, job.error_code) for job in failed}) == (12, {(FAILED, "CPS.0191")})
    cloud.refuses("APIGW.0308", 429, "run_sync_command", command="shell", content="id", phone_ids=[one])
