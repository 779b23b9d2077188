"""What functions of Go's standard library give for what they are given."""

from __future__ import annotations

import pytest

from harness import check_definition


@pytest.mark.parametrize(
    "given",
    [
        "slices.Clone(all)[0].R<|>un()",
        "slices.MaxFunc(all, compare).R<|>un()",
        "slices.Sorted(slices.Values(all))[0].R<|>un()",
        "slices.Collect(maps.Values(named))[0].R<|>un()",
        "slices.Max(rows).R<|>un()",
        "sync.OnceValue(func() *Inner { return nil })().R<|>un()",
        "held.Load().R<|>un()",
        "for _, each := range slices.Backward(all) { each.R<|>un() }",
        "for each := range maps.Values(named) { each.R<|>un() }",
        "for _, each := range maps.All(named) { each.R<|>un() }",
        "for each := range maps.Keys(keyed) { each.R<|>un() }",
    ],
)
def test_functions_of_the_library_give_what_they_are_given(given: str) -> None:
    check_definition(
        f"""
        //- a.go
        package m
        import ("maps"; "slices"; "sync"; "sync/atomic")
        type Inner struct{{}}
        func (i *Inner) Run() {{}}
        type Rows []*Inner
        func f(all []*Inner, named map[string]*Inner, keyed map[Inner]int, rows Rows, held atomic.Pointer[Inner]) {{
            {given}
        }}
        """,
        """
        a.go:4  func (i *Inner) Run() {}  definition (inferred)
                                ^^^
        """,
    )


def test_what_is_called_so_elsewhere_gives_what_it_gives() -> None:
    check_definition(
        """
        //- go.mod
        module m
        //- a.go
        package m
        import "m/slices"
        type Inner struct{}
        func (i *Inner) Run() {}
        func f(all []*Inner) { slices.Clone(all).R<|>un() }
        //- slices/b.go
        package slices
        type Other struct{}
        func (o Other) Run() {}
        func Clone(x any) Other { return Other{} }
        """,
        """
        slices/b.go:3  func (o Other) Run() {}  definition (inferred)
                                      ^^^
        """,
    )
