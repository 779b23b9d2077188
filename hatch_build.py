"""Makes the module of SCIP's schema from `scip.proto`, before a wheel, an sdist or an editable
installation is made.

The compiler is needed only where the module is not there or is of another schema: a clone needs
it, an sdist carries the module and does not.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SCHEMA = "daemon/codegraph_daemon/scip/schema"
COMPILER = "grpcio-tools==1.85.1"
"""What it makes runs with `protobuf` of the same major version, this one or newer."""


class SchemaHook(BuildHookInterface):
    """Runs protoc if it has to."""

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling."""
        return [] if self._is_made() else [COMPILER]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the module, and have it packed although git ignores it."""
        if not self._is_made():
            self._make()
        build_data["artifacts"].append(f"/{SCHEMA}/scip_pb2.py")

    @property
    def _folder(self) -> Path:
        return Path(self.root, SCHEMA)

    def _mark(self) -> str:
        """The last line of a module made by this compiler of this schema."""
        schema = hashlib.sha256((self._folder / "scip.proto").read_bytes()).hexdigest()
        return f"# {COMPILER}, scip.proto {schema}\n"

    def _is_made(self) -> bool:
        module = self._folder / "scip_pb2.py"
        try:
            return module.read_text("utf-8").endswith(self._mark())
        except FileNotFoundError:
            return False

    def _make(self) -> None:
        from grpc_tools import protoc

        folder = str(self._folder)
        known = str(files("grpc_tools") / "_proto")
        arguments = [f"-I{folder}", f"-I{known}", f"--python_out={folder}"]
        if protoc.main(["protoc", *arguments, f"{folder}/scip.proto"]) != 0:
            raise RuntimeError("protoc could not read scip.proto")
        module = self._folder / "scip_pb2.py"
        # Last, so that what was cut short is made again.
        with module.open("a", encoding="utf-8") as file:
            file.write(self._mark())
