#!/usr/bin/env python3
"""Makes error_codes.json, the data of the error table, from the vendor's error catalogue.

Usage: make_error_codes.py ERRORS_JSON > error_codes.json

Run by hand when the catalogue changes; the build reads only its result. It keeps of each row what the table
needs, gives parameter pairs as lists, leaves out parameters that no request of the cloud phone API has, and
adds to the rows that hang on an HTTP status alone what the catalogue leaves to its reader: when to repeat, and
which detail goes with them.
"""

import json
import sys

# What follows from the gRPC code of a row that has an HTTP status alone: (retry, detail, resource_type).
# The vendor's momentary failures may be repeated by reads; a throttled call was never begun.
BY_GRPC = {
    "UNAVAILABLE": ("reads-only", None, None),
    "RESOURCE_EXHAUSTED": ("backoff", "QuotaFailure", None),
    "NOT_FOUND": ("no", "ResourceInfo", "resource"),
}


def make_row(code, status, source, parameters):
    row = {"code": code} if code else {}
    if status:
        row["status"] = status
    row["grpc"] = source["outward_grpc"] or source["grpc"]
    row["reason"] = source["reason"]
    row["retry"] = source["retry"]
    if source["detail"]:
        row["detail"] = source["detail"]
    if source["detail"] == "BadRequest" and parameters:
        row["parameters"] = parameters
    if source["resource_type"]:
        row["resource_type"] = source["resource_type"]
    if source["write_safe"]:
        row["write_safe"] = True
    return row


def make_code_rows(catalogue):
    pairs = catalogue["meta"]["parameter_pairs"]
    without_field = {code for item in catalogue["meta"]["parameter_exceptions"] for code in item["codes"]}
    for source in catalogue["codes"]:
        code = source["code"]
        parameters = pairs.get(code, [source["parameter"]] if source["parameter"] else [])
        yield make_row(code, source["http_status_for_simulator"], source,
                       [] if code in without_field else parameters)


def make_status_row(catalogue, key, grpc):
    # 499 has no reason: our own side ended the call. As everywhere, the name of the code stands for it.
    reason = catalogue["http_fallback_reason"][key] or grpc
    if reason in catalogue["reasons"]:
        grpc = catalogue["reasons"][reason]["grpc"]
    retry, detail, resource_type = BY_GRPC.get(grpc, ("no", None, None))
    return make_row(None, int(key) if key.isdigit() else None, {
        "grpc": grpc, "outward_grpc": None, "reason": reason, "retry": retry, "detail": detail,
        "resource_type": resource_type, "write_safe": False}, [])


def to_line(row):
    return json.dumps(row, separators=(", ", ": "))


def to_list(rows):
    return "[\n    " + ",\n    ".join(to_line(row) for row in rows) + "\n  ]"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        catalogue = json.load(file)
    codes = sorted(make_code_rows(catalogue), key=lambda row: (row["code"], row["status"]))
    statuses = [make_status_row(catalogue, key, grpc)
                for key, grpc in sorted(catalogue["http_fallback_to_grpc"].items())]
    other = {key: make_status_row(catalogue, key, grpc)
             for key, grpc in catalogue["http_fallback_default"].items()}
    print("{")
    print(f'  "codes": {to_list(codes)},')
    print(f'  "statuses": {to_list(statuses)},')
    print(f'  "other_4xx": {to_line(other["4xx"])},')
    print(f'  "other_5xx": {to_line(other["5xx"])}')
    print("}")


if __name__ == "__main__":
    main()
