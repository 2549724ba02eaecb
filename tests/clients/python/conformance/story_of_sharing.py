"""What phones share: the storage of their server, its apps and file systems; images, and who may use them."""

import json

from story_of_commands import tar_of
from story_of_phones import healthy, output_of

NOBODY = "0" * 32
OTHER_PROJECT = "87dc6af96095488d9205b6f31f314b16"
FILESYSTEM = "77ba6f4b-6365-4895-8dda-bc7142af4dde"


def shared_storage(cloud):
    server_id = cloud.list_cloud_phone_servers(server_name="cph-server-1").servers[0].server_id
    cloud.objects.putContent("bucketa", "shared.tar", tar_of("data/story/shared.txt", b"told"))
    assert [job.server_id for job in cloud.done(cloud.push_share_files(
        bucket_name="bucketa", object_path="shared.tar", server_ids=[server_id]))] == [server_id]

    def listed():
        return json.loads(cloud.done(cloud.list_share_files(server_ids=server_id, path="/data/story",
                                                            limit=50))[0].execute_msg)
    listing = listed()
    assert (listing["files_in_path"]["total"], listing["share_base_max_size"]) == (1, "100G")
    assert listing["files_in_path"]["files"][0].split()[0] == "4"
    assert listing["files_in_path"]["files"][0].endswith("shared.txt")
    beyond = cloud.done(cloud.list_share_files(server_ids=server_id, path="/data/story", offset=1))[0].execute_msg
    assert json.loads(beyond)["files_in_path"] == {"total": 1, "count": 0, "files": []}
    cloud.done(cloud.delete_share_files(file_paths=["/data/story/shared.txt"], server_ids=[server_id]))
    assert listed()["files_in_path"]["total"] == 0
    missing = cloud.push_share_files(bucket_name="bucketa", object_path="none.tar", server_ids=[server_id, NOBODY])
    assert missing.jobs[1].error_code == "CPS.0159"
    assert cloud.ended(missing.jobs[0].job_id).error_code == "CPS.0104"
    cloud.refuses("CPS.0199", 400, "list_share_files", server_ids=server_id, path="data")
    cloud.refuses("CPS.0155", 400, "delete_share_files", file_paths=["/../etc"], server_ids=[server_id])
    cloud.refuses("CPS.0135", 400, "push_share_files", bucket_name="bucketa", object_path="x.zip",
                  server_ids=[server_id])


def shared_apps(cloud):
    server_id = cloud.list_cloud_phone_servers(server_name="cph-server-1").servers[0].server_id
    phone_id = healthy(cloud, 5)
    archive = tar_of("data/app/com.story.shared/base.apk", b"PK")
    cloud.objects.putContent("mybucket", "com.story.shared-2.1.tar", archive)
    cloud.done(cloud.push_share_apps(package_name="com.story.shared", pre_install_app=1, bucket_name="mybucket",
                                     object_path="com.story.shared-2.1.tar", server_ids=[server_id]))
    assert "package:com.story.shared" in output_of(cloud, phone_id, "pm list packages")
    snapshot = cloud.list_share_apps_snapshot(server_id=server_id, package_name="com.cph.config", limit=10)
    assert [(app.package_name, app.versions) for app in snapshot.share_apps] == [("com.cph.config", ["1.0.0", "1.1.0"])]
    assert cloud.list_share_apps_snapshot(server_id=server_id, marker="com.cph.config").share_apps == []
    assert snapshot.collect_time[14:] == "00:00Z" and int(snapshot.collect_time[11:13]) % 2 == 0
    cloud.done(cloud.delete_share_apps(package_name="com.story.shared", server_ids=[server_id]))
    cloud.refuses("CPS.0173", 400, "push_share_apps", package_name="story", bucket_name="mybucket",
                  object_path="com.story.shared-2.1.tar", server_ids=[server_id])

    attached = cloud.attach_share_filesystem(type="sfs_turbo", id=FILESYSTEM, path="/share", server_ids=[server_id])
    assert [job.server_id for job in cloud.done(attached)] == [server_id]
    cloud.done(cloud.detach_share_filesystem(type="sfs_turbo", id=FILESYSTEM, server_ids=[server_id]))
    cloud.refuses("CPS.0116", 400, "attach_share_filesystem", type="nfs", id=FILESYSTEM, server_ids=[server_id])


def received(cloud):
    """What became of each image that another project offered."""
    return {image.image_name: image.receive_status
            for image in cloud.list_cloud_phone_images(image_type="share").phone_images}


def image_members(cloud):
    own = cloud.list_images(image_type="private").image_infos[0].image_id
    cloud.add_image_member(image_id=own, member=OTHER_PROJECT)
    members = cloud.list_image_members(image_id=own).members
    assert [(one.image_id, one.member_id) for one in members] == [(own, OTHER_PROJECT)]
    assert members[0].create_time > 1_700_000_000_000
    cloud.add_image_member(image_id=own, member=NOBODY)
    first = cloud.list_image_members(image_id=own, limit=1)
    second = cloud.list_image_members(image_id=own, limit=1, marker=first.page_info.next_marker)
    assert {page.members[0].member_id for page in (first, second)} == {NOBODY, OTHER_PROJECT}
    cloud.delete_image_member(image_id=own, member_id=OTHER_PROJECT)
    assert [one.member_id for one in cloud.list_image_members(image_id=own).members] == [NOBODY]
    cloud.refuses("CPS.0166", 404, "list_image_members", image_id=NOBODY)
    cloud.refuses("CPS.0046", 400, "add_image_member", image_id=own, member="nobody")

    offered = cloud.list_images(image_type="share", image_name="offered-image").image_infos[0]
    assert (offered.src_project_id, offered.status) == (OTHER_PROJECT, 1)
    phone_id = healthy(cloud, 8)
    use = {"image_id": offered.image_id, "phones": [{"phone_id": phone_id}]}
    cloud.refuses("CPS.0166", 404, "reset_cloud_phone", **use)
    assert received(cloud) == {"shared-image": 1, "offered-image": 0}
    cloud.update_image_member(image_id=offered.image_id, status="accepted")
    assert received(cloud) == {"shared-image": 1, "offered-image": 1}
    cloud.done(cloud.reset_cloud_phone(**use))
    assert cloud.show_cloud_phone_detail(phone_id=phone_id).image_id == offered.image_id


def images(cloud):
    public = cloud.list_cloud_phone_images(image_type="public").phone_images
    assert {image.is_public for image in public} == {1} and {image.os_type for image in public} == {"aosp"}
    assert received(cloud).keys() == {"shared-image", "offered-image"}
    first = cloud.list_cloud_phone_images(limit=3)
    second = cloud.list_cloud_phone_images(limit=3, marker=first.page_info.next_marker)
    ids = [image.image_id for page in (first, second) for image in page.phone_images]
    assert len(set(ids)) == 6
    cloud.refuses("CPS.0116", 400, "list_cloud_phone_images", image_type="none")

    mine = cloud.list_images(image_type="private", offset=0, limit=10)
    assert (mine.total, [image.image_name for image in mine.image_infos]) == (1, ["my-image"])
    own = mine.image_infos[0].image_id
    for filters, names in (({"image_id": own}, ["my-image"]), ({"status": 2}, []), ({"create_since": 4102444800}, []),
                           ({"create_until": 1}, []), ({"src_project_id": OTHER_PROJECT, "status": 1},
                                                       ["shared-image", "offered-image"])):
        assert sorted(image.image_name for image in cloud.list_images(**filters).image_infos) == sorted(names)
    cloud.delete_image(image_id=own)
    assert cloud.list_images(image_type="private").total == 0
    cloud.refuses("CPS.0166", 404, "delete_image", image_id=own)
