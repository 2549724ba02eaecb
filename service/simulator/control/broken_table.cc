#include "service/simulator/control/broken_table.h"

namespace cloudphone::simulator {
namespace {

constexpr char kDone[] = R"({"request_id":"{request_id}"})";
constexpr char kNoJobs[] = R"({"request_id":"{request_id}","jobs":[]})";
constexpr char kWrongCode[] = R"("CPS.0003")";

constexpr BrokenRow kRows[] = {
    // Who may call, and what every answer has.
    {"signatures-unchecked", BrokenHow::kUnchecked, "", ""},
    {"projects-lost", BrokenHow::kAnswerSet, "GET", "v3/projects", "projects", "[]"},
    {"request-ids-lost", BrokenHow::kAnswerLost, "", "", "request_id"},
    {"times-malformed", BrokenHow::kAnswerSet, "GET", "", "create_time", R"("yesterday")"},
    // Lists.
    {"offset-ignored", BrokenHow::kQueryLost, "GET", "", "offset"},
    {"limit-ignored", BrokenHow::kQueryLost, "GET", "", "limit"},
    {"marker-ignored", BrokenHow::kQueryLost, "GET", "", "marker"},
    {"count-wrong", BrokenHow::kAnswerSet, "GET", "", "count", "0"},
    {"phone-name-filter-ignored", BrokenHow::kQueryLost, "GET", "cloud-phone/phones", "phone_name"},
    {"phone-server-filter-ignored", BrokenHow::kQueryLost, "GET", "cloud-phone/phones", "server_id"},
    {"phone-status-filter-ignored", BrokenHow::kQueryLost, "GET", "cloud-phone/phones", "status"},
    {"server-name-filter-ignored", BrokenHow::kQueryLost, "GET", "cloud-phone/servers", "server_name"},
    {"phone-models-lost", BrokenHow::kAnswerSet, "GET", "phone-models", "phone_models", "[]"},
    {"phone-images-lost", BrokenHow::kAnswerSet, "GET", "phone-images", "phone_images", "[]"},
    {"server-models-lost", BrokenHow::kAnswerSet, "GET", "server-models", "server_models", "[]"},
    // Errors.
    {"unknown-phone-code-wrong", BrokenHow::kAnswerSet, "", "phones/*", "error_code", kWrongCode},
    {"unknown-phone-status-wrong", BrokenHow::kErrorStatus, "GET", "phones/*", "", "500"},
    {"unknown-server-code-wrong", BrokenHow::kAnswerSet, "", "servers/*", "error_code", kWrongCode},
    {"unknown-job-code-wrong", BrokenHow::kAnswerSet, "GET", "jobs/*", "error_code", kWrongCode},
    {"error-texts-lost", BrokenHow::kAnswerLost, "", "", "error_msg"},
    {"refusals-lost", BrokenHow::kAnswerLost, "POST", "phones/*", "error_code"},
    // Jobs.
    {"job-ids-lost", BrokenHow::kAnswerLost, "POST", "", "job_id"},
    {"jobs-never-end", BrokenHow::kAnswerSet, "GET", "cloud-phone/jobs", "status", "1"},
    {"jobs-never-end", BrokenHow::kAnswerSet, "GET", "cloud-phone/jobs/*", "status", "1"},
    {"jobs-fail", BrokenHow::kAnswerSet, "GET", "cloud-phone/jobs", "status", "-1"},
    {"jobs-fail", BrokenHow::kAnswerSet, "GET", "cloud-phone/jobs/*", "status", "-1"},
    {"job-output-lost", BrokenHow::kAnswerSet, "GET", "cloud-phone/jobs", "execute_msg", R"("")"},
    {"job-output-lost", BrokenHow::kAnswerSet, "GET", "cloud-phone/jobs/*", "execute_msg", R"("")"},
    // Phones.
    {"phone-names-not-saved", BrokenHow::kNotDone, "PUT", "cloud-phone/phones/*", "", kDone},
    {"phone-status-is-text", BrokenHow::kAnswerSet, "GET", "phones/*", "status", R"("2")"},
    {"phone-addresses-lost", BrokenHow::kAnswerLost, "GET", "phones/*", "access_infos"},
    {"properties-lost", BrokenHow::kAnswerSet, "GET", "phones/*", "property", R"("")"},
    {"restart-does-nothing", BrokenHow::kNotDone, "POST", "phones/batch-restart", "", kNoJobs},
    {"restart-is-reset", BrokenHow::kServedAs, "POST", "phones/batch-restart", "", "batch-reset"},
    {"restart-loses-properties", BrokenHow::kBodyLost, "POST", "phones/batch-restart", "property"},
    {"reset-is-restart", BrokenHow::kServedAs, "POST", "phones/batch-reset", "", "batch-restart"},
    {"stop-does-nothing", BrokenHow::kNotDone, "POST", "phones/batch-stop", "", kNoJobs},
    {"traffic-not-routed", BrokenHow::kBodySet, "POST", "phones-traffic", "traffic_type", R"("direct")"},
    {"volumes-not-expanded", BrokenHow::kNotDone, "POST", "phones/expand-volume", "", kNoJobs},
    {"connections-lost", BrokenHow::kAnswerLost, "POST", "phones/batch-connection", "access_info"},
    {"commands-do-nothing", BrokenHow::kBodySet, "POST", "phones/commands", "content", R"("pwd")"},
    {"sync-commands-do-nothing", BrokenHow::kBodySet, "POST", "sync-commands", "content", R"("pwd")"},
    {"exports-misplaced", BrokenHow::kBodySet, "POST", "batch-storage", "bucket_name", R"("bucketa")"},
    // Servers and what is beside them.
    {"server-names-not-saved", BrokenHow::kNotDone, "PUT", "cloud-phone/servers/*", "", kDone},
    {"server-restart-does-nothing", BrokenHow::kNotDone, "POST", "servers/batch-restart", "", kNoJobs},
    {"key-pairs-not-changed", BrokenHow::kBodySet, "PUT", "open-access", "keypair_name", R"("mykeypair")"},
    {"server-deletion-does-nothing", BrokenHow::kNotDone, "DELETE", "cloud-phone/servers", "", kDone},
    {"purchase-makes-one", BrokenHow::kBodySet, "POST", "cloud-phone/servers", "count", "1"},
    {"purchase-loses-name", BrokenHow::kBodySet, "POST", "cloud-phone/servers", "server_name", R"("no")"},
    {"purchase-has-no-order", BrokenHow::kAnswerLost, "POST", "cloud-phone/servers", "order_id"},
    {"bandwidths-not-resized", BrokenHow::kNotDone, "PUT", "bandwidths/*", "", kDone},
    {"encode-server-restart-does-nothing", BrokenHow::kNotDone, "POST", "encode-servers/batch-restart", "",
     kNoJobs},
    {"events-not-authorised", BrokenHow::kNotDone, "POST", "scheduled-events/*/authorize", "", kDone},
    {"tags-not-saved", BrokenHow::kNotDone, "POST", "tags/action"},
    {"tags-not-deleted", BrokenHow::kBodySet, "POST", "tags/action", "action", R"("create")"},
    {"tags-lost", BrokenHow::kAnswerSet, "GET", "tags", "tags", "[]"},
    {"tag-query-ignores-tags", BrokenHow::kBodyLost, "POST", "resource_instances/action", "tags"},
    // Images and shared storage.
    {"images-not-shared", BrokenHow::kNotDone, "POST", "images/*/members", "", kDone},
    {"images-not-accepted", BrokenHow::kNotDone, "PUT", "images/*/members", "", kDone},
    {"image-members-stay", BrokenHow::kNotDone, "DELETE", "images/*/members/*", "", kDone},
    {"images-stay", BrokenHow::kNotDone, "DELETE", "cloud-phone/images/*", "", kDone},
    {"shared-files-not-changed", BrokenHow::kNotDone, "POST", "phones/share-files", "", kNoJobs},
    {"shared-apps-not-pushed", BrokenHow::kNotDone, "POST", "phones/share-apps", "", kNoJobs},
    {"shared-apps-lost", BrokenHow::kAnswerSet, "GET", "share-apps-snapshot", "share_apps", "[]"},
    // The object store.
    {"objects-not-saved", BrokenHow::kNotDone, "PUT", "", "", kDone, true},
    {"objects-stay", BrokenHow::kNotDone, "DELETE", "", "", "", true},
    {"object-ranges-ignored", BrokenHow::kHeaderLost, "GET", "", "Range", "", true},
};

}  // namespace

absl::Span<const BrokenRow> BrokenRows() { return kRows; }

}  // namespace cloudphone::simulator
