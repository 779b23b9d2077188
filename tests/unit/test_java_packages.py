"""Java: what is said of a whole package."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_references


def test_a_package_has_annotations() -> None:
    check_references(
        """
        //- a/Safe.java
        package a;
        @interface Sa<|>fe {}
        //- b/c/package-info.java
        @a.Safe
        package b.c;
        //- b/d/package-info.java
        @Safe
        package b.d;
        import a.Safe;
        """,
        snapshot("""\
a/Safe.java:2            @interface Safe {}  definition
                                    ^^^^
b/c/package-info.java:1  @a.Safe             type
                            ^^^^
b/d/package-info.java:1  @Safe               type
                          ^^^^
b/d/package-info.java:3  import a.Safe;      import
                                  ^^^^
"""),
    )
