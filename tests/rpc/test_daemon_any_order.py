"""Whatever happens to files, in whatever order: the daemon ends with what an index made from scratch
has."""

from __future__ import annotations

import random
from pathlib import Path

from .real_daemon import Project, eventually, everything


def test_anything_may_happen_in_any_order(tmp_path: Path) -> None:
    """Random operations without a pause, questions in between; the watch alone finds it all."""
    project = Project(tmp_path)
    rng = random.Random(7)
    files: dict[str, str] = {}

    def fresh_path() -> str:
        folders = [f"d{rng.randrange(3)}" for _ in range(rng.randrange(4))]
        return "/".join([*folders, f"m{rng.randrange(12)}.py"])

    def write(path: str) -> None:
        name = f"v{rng.randrange(10**6)}"
        other = rng.choice(sorted(files) or [path])
        module = other.removesuffix(".py").replace("/", ".")
        files[path] = name
        project.write(path, f"from {module} import *\n\n\ndef {name}(): pass\n")

    def delete(path: str) -> None:
        (project.root / path).unlink()
        del files[path]

    def rename(path: str, target: str) -> None:
        (project.root / target).parent.mkdir(parents=True, exist_ok=True)
        (project.root / path).rename(project.root / target)
        files[target] = files.pop(path)

    def move_folder(source: str, target: str) -> None:
        if (project.root / source).is_dir() and not (project.root / target).exists():
            (project.root / target).parent.mkdir(exist_ok=True)
            (project.root / source).rename(project.root / target)
            for path in [path for path in files if path.startswith(f"{source}/")]:
                files[target + path[len(source) :]] = files.pop(path)

    try:
        project.settle()
        for _ in range(12):
            for _ in range(40):
                path = rng.choice(sorted(files)) if files else fresh_path()
                match rng.randrange(10):
                    case 0 | 1 | 2 | 3 | 4:
                        write(fresh_path())
                    case 5 | 6:
                        write(path)
                    case 7 if path in files:
                        delete(path)
                    case 8 if path in files:
                        rename(path, fresh_path())
                    case _:
                        source, target = rng.sample(["d0", "d1", "d2"], 2)
                        move_folder(source, f"{target}/e{rng.randrange(2)}")
            names = {f"{path} {name}" for path, name in files.items()}
            eventually(lambda: everything(project, "v"), names)
        assert project.ask("settle")["files"] == len(files)
        project.stop()
        assert project.dump() == project.fresh_dump()
    finally:
        project.close()
