"""Each check can fail: a chapter that is green by itself goes red where the simulator breaks one behaviour."""

import concurrent.futures
import subprocess

import pytest
from conftest import PROGRAMS
from simulated_cloud import Cloud, Simulator
from story import CHAPTERS

# Chapter: what breaks it, by the names of `cloudphone-simulator --broken=help`.
BREAKS = {
    "region": "projects-lost",
    "wrong_keys": "signatures-unchecked",
    "another_project": "error-texts-lost",
    "objects": "objects-not-saved objects-stay object-ranges-ignored",
    "catalogue": "phone-models-lost server-models-lost marker-ignored",
    "lists_of_servers": "server-name-filter-ignored offset-ignored count-wrong times-malformed "
                        "unknown-server-code-wrong",
    "purchase": "purchase-has-no-order purchase-makes-one purchase-loses-name",
    "bare_server": "purchase-has-no-order",
    "lists_of_phones": "phone-name-filter-ignored phone-server-filter-ignored phone-status-filter-ignored "
                       "limit-ignored phone-status-is-text phone-addresses-lost unknown-phone-code-wrong "
                       "unknown-phone-status-wrong",
    "names_of_phones": "phone-names-not-saved request-ids-lost",
    "restart": "restart-does-nothing restart-is-reset restart-loses-properties refusals-lost job-ids-lost "
               "jobs-never-end unknown-job-code-wrong",
    "stop_and_reset": "stop-does-nothing reset-is-restart jobs-fail",
    "settings": "properties-lost traffic-not-routed volumes-not-expanded",
    "connections": "connections-lost",
    "data": "exports-misplaced",
    "apps": "commands-do-nothing",
    "files_and_commands": "sync-commands-do-nothing job-output-lost",
    "shared_storage": "shared-files-not-changed",
    "shared_apps": "shared-apps-not-pushed shared-apps-lost",
    "image_members": "images-not-shared images-not-accepted image-members-stay",
    "images": "phone-images-lost images-stay",
    "tags": "tags-not-saved tags-not-deleted tags-lost tag-query-ignores-tags",
    "bandwidths": "bandwidths-not-resized",
    "encode_servers": "encode-server-restart-does-nothing",
    "scheduled_events": "events-not-authorised",
    "life_of_a_server": "server-names-not-saved server-restart-does-nothing key-pairs-not-changed",
    "end_of_a_server": "server-deletion-does-nothing",
    "one_life": "server-deletion-does-nothing server-names-not-saved jobs-never-end",
    "refusals": "error-texts-lost",
}
CASES = [(chapter, broken) for chapter, names in BREAKS.items() for broken in ("", *names.split())]


def outcome(case):
    """What a chapter raises in a new world with one behaviour broken, or None."""
    chapter, broken = case
    with Simulator(f"--broken={broken}") as simulator:
        cloud = Cloud(simulator)
        try:
            CHAPTERS[chapter](cloud)
        except Exception as error:
            return error
        finally:
            cloud.close()
    return None


@pytest.fixture(scope="module")
def outcomes():
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        return dict(zip(CASES, threads.map(outcome, CASES)))


def test_every_chapter_and_every_break_is_tried():
    known = subprocess.run([PROGRAMS / "cloudphone-simulator", "--broken=help"], check=True, capture_output=True,
                           text=True).stdout.split()
    assert {broken for _, broken in CASES} - {""} == set(known) and len(known) >= 20
    assert BREAKS.keys() == CHAPTERS.keys()


@pytest.mark.parametrize(("chapter", "broken"), CASES, ids=lambda text: text or "whole")
def test_goes_red(outcomes, chapter, broken):
    error = outcomes[chapter, broken]
    if not broken and error is not None:
        raise error
    assert bool(broken) == (error is not None), f"{chapter} does not see that {broken}"
