#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ERRORS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ERRORS_H_

#include <string>

#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "service/simulator/http/http_message.h"

namespace cloudphone::simulator {

// An error of the vendor: its code, the HTTP status and the text that go with it (the vendor's tables of
// error codes; where the current status of a code is not known, the one proposed there).
struct VendorError {
  int status;
  const char* code;
  const char* message;
};

constexpr VendorError kNoPermission = {403, "CPS.0001", "No permission to request resources."};
constexpr VendorError kBadPage = {400, "CPS.0002", "Parameter: offset or limit is invalid."};
constexpr VendorError kServiceError = {500, "CPS.0003", "Service internal error."};
constexpr VendorError kBadPhoneId = {400, "CPS.0004", "Invalid phone id."};
constexpr VendorError kNoPhone = {404, "CPS.0005", "Phone is not found."};
constexpr VendorError kNoPhoneId = {400, "CPS.0009", "Parameter: phone_id list is empty."};
constexpr VendorError kBadStatus = {400, "CPS.0010", "Parameter: status is invalid."};
constexpr VendorError kNoJob = {404, "CPS.0011", "Job not found."};
constexpr VendorError kNoServer = {404, "CPS.0015", "server_id not found."};
constexpr VendorError kBadServerId = {400, "CPS.0016", "server_id is invalid."};
constexpr VendorError kNoEvent = {404, "CPS.0017", "Event callback not found."};
constexpr VendorError kBadCount = {400, "CPS.0024", "Parameter: count is invalid."};
constexpr VendorError kBadPhoneName = {400, "CPS.0025", "Parameter: phone_name is invalid."};
constexpr VendorError kNoPhoneModelName = {400, "CPS.0027", "Parameter: phone_model_name is empty."};
constexpr VendorError kBadPhoneModelName = {400, "CPS.0028", "Parameter: phone_model_name is invalid."};
constexpr VendorError kNoImageId = {400, "CPS.0029", "Parameter: image_id is empty."};
constexpr VendorError kBadImageId = {400, "CPS.0030", "Parameter: image_id is invalid."};
constexpr VendorError kBadBandwidth = {400, "CPS.0031", "Parameter: band_width is invalid."};
constexpr VendorError kNoBandwidthId = {400, "CPS.0032", "Parameter: band_width_id is empty."};
constexpr VendorError kBadBandwidthId = {400, "CPS.0033", "Parameter: band_width_id is invalid."};
constexpr VendorError kBadShareType = {400, "CPS.0034", "Parameter: band_width_share_type is invalid."};
constexpr VendorError kBadChargeMode = {400, "CPS.0035", "Parameter: band_width_charge_mode is invalid."};
constexpr VendorError kBadBandwidthSize = {400, "CPS.0036", "Parameter: band_width_size is invalid."};
constexpr VendorError kBadPorts = {400, "CPS.0037", "Parameter: ports is invalid."};
constexpr VendorError kBadPortName = {400, "CPS.0038", "Parameter: port name is invalid."};
constexpr VendorError kSamePortName = {400, "CPS.0039", "Parameter: port name is conflicted."};
constexpr VendorError kBadListenPort = {400, "CPS.0040", "Parameter: listen_port is invalid."};
constexpr VendorError kSameListenPort = {400, "CPS.0041", "Parameter: listen_port is conflicted."};
constexpr VendorError kBadAction = {400, "CPS.0047", "Parameter: action is invalid."};
constexpr VendorError kNoRequestId = {400, "CPS.0049", "Parameter: request_id is empty."};
constexpr VendorError kNoJobsOfRequest = {404, "CPS.0050", "Jobs related to this requestId is not found."};
constexpr VendorError kFrozen = {403, "CPS.0053", "No permission to request resources. Phone is freezed."};
constexpr VendorError kJobTimeout = {500, "CPS.0054", "Handle job timeout."};
constexpr VendorError kBadExtendParam = {400, "CPS.0055", "Parameter: extend_param is invalid."};
constexpr VendorError kBadChargingMode = {400, "CPS.0056", "Parameter: charging_mode is invalid."};
constexpr VendorError kBadPeriodType = {400, "CPS.0057", "Parameter: period_type is invalid."};
constexpr VendorError kBadPeriodNum = {400, "CPS.0058", "Parameter: period_num is invalid."};
constexpr VendorError kBadAutoRenew = {400, "CPS.0059", "Parameter: isAutoRenew is invalid."};
constexpr VendorError kBadAutoPay = {400, "CPS.0060", "Parameter: isAutoPay is invalid."};
constexpr VendorError kQuotaExceeded = {400, "CPS.0065", "Quota exceeded for server."};
constexpr VendorError kNoCapacity = {400, "CPS.0066", "Capacity exceeded for server."};
constexpr VendorError kUnknownKeyPair = {404, "CPS.0067", "Keypair could not found."};
constexpr VendorError kNoKeyPairName = {400, "CPS.0068", "Parameter: keypair_name is empty."};
constexpr VendorError kBadPhones = {400, "CPS.0077", "Parameter: phones list is invalid."};
constexpr VendorError kBadProperty = {400, "CPS.0078", "Parameter: Property is invalid."};
constexpr VendorError kBadPhoneIds = {400, "CPS.0080", "Parameter: phone_ids is invalid."};
constexpr VendorError kBadServerName = {400, "CPS.0087", "Parameter: server_name is invalid."};
constexpr VendorError kNoServerModelName = {400, "CPS.0088", "Parameter: server_model_name is empty."};
constexpr VendorError kBadServerModelName = {400, "CPS.0089", "Parameter: server_model_name is invalid."};
constexpr VendorError kNoInternetAccessible = {400, "CPS.0093", "Parameter: internet_accessible is empty."};
constexpr VendorError kBadServerIds = {400, "CPS.0094", "Parameter: server_ids is invalid."};
constexpr VendorError kNoServerIds = {400, "CPS.0095", "Parameter: server_ids is empty."};
constexpr VendorError kManyServers = {400, "CPS.0096", "The number of servers exceeds the limit."};
constexpr VendorError kNotReadyForKeyPair = {400, "CPS.0098",
                                             "Parameter: no available keypair_name or server not ready."};
constexpr VendorError kServerNotReady = {400, "CPS.0099", "Parameter: server is not ready."};
constexpr VendorError kUnknownBandwidth = {404, "CPS.0115", "Band width not found."};
constexpr VendorError kBadType = {400, "CPS.0116", "Parameter: type is invalid."};
constexpr VendorError kBadEncodeServerId = {400, "CPS.0121", "Parameter: Encode server id is invalid."};
constexpr VendorError kBadEncodeServerIds = {400, "CPS.0122", "Parameter: Encode server id list is invalid."};
constexpr VendorError kNoEncodeServer = {404, "CPS.0123", "Encode server not found."};
constexpr VendorError kEncodeServerCreating = {400, "CPS.0124", "Encode server is creating."};
constexpr VendorError kNotRunning = {400, "CPS.0141", "Phone is not in running status."};
constexpr VendorError kBadImageLabel = {400, "CPS.0142", "Parameter: image_label is invalid."};
constexpr VendorError kBadProductType = {400, "CPS.0144", "Parameter: product_type is invalid."};
constexpr VendorError kBadPhoneModel = {400, "CPS.0157", "The phone model is invalid."};
constexpr VendorError kServerNotRestartable = {400, "CPS.0158",
                                               "The server is not available for being restarted."};
constexpr VendorError kDedicatedBandwidth = {400, "CPS.0160",
                                             "Only the size of shared bandwidth can be changed."};
constexpr VendorError kManyRequestIds = {400, "CPS.0161",
                                         "Parameter: the number of request IDs has exceeded the limit."};
constexpr VendorError kUnknownProperty = {400, "CPS.0163", "Parameter: property {0} not supported."};
constexpr VendorError kBadPropertyValue = {400, "CPS.0164", "Parameter: Invalid property {0}."};
constexpr VendorError kNotRestartable = {400, "CPS.0165", "The phone must be in stopped or running status."};
constexpr VendorError kNoImage = {404, "CPS.0166", "Phone image not found."};
constexpr VendorError kBadTime = {400, "CPS.0174", "Parameter: time is invalid."};
constexpr VendorError kManyPhones = {400, "CPS.0190", "The number of phones exceeds the limit."};
constexpr VendorError kEncodeServerFrozen = {403, "CPS.0195",
                                             "Encode server is frozen, no permission to request resources."};
constexpr VendorError kBadVpcId = {400, "CPS.0223", "Parameter: tenant_vpc_id is invalid."};
constexpr VendorError kBadSubnetId = {400, "CPS.0224", "Parameter: subnet_id is invalid."};
constexpr VendorError kBadNics = {400, "CPS.0226", "Parameter: nics is invalid."};
constexpr VendorError kUnknownSubnet = {404, "CPS.0229", "Query subnet by id fail."};
constexpr VendorError kUnknownVpc = {404, "CPS.0236", "Query vpc by id not found."};
constexpr VendorError kBadPublicIp = {400, "CPS.0238", "Parameter: public_ip is invalid."};
constexpr VendorError kBadEip = {400, "CPS.0239", "Parameter: eip is invalid."};
constexpr VendorError kBadNetworkVersion = {400, "CPS.0240", "Parameter: network_version is invalid."};
// ADB commands, data and shared storage.
constexpr VendorError kBadProjectId = {400, "CPS.0046", "Parameter: project_id is invalid."};
constexpr VendorError kUploadFailed = {500, "CPS.0103", "Failed to upload objects to OBS."};
constexpr VendorError kNoObject = {404, "CPS.0104", "File doesn't exists in OBS."};
constexpr VendorError kBadCommand = {400, "CPS.0117", "Parameter: command is invalid."};
constexpr VendorError kBadContent = {400, "CPS.0118", "Parameter: content is invalid."};
constexpr VendorError kNoApk = {400, "CPS.0119", "Parameter: filename doesn't end .apk."};
constexpr VendorError kBadBucket = {400, "CPS.0134", "Parameter: bucket_name is invalid."};
constexpr VendorError kBadObjectPath = {400, "CPS.0135", "Parameter: object_path is invalid."};
constexpr VendorError kNoShareFiles = {400, "CPS.0137", "Server does not support push share files."};
constexpr VendorError kBadFilePaths = {400, "CPS.0155", "The file_paths is invalid."};
constexpr VendorError kBadStorageInfos = {400, "CPS.0167", "Parameter: storage_infos is invalid."};
constexpr VendorError kBadIncludeFiles = {400, "CPS.0168", "Parameter: include_files is invalid."};
constexpr VendorError kBadExcludeFiles = {400, "CPS.0169", "Parameter: exclude_files is invalid."};
constexpr VendorError kManyStorageInfos = {400, "CPS.0170", "Parameter: storage_infos exceeds the limit."};
constexpr VendorError kBadRestoreInfos = {400, "CPS.0171", "Parameter: restore_infos is invalid."};
constexpr VendorError kBadPackageName = {400, "CPS.0173", "Parameter: package_name is invalid."};
// As the result of a command (the vendor's API reference, RunSyncCommand), whatever the table of codes says
// of it.
constexpr VendorError kRunFailed = {400, "CPS.0191", "Run command failed."};
constexpr VendorError kNoQuota = {400, "CPS.0196", "Quota is insufficient."};
constexpr VendorError kBadPath = {400, "CPS.0199", "The path is invalid."};
// The gateway in front of the service: what it refuses before any route.
constexpr VendorError kBadRequest = {400, "APIGW.0201", "API request error."};
// Unverified: what a call is refused with for which no document names a code, as for tags, disks and events.
constexpr VendorError kUnnamed = kBadRequest;
constexpr VendorError kLargeBody = {413, "APIGW.0201", "Request entity too large."};
constexpr VendorError kLargeTarget = {414, "APIGW.0201", "Request URI too large."};
constexpr VendorError kLargeHeaders = {494, "APIGW.0201", "Request headers too large."};
constexpr VendorError kNoRoute = {404, "APIGW.0101",
                                  "The API does not exist or has not been published in the environment."};
constexpr VendorError kNoMethod = {404, "APIGW.0101", "The API does not exist."};

constexpr VendorError kUnknownToken = {401, "APIGW.0301",
                                       "Incorrect IAM authentication information: decrypt token fail"};
constexpr VendorError kOldToken = {401, "APIGW.0307", "The token must be updated."};
// Seen of other services of the vendor; this service's own limits are not known.
constexpr VendorError kThrottled = {429, "APIGW.0308",
                                    "The throttling threshold has been reached: policy user over "
                                    "ratelimit,limit:60,time:1 minute"};

// Why one target of a call is refused while the others go on, or what a text of the call is refused with.
struct ItemError {
  // `subject` stands where the text has {0}.
  explicit ItemError(const VendorError& error, absl::string_view subject = "")
      : status(error.status),
        code(error.code),
        message(absl::StrReplaceAll(error.message, {{"{0}", subject}})) {}
  int status;  // Where the whole call is refused with it.
  std::string code;
  std::string message;
};

// Their texts differ from those of a whole call: see the samples in the vendor's API reference.
constexpr VendorError kBadPhoneIdItem = {400, "CPS.0004", "Parameter: phone_id is invalid."};
constexpr VendorError kNoPhoneItem = {404, "CPS.0005", "Phone not found."};
constexpr VendorError kBadServerIdItem = {400, "CPS.0097", "Parameter: server_id is invalid."};
constexpr VendorError kNoServerItem = {404, "CPS.0159", "Server not found."};

// The answer that is an error.
Response ErrorResponse(int status, absl::string_view code, absl::string_view message,
                       const std::string& request_id);
inline Response ErrorResponse(const VendorError& error, const std::string& request_id) {
  return ErrorResponse(error.status, error.code, error.message, request_id);
}
inline Response ErrorResponse(const ItemError& error, const std::string& request_id) {
  return ErrorResponse(error.status, error.code, error.message, request_id);
}

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ERRORS_H_
