#!/usr/bin/env python3
"""Makes operations.json out of the facts that were gathered about the vendor's API.

    python3 tests/data/make_operations.py CPH_API_JSON > tests/data/operations.json

It holds what the tests need of each operation that is served: id, method, path, limits in the vendor's words, the
example's request and answer, the names of all that the vendor documents in both ("phones[].phone_id"); and the values
of the vendor's enumerations. The same facts give the same bytes.
"""

import json
import sys
import textwrap

SERVED = ("current", "new")
# Lists that are no enumeration of a field: catalogues, texts, and codes that have a file of their own.
NO_ENUMS = ("error_codes", "http_status", "phone_models", "phone_properties", "regions", "request_limits",
            "server_models")
WIDTH = 120


def names_in(api, type_name, prefix=""):
    """The names of the fields of a type and of all types in it."""
    names = []
    for field in api["types"][type_name]["fields"]:
        name = prefix + field["name"] + ("[]" if field["type"] == "array" else "")
        inner = field.get("ref_type") or field.get("items", {}).get("ref_type")
        names += names_in(api, inner, name + ".") if inner in api["types"] else [name]
    return names


def taken_names(api, operation):
    """What a request may hold: in path, query and body."""
    request = operation["request"]
    names = [field["name"] for field in request["path"] + request["query"] if field["name"] != "project_id"]
    return names + (names_in(api, request["body"]) if request["body"] else [])


def operation_row(api, operation):
    """The row of one operation."""
    example = operation["example"]
    answer = operation["response"]["body"]
    return {
        "id": operation["id"],
        "method": operation["method"],
        "path": operation["path"],
        "limits": operation["limits"] or "",
        "request": {"url": example["request"]["url"], "body": example["request"]["body"]},
        "response": {"status": example["response"]["status"], "body": example["response"]["body"]},
        "takes": taken_names(api, operation),
        "gives": names_in(api, answer) if answer else [],
    }


def facts_for_tests(api):
    """What operations.json holds."""
    return {
        "operations": [operation_row(api, o) for o in api["operations"] if o["lifecycle"] in SERVED],
        "enums": {name: [value["value"] for value in table["values"]]
                  for name, table in api["enums"].items() if name not in NO_ENUMS},
    }


def dump(value, indent=0, prefix=0):
    """JSON that keeps on one line what fits into one; `prefix` columns of the first line are taken."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value or indent + prefix + len(flat) <= WIDTH:
        return flat
    inner = indent + 1
    if isinstance(value, dict):
        heads = [json.dumps(key, ensure_ascii=False) + ": " for key in value]
        items = [head + dump(item, inner, len(head) + 1) for head, item in zip(heads, value.values())]
    elif all(isinstance(item, str) for item in value):
        # Names have no spaces: as many on a line as fit.
        items = textwrap.wrap(flat[1:-1], WIDTH - inner, break_long_words=False, break_on_hyphens=False)
        return "[\n" + "\n".join(" " * inner + line for line in items) + "\n" + " " * indent + "]"
    else:
        items = [dump(item, inner, 1) for item in value]
    brackets = "{}" if isinstance(value, dict) else "[]"
    lines = (",\n" + " " * inner).join(items)
    return f"{brackets[0]}\n{' ' * inner}{lines}\n{' ' * indent}{brackets[1]}"


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make_operations.py CPH_API_JSON")
    with open(sys.argv[1], encoding="utf-8") as file:
        print(dump(facts_for_tests(json.load(file))))


if __name__ == "__main__":
    main()
