"""What is written today in Scala: each symbol once, in what holds it, with its lines."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_outline


def test_scala() -> None:
    check_outline(
        r"""
        //- Model.scala
        package com.acme
        package model

        import scala.collection.mutable.{Map as MMap, *}

        enum Color(val rgb: Int):
          case Red extends Color(0xFF0000)
          case Green, Blue
          case Mix(a: Int, b: Int)
          def hex: String = rgb.toHexString

        sealed trait Shape derives CanEqual:
          def area: Double
          val name: String
          type Unit2

        case class Circle(radius: Double)(using ctx: Ctx) extends Shape:
          def area = math.Pi * radius * radius
          val name = "circle"

        case object Origin extends Shape

        object Circle:
          def unit: Circle = Circle(1)
          private val cache = MMap.empty[String, Int]
          given ordering: Ordering[Circle] = Ordering.by(_.radius)
          given Conversion[Int, Circle] = Circle(_)
          given [T](using Show[T]): Show[List[T]] with
            def show(x: List[T]) = ""

        given intOrd: Ordering[Int] with
          def compare(a: Int, b: Int): Int = a - b

        extension (c: Circle)
          def scale(by: Double): Circle = c.copy(c.radius * by)
          def double: Circle = c.scale(2)

        extension (s: String) def shout: String = s.toUpperCase

        opaque type Meters = Double
        type Id[A] = A

        class Service(repo: Repo, val log: Log, private var n: Int = 0) extends Base with Logging {
          lazy val conn = { val t = 1; t }
          var count = 0
          def this(repo: Repo) = this(repo, null)
          def run[F[_]: Monad](x: Int)(implicit ec: EC): F[Unit] = {
            def inner(y: Int) = y
            val z = for { a <- xs; b <- ys } yield a
            x match { case Some(q) => q; case _ => 0 }
          }
          def +(o: Service): Service = this
          def `quoted name` = 1
          protected object Inner { val k = 1 }
        }

        abstract class Base
        trait Logging { def log(s: String): Unit }
        @main def hello(name: String) = println(name)
        inline def debug(inline x: Any): Unit = ()
        val top, other = 1
        var (p, q) = (1, 2)
        transparent inline def t = 1
        package object util { def help = 1 }
        implicit class RichInt(val i: Int) extends AnyVal { def twice = i * 2 }
        infix type Or[A, B] = Either[A, B]
        end Base
        """,
        snapshot("""\
enum Color 6-10
  field rgb 6-6
  enum_member Red 7-7
  enum_member Green 8-8
  enum_member Blue 8-8
  enum_member Mix 9-9
  method hex 10-10
interface Shape 12-15
  method area 13-13
  field name 14-14
  type_alias Unit2 15-15
class Circle 17-19
  field radius 17-17
  method area 18-18
  field name 19-19
  method unit 24-24
  field cache 25-25
  field ordering 26-26
  method show 29-29
class Origin 21-21
class Circle 23-29
class intOrd 31-32
  method compare 32-32
function scale 35-35
function double 36-36
function shout 38-38
type_alias Meters 40-40
type_alias Id 41-41
class Service 43-55
  field repo 43-43
  field log 43-43
  field n 43-43
  field conn 44-44
  field count 45-45
  method this 46-46
  method run 47-51
    function inner 48-48
  method + 52-52
  method quoted name 53-53
  class Inner 54-54
    field k 54-54
class Base 57-57
interface Logging 58-58
  method log 58-58
function hello 59-59
function debug 60-60
variable top 61-61
variable other 61-61
variable p 62-62
variable q 62-62
function t 63-63
namespace util 64-64
  function help 64-64
class RichInt 65-65
  field i 65-65
  method twice 65-65
type_alias Or 66-66
"""),
    )
