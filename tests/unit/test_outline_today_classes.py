"""What is written today in C# and Kotlin: each symbol once, in what holds it, with its lines."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_outline


def test_csharp() -> None:
    check_outline(
        r"""
        //- Orders.cs
        using System.Collections.Generic;
        global using static System.Math;
        using Money = System.Decimal;

        namespace Shop.Orders;

        [Serializable]
        public record class Order(int Id, string Customer)
        {
            public decimal Total { get; init; }
            public static Order Empty { get; } = new(0, "");
            public Order(int id) : this(id, "none") { }
            public void Deconstruct(out int id) => id = Id;
        }

        public readonly record struct Point(int X, int Y);

        public class OrderService(IRepository repository, ILogger<OrderService> logger) : IOrderService
        {
            private readonly Dictionary<int, Order> _cache = [];
            public event EventHandler<OrderEventArgs>? OrderPlaced;
            public required string Name { get; init; }
            public int Count => _cache.Count;
            public Order this[int id] => _cache[id];

            public async Task<Order?> FindAsync(int id, CancellationToken ct = default)
            {
                if (_cache.TryGetValue(id, out var cached)) return cached;
                static int Square(int x) => x * x;
                var (a, b) = (1, 2);
                Func<int, int> f = x => x + 1;
                return await repository.LoadAsync(id, ct) switch
                {
                    { Id: > 0 } o => o,
                    null => null,
                    _ => throw new InvalidOperationException(),
                };
            }

            void IOrderService.Place(Order order) => OrderPlaced?.Invoke(this, new(order));

            public static implicit operator int(OrderService s) => s.Count;
            public static OrderService operator +(OrderService a, OrderService b) => a;

            private sealed class Nested<T> where T : class, new()
            {
                public T? Value;
            }
        }

        public interface IOrderService
        {
            Order this[int id] { get; }
            void Place(Order order);
            static abstract int Version { get; }
            int Default() => 1;
        }

        [Flags]
        public enum Status : byte
        {
            None = 0,
            [Description("x")] Open = 1,
            Closed,
        }

        public static class OrderExtensions
        {
            extension(Order order)
            {
                public bool IsBig => order.Total > 10;
            }
            public static bool IsEmpty(this Order order) => order.Id == 0;
        }

        public delegate Task Handler<in T>(T value);

        file class Hidden { const int Max = 3, Min = 1; unsafe fixed byte buf[3]; }

        public struct Vec { public int X, Y; public Vec(int x) { X = x; Y = 0; } ~Vec() { } }

        #region helpers
        #if NET8_0
        public class Net8 { public void Go() { } }
        #else
        public class Net8 { public void Go2() { } }
        #endif
        #endregion
        """,
        snapshot("""\
namespace Shop.Orders 5-89
  class Order 8-14
    field Id 8-8
    field Customer 8-8
    property Total 10-10
    property Empty 11-11
    constructor Order 12-12
    method Deconstruct 13-13
  class Point 16-16
    field X 16-16
    field Y 16-16
  class OrderService 18-49
    field _cache 20-20
    field OrderPlaced 21-21
    property Name 22-22
    property Count 23-23
    property this 24-24
    method FindAsync 26-38
      function Square 29-29
    method Place 40-40
    method operator 42-42
    method + 43-43
    class Nested 45-48
      field Value 47-47
  interface IOrderService 51-57
    property this 53-53
    method Place 54-54
    property Version 55-55
    method Default 56-56
  enum Status 60-65
    enum_member None 62-62
    enum_member Open 63-63
    enum_member Closed 64-64
  class OrderExtensions 67-74
    property IsBig 71-71
    method IsEmpty 73-73
  type_alias Handler 76-76
  class Hidden 78-78
    constant Max 78-78
    constant Min 78-78
    field buf 78-78
  class Vec 80-80
    field X 80-80
    field Y 80-80
    constructor Vec 80-80
    constructor Vec 80-80
  class Net8 84-84
    method Go 84-84
    method Go2 86-86
  class Net8 86-89
"""),
    )


def test_kotlin() -> None:
    check_outline(
        r"""
        //- Shapes.kt
        @file:JvmName("Shapes")
        package com.acme.shapes

        import kotlin.math.PI
        import com.acme.util.Logger as Log

        sealed interface Result<out T> {
            data class Success<T>(val value: T) : Result<T>
            data object Loading : Result<Nothing>
            class Failure(val error: Throwable, message: String) : Result<Nothing> {
                constructor(error: Throwable) : this(error, "")
            }
        }

        data class User(
            val id: Long,
            private var name: String = "x",
            @Json("mail") val email: String?,
            flag: Boolean,
        ) : Comparable<User> {
            init {
                val checked = require(id > 0)
            }
            val isNew: Boolean
                get() = id == 0L
            var nick: String = ""
                private set
                get() { val q = 1; return field }
            lateinit var loader: Loader
            val lazyName by lazy { val inner = 3; name }

            override fun compareTo(other: User): Int = id.compareTo(other.id)
            operator fun plus(o: User) = this
            suspend inline fun <reified T> load(block: () -> T): T = block()

            companion object Factory {
                const val MAX = 10
                @JvmStatic fun create(id: Long) = User(id, "", null, true)
            }
            inner class Session { fun close() {} }
        }

        class Plain { companion object { fun of() = Plain() } }

        @JvmInline value class Name(val raw: String)

        enum class Level(val weight: Int) {
            LOW(1) { override fun label() = "low" },
            HIGH(2) { override fun label() = "high" };
            abstract fun label(): String
            companion object { fun parse(s: String) = LOW }
        }

        annotation class Json(val name: String)

        fun interface Predicate<T> { fun test(t: T): Boolean }

        object Registry : Base(), Named by Delegate {
            private val items = mutableListOf<String>()
            fun register(x: String) { fun local() = x; items += x }
        }

        typealias Handler<T> = (T) -> Unit

        fun <T> List<T>.second(): T = this[1]
        val String.lastChar: Char get() = this[length - 1]
        infix fun Int.pow(x: Int): Int = this
        fun `a name with spaces`() {}
        const val TIMEOUT = 30
        private val logger = object : Log { override fun log() {} }
        tailrec fun loop(n: Int): Int = if (n == 0) 0 else loop(n - 1)
        abstract class Shape { abstract val area: Double; protected open fun draw() = Unit }
        expect class Platform
        """,
        snapshot("""\
interface Result 7-13
  class Success 8-8
    field value 8-8
  class Loading 9-9
  class Failure 10-12
    field error 10-10
    constructor constructor 11-11
class User 15-41
  field id 16-16
  field name 17-17
  field email 18-18
  field isNew 24-25
  field nick 26-28
  field loader 29-29
  field lazyName 30-30
  method compareTo 32-32
  method plus 33-33
  method load 34-34
  class Factory 36-39
    constant MAX 37-37
    method create 38-38
  class Session 40-40
    method close 40-40
class Plain 43-43
  method of 43-43
class Name 45-45
  field raw 45-45
enum Level 47-52
  field weight 47-47
  enum_member LOW 48-48
  method label 48-48
  method label 49-49
  method label 50-50
  method parse 51-51
class Json 54-54
  field name 54-54
interface Predicate 56-56
  method test 56-56
class Registry 58-61
  field items 59-59
  method register 60-60
    function local 60-60
type_alias Handler 63-63
function second 65-65
variable lastChar 66-66
function pow 67-67
function a name with spaces 68-68
constant TIMEOUT 69-69
variable logger 70-70
method log 70-70
function loop 71-71
class Shape 72-72
  field area 72-72
  method draw 72-72
class Platform 73-74
"""),
    )


def test_constructors_of_kotlin_on_lines_of_their_own() -> None:
    check_outline(
        """
        //- Models.kt
        class One
        @Inject
        constructor(private val repo: Repo) : ViewModel() {
            fun go() {}
        }
        internal class Two
        internal actual constructor(val a: Int) {
            constructor() : this(1)
            fun go() {}
        }
        open class Three<T : Any>
        /** Says what it is for. */
        // By hand.
        protected constructor(val a: Int)
        class Four { companion object { fun of() = Four() } }
        fun after() {}
        """,
        snapshot("""\
class One 1-5
  field repo 3-3
  method go 4-4
class Two 6-10
  field a 7-7
  constructor constructor 8-8
  method go 9-9
class Three 11-14
  field a 14-14
class Four 15-15
  method of 15-15
function after 16-17
"""),
    )


def test_a_class_of_kotlin_that_implements_by_another() -> None:
    check_outline(
        """
        //- Wrapped.kt
        class Wrapped(private val inner: Store, n: Int = f(1)) : Store by inner {
            private val items = 1
            override fun get(): Int = 1
            class In { val a = 1 }
        }
        object Registry : Base(), Named by Delegate(1) {
            private val items by lazy { val local = 1; local }
            val all: Int by lazy { 1 }
            @Suppress("x") fun register(x: String) { val local = 1 }
        }
        class Plain : A by a
        val top: Int by lazy { 1 }
        class Last : A
        val end by lazy { 2 }
        """,
        snapshot("""\
class Wrapped 1-5
  field inner 1-1
  field items 2-2
  method get 3-3
  class In 4-4
    field a 4-4
class Registry 6-10
  field items 7-7
  field all 8-8
  method register 9-9
class Plain 11-11
variable top 12-12
class Last 13-13
variable end 14-15
"""),
    )
