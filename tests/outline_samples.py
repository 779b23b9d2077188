"""A text in each language that is known by its outline, with one of everything that it shows."""

SAMPLES: dict[str, str] = {}

SAMPLES["zoo.rb"] = """\
module Zoo
  VERSION = "1"
  class Animal < Base
    attr_reader :name
    LIMIT = 3
    def initialize(name)
      @name = name
    end
    def self.make(x) = new(x)
    def speak?(loud) ; helper(loud).run ; end
    attr_accessor :age, :weight
    define_method(:bark) { 1 }
    scope :loud, -> { where(loud: 1) }
    has_many :toys
    alias_method :say, :speak?
    Pair = Struct.new(:a, :b) do
      def sum = a + b
    end
  end
end
"""

SAMPLES["zoo.php"] = """\
<?php
namespace App\\Models;
interface Shape { const A = 1; public function area(): float; }
trait Loud { public $x = 1; function shout() {} }
enum Suit: string { case Hearts = 'H'; }
abstract class User extends Base implements Shape { private string $name; const LIMIT = 3; public function area(): float { return helper($this->name)->go(); } }
function helper($x) { return new User(); }
define('FOO', 1); const BAR = 2;
class Cart { public function __construct(private int $total, $plain) { $local = 1; } }
"""

SAMPLES["zoo.cs"] = """\
namespace Zoo.Animals { public interface IShape { double Area(); } public enum Color { Red, Green }
public record Point(int X, int Y); public struct S { public int f; } public delegate void Handler(int x);
public class Dog : IShape { const int Limit = 3; private int age, b; public string Name { get; set; } public event Handler Changed; public Dog(int a) {} public double Area() => Helper(Name).Run(); static void M<T>() { void Local() {} } } }
public partial class Cat { int x; } public partial class Cat { int y; }
"""

SAMPLES["zoo.kt"] = """\
package zoo
interface Shape { fun area(): Double }
enum class Color { RED, GREEN }
object Registry { val x = 1 }
data class Point(val x: Int, var y: Int)
typealias Name = String
class Dog(val name: String) : Shape { companion object { const val LIMIT = 3 }
 private var age = 1
 override fun area(): Double = helper(name).run()
}
fun helper(x: String): Dog { return Dog(x) }
val TOP = 1
fun String.shout(): String { val local = 1; return this }
val Dog.size: Int get() { val local = 2; return local }
fun interface Action { fun run() }
"""

SAMPLES["zoo.swift"] = """\
protocol Shape { func area() -> Double; var name: String { get } }
enum Color { case red, green }
struct Point { let x: Int; var y = 2 }
typealias Name = String
class Dog: Shape { static let limit = 3
 var name: String
 init(name: String) { self.name = name }
 func area() -> Double { return helper(name).run() } }
extension Dog { func bark() {} }
protocol Box { associatedtype Item }
struct Area { var size: Int { let local = 1; return local } }
func helper(_ x: String) -> Dog { return Dog(name: x) }
let top = 1
"""

SAMPLES["zoo.scala"] = """\
package zoo
trait Shape { def area: Double; val k: Int }
object Registry { val x = 1; def make() = new Dog("a") }
case class Point(x: Int, y: Int)
type Name = String
enum Color { case Red, Green }
class Dog(val name: String) extends Shape { var age = 1
 def area: Double = helper(name).run() }
val total = { val local = 1; local }
package object tools { def use(x: Int) = x }
"""

SAMPLES["zoo.lua"] = """\
local M = {}
local limit = 3
function M.speak(x) return helper(x):run() end
function M:bark() end
local function helper(x) end
function top() end
M.shout = function() end
local f = function() end
return M
"""

SAMPLES["zoo.sh"] = """\
LIMIT=3
readonly NAME=1
speak() { helper "$1"; local x=2; }
function helper { echo hi; }
alias ll='ls'
speak x
"""

SAMPLES["zoo.ex"] = """\
defmodule Zoo.Animal do
  @moduledoc "An animal."
  @limit 3
  @type name :: String.t()
  @callback feed(name) :: :ok
  defstruct [:name]
  @spec speak(t) :: t
  def speak(x) when x > 1 do
    helper(x) |> Other.run()
  end
  defp helper(x), do: x
  defmacro mac(x), do: x
end
defprotocol Shape do
  def area(x)
end
defimpl Shape, for: Zoo do
  def area(x), do: 1
end
"""

SAMPLES["zoo.hs"] = """\
module Zoo (speak) where
data Animal = Dog { name :: String } | Cat Int
newtype N = N Int
type Name = String
class Shape a where
  area :: a -> Double
instance Shape Animal where
  area x = 1
speak :: Animal -> String
speak (Dog n) = helper n
speak _ = "x"
helper x = y where y = x
limit = 3
"""

SAMPLES["zoo.mli"] = """\
module Zoo : sig
  type animal = Dog of string | Cat
  val speak : animal -> unit
end
module type SHAPE = sig type t = { side : int } val unit_shape : t end
class dog : object method bark : int end
external f : int -> int = "f"
exception Bad of string
val limit : int
"""

SAMPLES["zoo.ml"] = """\
module Zoo = struct
  type animal = Dog of string | Cat
  type r = { name : string; age : int }
  let speak x = helper x
end
exception Bad of string
let limit = 3
let rec helper x = x
let total = let local = 1 in local
module type SHAPE = sig val area : float -> float end
class dog = object method bark = 1 end
external f : int -> int = "f"
"""

SAMPLES["zoo.zig"] = """\
const std = @import("std");
pub const Point = struct { x: i32, y: i32 = 2, pub fn area(self: Point) i32 { return helper(self.x).run(); } };
const Color = enum { red, green };
pub fn helper(x: i32) Point { return Point{ .x = x }; }
var top: i32 = 1;
fn locals() void { const local = 1; }
test "name" { }
"""

SAMPLES["zoo.dart"] = """\
library zoo;
abstract class Shape { double area(); }
mixin Loud { void shout() {} }
enum Color { red, green }
typedef Name = String;
extension Ext on Dog { void bark() {} }
class Dog extends Shape with Loud { static const limit = 3; final String name; int age = 1; Dog(this.name); Dog.make(int x); @override double area() { return helper(name).run(); } int get x => 1; set y(int v) {} }
Dog helper(String x) { return Dog(x); }
var top = 1; const int k = 2;
void locals() { var local = 1; }
"""

SAMPLES["zoo.jl"] = """\
module Zoo
abstract type Shape end
struct Dog <: Shape
  name::String
  age
end
mutable struct Cat end
const LIMIT = 3
function speak(x::Dog)::Int
  helper(x).run()
end
helper(x) = x + 1
macro mac(x) end
function Base.show(io, dog::Dog) end
Base.length(dog::Dog) = 1
primitive type P 8 end
end
"""

SAMPLES["zoo.R"] = """\
limit <- 3
speak <- function(x, y = 2) { helper(x)$run() }
helper = function(x) x
setClass("Dog", representation(name = "character"))
5 -> five
"name<-" <- function(x, value) x
Animal <- R6Class("Animal", public = list(bark = function() 1))
"""

SAMPLES["zoo.sql"] = """\
CREATE TABLE zoo.animals (id INT PRIMARY KEY, name TEXT NOT NULL);
CREATE VIEW dogs AS SELECT id, name FROM animals;
CREATE FUNCTION speak(x int) RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql;
CREATE INDEX idx ON animals (name);
CREATE TYPE mood AS ENUM ('sad');
CREATE SCHEMA foo;
CREATE TRIGGER trg BEFORE INSERT ON animals FOR EACH ROW EXECUTE FUNCTION speak();
CREATE MATERIALIZED VIEW mv AS SELECT 1;
CREATE SEQUENCE sq;
"""

SAMPLES["zoo.md"] = """\
# Title

intro

## Sub *one*

text

Setext
======

```sh
# no
```

### Deep ###
"""
