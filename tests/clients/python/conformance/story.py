"""The chapters of the story, in the order in which one world lives through them; each can be told alone."""

import story_of_access
import story_of_one_life
import story_of_phones
import story_of_servers

CHAPTERS = {chapter.__name__: chapter for chapter in (
    story_of_access.region,
    story_of_access.wrong_keys,
    story_of_access.another_project,
    story_of_access.objects,
    story_of_servers.catalogue,
    story_of_servers.lists_of_servers,
    story_of_servers.purchase,
    story_of_servers.bare_server,
    story_of_phones.lists_of_phones,
    story_of_phones.names_of_phones,
    story_of_phones.restart,
    story_of_phones.stop_and_reset,
    story_of_phones.settings,
    story_of_phones.connections,
    story_of_phones.data,
    story_of_phones.apps,
    story_of_phones.files_and_commands,
    story_of_phones.shared_storage,
    story_of_phones.shared_apps,
    story_of_phones.images,
    story_of_servers.tags,
    story_of_servers.bandwidths,
    story_of_servers.encode_servers,
    story_of_servers.scheduled_events,
    story_of_servers.life_of_a_server,
    story_of_servers.end_of_a_server,
    story_of_one_life.one_life,
    story_of_access.refusals,
)}
