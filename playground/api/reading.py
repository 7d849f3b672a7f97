"""The OpenAPI description as people read it: operations in groups, each with the fields it takes and gives."""

import json

from django.utils.translation import gettext

FEW = 8  # fields that are named where one holds others


def operations(described: dict) -> list[dict]:
    """[{"name", "operations": [{"method", "path", "summary", "note", "parameters", "file", "body", "answer", "status"}…]}…]."""
    groups: dict[str, list] = {}
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            status, good = next((code, got) for code, got in one["responses"].items() if 200 <= int(code) < 300)
            line = {
                "method": method.upper(),
                "path": path,
                "anchor": one["operationId"],
                "summary": one["summary"],
                "note": one.get("description", ""),
                "parameters": [
                    _field(described, it["name"], it["schema"], it["required"]) for it in one["parameters"] if it["in"] == "query"
                ],
                "file": "application/octet-stream" in one.get("requestBody", {}).get("content", {}),
                "body": _fields(described, _schema(one.get("requestBody", {}))),
                "answer": _fields(described, _schema(good)),
                "bytes": "application/octet-stream" in good.get("content", {}),
                "status": status,
            }
            groups.setdefault(one["tags"][0], []).append(line)
    return [{"name": gettext(name), "anchor": name.lower(), "operations": lines} for name, lines in groups.items()]


def _schema(holder: dict) -> dict:
    return next(iter(holder.get("content", {}).values()), {}).get("schema", {})


def _fields(described: dict, schema: dict) -> list[dict]:
    """The fields of an object; of one that is given by reference, those it refers to."""
    found = _found(described, schema)
    required = found.get("required", ())
    return [_field(described, name, one, name in required) for name, one in found.get("properties", {}).items()]


def _found(described: dict, schema: dict) -> dict:
    if "$ref" in schema:
        return described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _field(described: dict, name: str, schema: dict, required: bool) -> dict:
    said = {"name": name, "type": _type(described, schema), "required": required, "description": schema.get("description", "")}
    return said | {"default": schema["default"] if schema.get("default") not in (None, "", {}) else None}


def _type(described: dict, schema: dict) -> str:
    """ "integer or null", "list of string", "{low, high}" of what has few fields, else its name."""
    if "$ref" in schema:
        names = list(_found(described, schema).get("properties", {}))
        return f"{{{', '.join(names)}}}" if 0 < len(names) <= FEW else schema["$ref"].rpartition("/")[2]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        kinds = list(dict.fromkeys(_type(described, one) for one in options))
        return " | ".join(kind for kind in kinds if kind != "integer" or "number" not in kinds)
    if "enum" in schema:
        return " | ".join(map(json.dumps, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_type(described, schema.get('items', {}))}]"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"{{{_type(described, schema['additionalProperties'])}}}"
    return schema.get("type", "any")
