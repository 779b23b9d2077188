"""What is written today in Zig, Julia and SQL: each symbol once, in what holds it, with its lines."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_outline


def test_zig() -> None:
    check_outline(
        r"""
        //- list.zig
        const std = @import("std");
        const Allocator = std.mem.Allocator;
        pub const Error = error{ OutOfMemory, Full };
        pub fn ArrayList(comptime T: type) type {
            return struct {
                const Self = @This();
                items: []T,
                capacity: usize = 0,
                pub const Iterator = struct { index: usize, pub fn next(it: *Iterator) ?T { return null; } };
                pub fn init(gpa: Allocator) Self { const x = 1; return .{ .items = &.{} }; }
                pub fn deinit(self: *Self) void { defer self.x(); }
            };
        }
        pub const Node = struct {
            next: ?*Node = null,
            data: u32,
            var count: u32 = 0;
            pub inline fn get(self: Node) u32 { return self.data; }
            test "node get" { try std.testing.expect(true); }
        };
        const Kind = enum(u8) { a, b = 3, _, pub fn isA(k: Kind) bool { return k == .a; } };
        const Value = union(enum) { int: i64, float: f64, none };
        const Packed = packed struct(u8) { lo: u4, hi: u4 };
        const Ext = extern struct { x: c_int };
        const Opaque = opaque { pub fn f() void {} };
        threadlocal var tls: i32 = 0;
        export fn add(a: i32, b: i32) i32 { return a + b; }
        extern "c" fn printf(fmt: [*:0]const u8, ...) c_int;
        pub usingnamespace @import("x.zig");
        comptime { const c = 1; _ = c; }
        test { std.testing.refAllDecls(@This()); }
        test "top works" { const q = 1; _ = q; }
        test ArrayList { _ = 1; }
        const Matrix = [4][4]f32;
        const Callback = *const fn (i32) void;
        pub fn main() !void { const S = struct { a: i32, fn inner() void {} }; var i: usize = 0; while (i < 3) : (i += 1) {} }
        """,
        snapshot("""\
constant std 1-1
constant Allocator 2-2
enum Error 3-3
  enum_member OutOfMemory 3-3
  enum_member Full 3-3
function ArrayList 4-13
  constant Self 6-6
  field items 7-7
  field capacity 8-8
  class Iterator 9-9
    field index 9-9
    method next 9-9
  method init 10-10
  method deinit 11-11
class Node 14-20
  field next 15-15
  field data 16-16
  field count 17-17
  method get 18-18
  method node get 19-19
enum Kind 21-21
  enum_member a 21-21
  enum_member b 21-21
  method isA 21-21
class Value 22-22
  field int 22-22
  field float 22-22
  enum_member none 22-22
class Packed 23-23
  field lo 23-23
  field hi 23-23
class Ext 24-24
  field x 24-24
class Opaque 25-25
  method f 25-25
variable tls 26-26
function add 27-27
function printf 28-28
function top works 32-32
constant Matrix 34-34
constant Callback 35-35
function main 36-36
  class S 36-36
    field a 36-36
    method inner 36-36
"""),
    )


def test_julia() -> None:
    check_outline(
        r"""
        //- zoo.jl
        module Zoo
        using LinearAlgebra: norm, dot
        import Base: show, +
        export Dog, speak
        include("more.jl")

        '''
        An animal.
        '''
        abstract type Animal end
        struct Dog{T<:Real} <: Animal
            name::String
            age::T
            Dog(n) = new{Int}(n, 1)
            function Dog{T}(n, a) where {T}
                new(n, a)
            end
        end
        Base.@kwdef mutable struct Opts
            size::Int = 1
            color = :red
        end
        const MAX = 10
        const Num = Union{Int,Float64}
        global counter::Int = 0
        speak(d::Dog) = "woof"
        speak(x::Int, y...; loud=false) = y
        function speak(a::Animal)::String
            inner(z) = z
            local q = 1
            "..."
        end
        function (d::Dog)(x)
            x
        end
        function Base.show(io::IO, d::Dog) print(io, d.name) end
        Base.:+(a::Dog, b::Dog) = a
        +(a::Opts, b::Opts) = a
        f = x -> x^2
        g(x) where {T} = x
        h(x::T)::T where T<:Real = x
        macro twice(ex) quote $(esc(ex)); end end
        @enum Color red green blue
        @inline fast(x) = x
        @generated function gen(x) :(x) end
        push!(v, x) = v
        let y = 1
            k() = y
        end
        for i in 1:3
            z = i
        end
        if true
            cond(x) = 1
        end
        α, β = 1, 2
        struct Empty end
        baremodule Inner
            w = 1
        end
        end # module
        """,
        snapshot("""\
namespace Zoo 1-62
  interface Animal 10-10
  class Dog 11-18
    field name 12-12
    field age 13-13
    method Dog 14-14
    method Dog 15-17
  class Opts 19-22
    field size 20-20
    field color 21-21
  constant MAX 23-23
  constant Num 24-24
  variable counter 25-25
  function speak 26-26
    function inner 29-29
  function speak 27-27
  function speak 28-32
  function show 36-36
  function + 37-37
  function + 38-38
  function f 39-39
  function g 40-40
  function h 41-41
  function twice 42-42
  enum Color 43-43
    enum_member red 43-43
    enum_member green 43-43
    enum_member blue 43-43
  function fast 44-44
  function gen 45-45
  function push! 46-46
  function k 48-48
  function cond 54-54
  variable α 56-56
  variable β 56-56
  class Empty 57-57
  namespace Inner 58-60
    variable w 59-59
"""),
    )


def test_sql_of_postgresql() -> None:
    check_outline(
        r"""
        //- pg.sql
        -- Postgres
        CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
        CREATE SCHEMA shop;
        CREATE TYPE shop.status AS ENUM ('open', 'closed');
        CREATE TYPE shop.addr AS (street text, zip text);
        CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
        CREATE TABLE IF NOT EXISTS shop.orders (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
          total numeric(10,2) DEFAULT 0,
          tags text[] NOT NULL DEFAULT '{}',
          created_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT positive CHECK (total >= 0),
          UNIQUE (customer_id, created_at)
        ) PARTITION BY RANGE (created_at);
        CREATE TABLE orders_2024 PARTITION OF shop.orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE OR REPLACE VIEW shop.big_orders AS
          WITH t AS (SELECT * FROM shop.orders) SELECT id, total AS amount FROM t WHERE total > 100;
        CREATE MATERIALIZED VIEW IF NOT EXISTS stats AS SELECT count(*) AS n FROM shop.orders;
        CREATE UNIQUE INDEX CONCURRENTLY orders_idx ON shop.orders USING btree (customer_id);
        CREATE OR REPLACE FUNCTION shop.total_for(p_id uuid, OUT result numeric)
        RETURNS numeric
        LANGUAGE plpgsql
        STABLE AS $fn$
        DECLARE
          v_total numeric := 0;
        BEGIN
          SELECT sum(total) INTO v_total FROM shop.orders WHERE customer_id = p_id;
          CREATE TEMP TABLE tmp_x (a int);
          RETURN v_total;
        END;
        $fn$;
        CREATE PROCEDURE do_it(IN a int) LANGUAGE SQL AS $$ INSERT INTO t VALUES (a); $$;
        CREATE TRIGGER orders_touch BEFORE UPDATE ON shop.orders
          FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch();
        CREATE SEQUENCE IF NOT EXISTS order_seq START 1;
        CREATE POLICY own ON shop.orders USING (customer_id = current_user);
        CREATE ROLE app LOGIN;
        ALTER TABLE shop.orders ADD COLUMN note text, ADD COLUMN IF NOT EXISTS extra jsonb;
        COMMENT ON TABLE shop.orders IS 'x';
        CREATE TEMPORARY TABLE scratch AS SELECT 1 AS a;
        CREATE FUNCTION add2(a int, b int) RETURNS int RETURN a + b;
        GRANT SELECT ON shop.orders TO app;
        DROP TABLE IF EXISTS old_table;
        """,
        snapshot("""\
namespace shop 3-3
type_alias status 4-4
  enum_member open 4-4
  enum_member closed 4-4
type_alias addr 5-5
  field street 5-5
  field zip 5-5
type_alias email 6-6
class orders 7-15
  field id 8-8
  field customer_id 9-9
  field total 10-10
  field tags 11-11
  field created_at 12-12
class orders_2024 16-16
class big_orders 17-18
class stats 19-19
variable orders_idx 20-20
function total_for 21-32
  class tmp_x 29-29
    field a 29-29
function do_it 33-33
function orders_touch 34-35
variable order_seq 36-36
variable own 37-37
variable app 38-38
field note 39-39
field extra 39-39
class scratch 41-41
function add2 42-42
"""),
    )


def test_sql_of_mysql() -> None:
    check_outline(
        r"""
        //- my.sql
        CREATE DATABASE IF NOT EXISTS `shop`;
        USE shop;
        CREATE TABLE `users` (
          `id` int(11) unsigned NOT NULL AUTO_INCREMENT,
          `email` varchar(255) COLLATE utf8mb4_unicode_ci DEFAULT NULL COMMENT 'mail; address',
          `kind` enum('a','b') NOT NULL,
          `created` datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
          PRIMARY KEY (`id`),
          UNIQUE KEY `email_idx` (`email`),
          KEY `kind_idx` (`kind`),
          CONSTRAINT `fk` FOREIGN KEY (`org_id`) REFERENCES `orgs` (`id`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
        DELIMITER $$
        CREATE DEFINER=`root`@`localhost` PROCEDURE `get_users`(IN p_id INT)
        BEGIN
          DECLARE done INT DEFAULT 0;
          SELECT * FROM users WHERE id = p_id;
        END$$
        CREATE TRIGGER `before_ins` BEFORE INSERT ON `users` FOR EACH ROW
        BEGIN
          SET NEW.created = NOW();
        END$$
        CREATE FUNCTION hello(s CHAR(20)) RETURNS CHAR(50) DETERMINISTIC
        RETURN CONCAT('Hello, ',s,'!')$$
        CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DO DELETE FROM users$$
        DELIMITER ;
        CREATE VIEW `active_users` AS SELECT `id`, `email` FROM `users`;
        CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW `v2` AS SELECT 1;
        CREATE INDEX `idx_mail` ON `users` (`email`);
        """,
        snapshot("""\
namespace shop 1-1
class users 3-12
  field id 4-4
  field email 5-5
  field kind 6-6
  field created 7-7
function get_users 14-18
function before_ins 19-22
function hello 23-26
  function ev 25-25
class active_users 27-27
class v2 28-28
variable idx_mail 29-29
"""),
    )
