#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_ERRORS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_ERRORS_H_

namespace cloudphone::simulator {

// An error of the object store (the vendor's OBS API reference). The texts are unverified: clients read the
// codes.
struct ObjectError {
  int status;
  const char* code;
  const char* message;
};

constexpr ObjectError kAccessDenied = {403, "AccessDenied", "Access Denied"};
constexpr ObjectError kUrlExpired = {403, "AccessDenied", "Request has expired"};
constexpr ObjectError kNoObjectDate = {403, "AccessDenied",
                                       "A valid Date or x-obs-date header is required for the request."};
constexpr ObjectError kUnknownObjectKey = {403, "InvalidAccessKeyId",
                                           "The access key Id you provided does not exist in our records."};
constexpr ObjectError kWrongSignature = {
    403, "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided."};
constexpr ObjectError kTimeTooSkewed = {
    403, "RequestTimeTooSkewed",
    "The difference between the request time and the server's time is too large."};
// Unverified: what the vendor answers where the owner's room is used up.
constexpr ObjectError kNoRoom = {403, "InsufficientStorageSpace", "Insufficient storage space."};
constexpr ObjectError kNoSuchBucket = {404, "NoSuchBucket", "The specified bucket does not exist."};
constexpr ObjectError kNoSuchKey = {404, "NoSuchKey", "The specified key does not exist."};
constexpr ObjectError kNoSuchUpload = {404, "NoSuchUpload", "The specified multipart upload does not exist."};
constexpr ObjectError kBadDigest = {400, "BadDigest",
                                    "The specified Content-MD5 does not match what was received."};
constexpr ObjectError kInvalidDigest = {400, "InvalidDigest", "The specified Content-MD5 is not valid."};
constexpr ObjectError kEntityTooLarge = {400, "EntityTooLarge",
                                         "Your proposed upload exceeds the maximum allowed object size."};
constexpr ObjectError kEntityTooSmall = {
    400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed object size."};
constexpr ObjectError kKeyTooLong = {400, "KeyTooLongError", "Your key is too long."};
constexpr ObjectError kInvalidBucketName = {400, "InvalidBucketName", "The specified bucket is not valid."};
constexpr ObjectError kInvalidPart = {400, "InvalidPart",
                                      "One or more of the specified parts could not be found."};
constexpr ObjectError kInvalidPartOrder = {400, "InvalidPartOrder",
                                           "The list of parts was not in ascending order."};
constexpr ObjectError kInvalidArgument = {400, "InvalidArgument", "Invalid Argument"};
constexpr ObjectError kMalformedXml = {400, "MalformedXML", "The XML you provided was not well-formed."};
constexpr ObjectError kObjectMethod = {405, "MethodNotAllowed",
                                       "The specified method is not allowed against this resource."};
constexpr ObjectError kBucketNotEmpty = {409, "BucketNotEmpty",
                                         "The bucket you tried to delete is not empty."};
constexpr ObjectError kNoLength = {411, "MissingContentLength",
                                   "You must provide the Content-Length HTTP header."};
constexpr ObjectError kPreconditionFailed = {412, "PreconditionFailed",
                                             "At least one of the preconditions you specified did not hold."};
// What the vendor serves and this store does not.
constexpr ObjectError kNotServed = {501, "NotImplemented",
                                    "A header or a parameter asks for something that is not implemented."};
constexpr ObjectError kInvalidRange = {416, "InvalidRange", "The requested range cannot be satisfied."};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_ERRORS_H_
