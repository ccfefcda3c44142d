"""The commands of `do` as JSON Schema, made from the same dataclasses that decide."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, TypeAdapter, with_config

from mihome_desk.rules import house


def command_schema() -> dict[str, Any]:
    """One JSON Schema (2020-12) whose ``oneOf`` holds every command, ``do`` naming it."""
    commands, shared = [], {}
    for name, command in sorted(house.COMMANDS.items()):
        schema = TypeAdapter(with_config(ConfigDict(extra="forbid"))(command)).json_schema(
            ref_template="#/$defs/{model}"
        )
        shared.update(schema.pop("$defs", {}))
        schema.pop("title", None)
        schema["properties"] = {
            "do": {"const": name},
            "id": {"type": "string", "minLength": 1, "maxLength": 64},
            **schema.get("properties", {}),
        }
        schema["required"] = ["do", *schema.get("required", [])]
        commands.append(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mihome-desk commands, one JSON object a line",
        "oneOf": commands,
        "$defs": shared,
    }
