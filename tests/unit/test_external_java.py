"""Names of Java that lead out of the workspace: into the JDK's sources and those of libraries."""

from __future__ import annotations

import os
import stat
import textwrap
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from codegraph_daemon.external.archives import Archives, sweep
from codegraph_daemon.languages.java.projects import (
    Artifact,
    build_script,
    catalog,
    filled,
    pom,
    version_key,
)
from fixture_language import parse_fixture
from harness import Index, in_index

JDK = {
    "java.base/java/lang/Object.java": """
        package java.lang;
        public class Object { public int hashCode() { return 0; } }
        """,
    "java.base/java/lang/String.java": """
        package java.lang;
        public final class String {
            public String trim() { return this; }
            public int length() { return 0; }
        }
        """,
    "java.base/java/lang/StringBuilder.java": """
        package java.lang;
        public final class StringBuilder {
            public StringBuilder append(String text) { return this; }
            public StringBuilder append(int number) { return this; }
        }
        """,
    "java.base/java/util/Collection.java": """
        package java.util;
        public interface Collection<E> { int size(); }
        """,
    "java.base/java/util/List.java": """
        package java.util;
        public interface List<E> extends Collection<E> { E get(int index); }
        """,
    "java.base/java/util/ArrayList.java": """
        package java.util;
        public class ArrayList<E> implements List<E> {
            public ArrayList() {}
            public ArrayList(int size) {}
        }
        """,
    "java.base/java/nio/file/Path.java": """
        package java.nio.file;
        public interface Path { Path getParent(); Watcher watch(); }
        """,
    "java.base/java/nio/file/Watcher.java": """
        package java.nio.file;
        public interface Watcher { void close(); }
        """,
    "java.base/../escaped.java": "class Escaped {}",
}
BOX = {
    "org/box/Box.java": """
        package org.box;
        import org.lid.Lid;
        public class Box { public Lid lid() { return null; } }
        """
}
LID = {
    "org/lid/Lid.java": """
        package org.lid;
        public class Lid { public void open() {} }
        """
}
POM = """
//- pom.xml
<project xmlns="urn:maven">
<groupId>org.app</groupId><artifactId>parent</artifactId><version>1</version>
<properties><box.version>1.5</box.version></properties>
<dependencyManagement><dependencies><dependency>
<groupId>org.box</groupId><artifactId>box</artifactId><version>${box.version}</version>
</dependency></dependencies></dependencyManagement>
</project>
//- app/pom.xml
<project><parent><groupId>org.app</groupId><artifactId>parent</artifactId><version>1</version>
</parent><artifactId>app</artifactId>
<dependencies><dependency>
<groupId>org.box</groupId><artifactId>box</artifactId>
</dependency></dependencies></project>
//- ../maven/org/box/box/1.5/box-1.5.pom
BOX_POM"""
BOX_POM = """<project><groupId>org.box</groupId><artifactId>box</artifactId><version>1.5</version>
<dependencies><dependency>
<groupId>org.lid</groupId><artifactId>lid</artifactId><version>2.0</version>
</dependency><dependency>
<groupId>org.other</groupId><artifactId>other</artifactId><version>2.0</version><scope>test</scope>
</dependency></dependencies></project>
"""
POM = POM.replace("BOX_POM", BOX_POM)
GRADLE = """
//- ../gradle/caches/modules-2/files-2.1/org.box/box/1.5/0c1d/box-1.5.pom
BOX_POM
//- app/build.gradle.kts
dependencies {
    implementation("org.box:box:1.5")
    implementation(libs.lid)
}
//- gradle/libs.versions.toml
[versions]
lid = "2.0"
[libraries]
lid = { module = "org.lid:lid", version.ref = "lid" }
""".replace("BOX_POM", BOX_POM)


def archive(path: Path, members: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name, textwrap.dedent(text).lstrip())


def lead(code: str, monkeypatch: pytest.MonkeyPatch, project: str = "") -> list[str]:
    """Where the name at the cursor is defined: the member of an archive, or the file."""
    fixture = parse_fixture(f"{project}\n//- app/src/p/A.java\npackage p;\n{code}\n")

    async def run(index: Index) -> list[str]:
        beside = index.root.parent
        archive(beside / "jdk/lib/src.zip", JDK)
        archive(beside / "maven/org/box/box/1.5/box-1.5-sources.jar", BOX)
        archive(beside / "maven/org/lid/lid/2.0/lid-2.0-sources.jar", LID)
        for name, members in (("box/1.5", BOX), ("lid/2.0", LID)):
            library, _, version = name.partition("/")
            cached = beside / "gradle/caches/modules-2/files-2.1" / f"org.{library}" / name
            if project == GRADLE:
                archive(cached / "0a1b" / f"{library}-{version}-sources.jar", members)
        monkeypatch.setenv("JAVA_HOME", str(beside / "jdk"))
        monkeypatch.setenv("GRADLE_USER_HOME", str(beside / "gradle"))
        kept = beside / ("nothing" if project == GRADLE else "maven")
        monkeypatch.setenv("MAVEN_REPOSITORY", str(kept))
        monkeypatch.setenv("CODEGRAPH_CACHE_DIR", str(beside / "cache"))
        await index.show(fixture.files)
        answer = await index.ask("definition", fixture.target())
        found: list[str] = []
        for result in answer["results"]:
            path = index.root / result["path"]
            inner = path.relative_to(beside)
            if inner.parts[0] == "cache":
                assert stat.S_IMODE(path.stat().st_mode) == 0o400
                inner = Path(*inner.parts[inner.parts.index("sources") + 2 :])
            found.append(f"{inner}:{result['line'] + 1}")
        return found

    return in_index(run, external_use="on")


@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ("import java.util.Li<|>st;", "util/List.java:2"),
        ("import java.util.*;\nclass A { Li<|>st<A> all; }", "util/List.java:2"),
        ("class A { Str<|>ing name; }", "lang/String.java:2"),
        ("class A { Li<|>st all; }", ""),
        ("class A { int f(String a) { return a.tri<|>m().length(); } }", "lang/String.java:3"),
        ("class A { int f(String a) { return a.trim().leng<|>th(); } }", "lang/String.java:4"),
        ("class A { void f(StringBuilder b) { b.app<|>end(1); } }", "lang/StringBuilder.java:4"),
        (
            'class A { void f(StringBuilder b) { b.append("a").app<|>end("b"); } }',
            "lang/StringBuilder.java:3",
        ),
        (
            "import java.util.List;\nclass A { int f(List<A> a) { return a.si<|>ze(); } }",
            "util/Collection.java:2",
        ),
        (
            "import java.util.*;\nclass A { int f(List<String> a) { a.get(0).tri<|>m(); } }",
            "lang/String.java:3",
        ),
        (
            "import java.util.ArrayList;\nclass A extends ArrayList<A> { int f() { si<|>ze(); } }",
            "util/Collection.java:2",
        ),
        ("class A { int f() { return hash<|>Code(); } }", "lang/Object.java:2"),
        (
            "import java.nio.file.Path;\nclass A { void f(Path a) { a.getParent().wat<|>ch(); } }",
            "nio/file/Path.java:2",
        ),
        (
            "import java.nio.file.Path;\nclass A { void f(Path a) { a.watch().clo<|>se(); } }",
            "nio/file/Watcher.java:2",
        ),
    ],
)
def test_the_jdk(code: str, leads_to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [f"java.base/java/{leads_to}"] if leads_to else []
    assert lead(code, monkeypatch) == expected


def test_a_class_that_is_made_leads_to_its_constructor_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = "import java.util.*;\nclass A { Object f() { return new Array<|>List<A>(1); } }"
    at = "java.base/java/util/ArrayList.java"
    assert lead(code, monkeypatch) == [f"{at}:2", f"{at}:4"]


@pytest.mark.parametrize("project", [POM, GRADLE], ids=["maven", "gradle"])
@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ("import org.box.Bo<|>x;", ["org/box/Box.java:3"]),
        ("import org.box.Box;\nclass A { void f(Box b) { b.li<|>d(); } }", ["org/box/Box.java:3"]),
        (
            "import org.box.Box;\nclass A { void f(Box b) { b.lid().op<|>en(); } }",
            ["org/lid/Lid.java:2"],
        ),
        ("import org.other.Oth<|>er;", []),
    ],
)
def test_libraries(
    code: str, leads_to: list[str], project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lead(code, monkeypatch, project) == leads_to


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.0", "1.0"),
        ("${a}.1", "2.1"),
        ("${b}", "2"),
        ("1.${unknown}", ""),
        ("${circle}", ""),
        ("${", ""),
    ],
)
def test_properties_are_put_in_and_what_is_not_known_says_nothing(text: str, expected: str) -> None:
    assert filled(text, {"a": "2", "b": "${a}", "circle": "${circle}"}) == expected


def test_poms() -> None:
    fixture = parse_fixture(POM + "//- a.java\n<|>\n")
    above, own = pom(fixture.files["pom.xml"]), pom(fixture.files["app/pom.xml"])
    assert above.managed == (Artifact("org.box", "box", "${box.version}"),)
    assert own.own == Artifact("org.app", "app", "1")
    assert own.parent == Artifact("org.app", "parent", "1")
    assert pom("<project><unclosed></project>") == pom("")
    assert pom('<!DOCTYPE a [<!ENTITY b "c">]><project/>') == pom("")


def test_build_scripts() -> None:
    text = """
    implementation 'org.box:box:1.5'
    testImplementation "junit.junit:junit"
    api group: 'org.lid', name: 'lid', version: '2.0'
    println("a:b:c")
    """
    assert build_script(text) == (
        Artifact("org.box", "box", "1.5"),
        Artifact("junit.junit", "junit", ""),
        Artifact("org.lid", "lid", "2.0"),
    )
    assert catalog('[libraries]\na = "org.box:box:1"\nb = 3\n') == (
        Artifact("org.box", "box", "1"),
    )
    assert catalog("[libraries") == ()


def test_the_order_of_versions() -> None:
    versions = ["1.10", "1.9.1", "2.0-alpha", "2.0", "1.10.1"]
    assert sorted(versions, key=version_key) == ["1.9.1", "1.10", "1.10.1", "2.0-alpha", "2.0"]


# Archives


def test_members_that_lead_out_of_the_folder_are_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.jar"
    names = ["a/B.java", "/c/D.java", "../E.java", "a/../../F.java", "a\\G.java", "H.class"]
    archive(path, dict.fromkeys(names, "class A {}"))
    archives = Archives(tmp_path / "sources")
    folder = archives.folder(str(path))
    assert list(archives.names(folder)) == ["a/B.java"]
    assert archives.unpacked(folder, "a/B.java") == f"{folder}/a/B.java"
    assert [archives.unpacked(folder, name) for name in names[1:]] == [None] * 5
    assert [each for each in tmp_path.rglob("*.java")] == [Path(folder) / "a/B.java"]


@pytest.mark.parametrize("harm", ["cut", "garbled", "none", "folder"])
def test_archives_that_cannot_be_read(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "a.jar"
    archives = Archives(tmp_path / "sources")
    if harm == "folder":
        path.mkdir()
    elif harm != "none":
        archive(path, {"a/B.java": "class A { " + "int a; " * 100 + "}"})
        content = bytearray(path.read_bytes())
        if harm == "cut":
            del content[len(content) // 2 :]
        else:
            content[45:60] = b"\0" * 15
        path.write_bytes(content)
    folder = archives.folder(str(path))
    assert archives.unpacked(folder, "a/B.java") is None
    assert not list(tmp_path.rglob("*.java"))


def test_an_archive_that_changes_has_another_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.jar"
    archives = Archives(tmp_path / "sources")
    archive(path, {"A.java": "class A {}"})
    before = archives.folder(str(path))
    archive(path, {"A.java": "class A { int a; }"})
    after = archives.folder(str(path))
    found = archives.unpacked(after, "A.java")
    assert before != after
    assert found is not None
    assert "int a" in Path(found).read_text()


def test_what_nobody_asks_for_goes(tmp_path: Path) -> None:
    archives = Archives(tmp_path / "sources")
    folders: list[Path] = []
    for name in ("a", "b"):
        archive(tmp_path / f"{name}.jar", {"A.java": "class A {}"})
        folder = archives.folder(str(tmp_path / f"{name}.jar"))
        archives.unpacked(folder, "A.java")
        folders.append(Path(folder))
    os.utime(folders[0], (1, 1))
    used = folders[1].stat().st_mtime
    sweep(tmp_path / "sources", 100.0, most=15)
    assert [each.exists() for each in folders] == [False, True]
    sweep(tmp_path / "sources", used + 13 * 86_400)
    assert folders[1].exists()
    sweep(tmp_path / "sources", used + 15 * 86_400)
    assert not folders[1].exists()
