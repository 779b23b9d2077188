"""After any edits of Go, the links equal those from scratch, in any order and with any memory."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from generated_edits import Tree, histories, project
from linking import check_edits, check_order

ZOO = project(
    """
//- go.mod
module example.com/zoo
//- animal.go
package zoo

import "example.com/zoo/food"

type Animal interface { Speak(loud bool) string; Eat(meal food.Meal) error }
type Base struct { Name string; meal *food.Meal }
func (b *Base) Eat(meal food.Meal) error { b.meal = &meal; return nil }
var Default Animal = New("x")
//- dog.go
package zoo

type Dog struct { Base; pups []*Dog }
func New(name string) *Dog { d := &Dog{Base: Base{Name: name}}; return d }
func (d *Dog) Speak(loud bool) string {
    for _, pup := range d.pups { pup.Speak(loud); pup.meal.Cook() }
    return d.Name
}
//- more.go
package zoo

func (d *Dog) First() *Dog { return d.pups[0] }
func Feed(a Animal) { if dog, ok := a.(*Dog); ok { dog.First().Eat(dog.Name) } }
//- dog_test.go
package zoo_test

import "example.com/zoo"

func TestDog() { zoo.New("a").First().Speak(true); Feed(zoo.Default) }
func Feed(a zoo.Animal) { a.Eat(nil) }
//- food/meal.go
package food

type Meal struct { Kind Kind }
type Kind int
const ( Raw Kind = iota; Done )
func (m *Meal) Cook() Kind { m.Kind = Done; return m.Kind.Next() }
func (k Kind) Next() Kind { return k }
func Fry[T any](items []T, each func(T) Kind) map[string]T { return nil }
//- cmd/main.go
package main

import ( kitchen "example.com/zoo/food"; . "example.com/zoo" )

func main() {
    meals := kitchen.Fry([]kitchen.Meal{{Kind: kitchen.Raw}}, nil)
    for key, meal := range meals { meal.Cook(); New(key).Eat(meal) }
    var x, err = Default.Speak(true), New("b").First()
    switch y := err.(type) { case *Dog: y.Speak(x) }
}
""",
    "zoo food kitchen main Animal Base Dog Meal Kind Raw Done New Feed Default Fry Speak Eat First "
    "Cook Next Name meal pups dog pup a b d m k string",
    ["food/other.go", "cmd/dog.go", "other/go.mod", "food/meal_test.go"],
)


@given(history=histories(ZOO))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_links_after_edits_are_those_of_a_new_index(history: list[Tree]) -> None:
    check_edits(history)


@given(history=histories(ZOO))
@settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
def test_neither_order_nor_memory_changes_a_link(history: list[Tree]) -> None:
    check_order(history[-1])
