"""The chapters of the story, in the order in which one world lives through them; each can be told alone."""

from story_beside_servers import bandwidths, encode_servers, scheduled_events, tags
from story_of_access import another_project, objects, refusals, region, wrong_keys
from story_of_commands import apps, files_and_commands
from story_of_one_life import one_life
from story_of_phones import connections, data, lists_of_phones, names_of_phones, restart, settings, stop_and_reset
from story_of_servers import bare_server, catalogue, end_of_a_server, life_of_a_server, lists_of_servers, purchase
from story_of_sharing import image_members, images, shared_apps, shared_storage

CHAPTERS = {chapter.__name__: chapter for chapter in (
    region, wrong_keys, another_project, objects,
    catalogue, lists_of_servers, purchase, bare_server,
    lists_of_phones, names_of_phones, restart, stop_and_reset, settings, connections, data,
    apps, files_and_commands, shared_storage, shared_apps, image_members, images,
    tags, bandwidths, encode_servers, scheduled_events,
    life_of_a_server, end_of_a_server, one_life, refusals,
)}
