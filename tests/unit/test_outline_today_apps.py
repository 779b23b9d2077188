"""What is written today in Swift and Dart: each symbol once, in what holds it, with its lines."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_outline


def test_swift() -> None:
    check_outline(
        r"""
        //- Net.swift
        import Foundation
        @testable import Core

        public protocol Cache: AnyObject, Sendable {
            associatedtype Key: Hashable
            var count: Int { get }
            static var shared: Self { get }
            init(capacity: Int)
            func value(for key: Key) async throws -> Data?
            subscript(key: Key) -> Data? { get set }
        }

        @MainActor
        public final class ViewModel: ObservableObject {
            @Published private(set) var items: [Item] = []
            @State var a = 1, b = 2
            static let shared = ViewModel()
            private lazy var queue: DispatchQueue = { let q = DispatchQueue(label: "x"); return q }()
            var total: Int {
                get { items.count }
                set { print(newValue) }
            }
            weak var delegate: ViewDelegate?
            init() {}
            convenience init?(raw: String) { self.init() }
            deinit { }
            nonisolated func describe() -> String { "x" }
            func load<T: Decodable>(_ type: T.Type) async throws -> T where T: Sendable {
                guard let url = URL(string: "x") else { throw NetError.bad }
                func nested() {}
                let (data, _) = try await URLSession.shared.data(from: url)
                return try JSONDecoder().decode(T.self, from: data)
            }
            enum State: String, CaseIterable { case idle, loading(progress: Double); case failed = "f" }
            struct Config { var retries = 3 }
        }

        public actor Counter {
            private var value = 0
            func increment() { value += 1 }
            nonisolated let id = UUID()
        }

        extension Counter: CustomStringConvertible {
            public var description: String { "Counter" }
            static func make() -> Counter { Counter() }
        }

        extension Array where Element == Int {
            func sum() -> Int { reduce(0, +) }
        }

        indirect enum Expr { case num(Int), add(Expr, Expr) }

        struct ContentView: View {
            @Environment(\.colorScheme) var scheme
            var body: some View {
                VStack { Text("hi"); Button("x") { let y = 1 } }
            }
        }

        infix operator <+>: AdditionPrecedence
        precedencegroup MyPrec { higherThan: AdditionPrecedence }
        func <+> (l: Int, r: Int) -> Int { l + r }
        typealias Callback = (Int) -> Void
        @propertyWrapper struct Clamped<V: Comparable> { var wrappedValue: V; init(wrappedValue: V) { self.wrappedValue = wrappedValue } }
        @resultBuilder enum Builder { static func buildBlock(_ parts: String...) -> String { "" } }
        @freestanding(expression) macro stringify<T>(_ v: T) -> (T, String) = #externalMacro(module: "M", type: "S")
        let globalA = 1, globalB = 2
        fileprivate var handler: ((Int) -> Void)?
        distributed actor Worker { distributed func go() {} }
        #if canImport(UIKit)
        class OnlyUI { func ui() {} }
        #endif
        """,
        snapshot("""\
interface Cache 4-11
  type_alias Key 5-5
  property count 6-6
  property shared 7-7
  constructor init 8-8
  method value 9-9
  method subscript 10-10
class ViewModel 13-36
  field items 15-15
  field a 16-16
  field b 16-16
  field shared 17-17
  field queue 18-18
  field total 19-22
  field delegate 23-23
  constructor init 24-24
  constructor init 25-25
  constructor deinit 26-26
  method describe 27-27
  method load 28-33
    function nested 30-30
  enum State 34-34
    enum_member idle 34-34
    enum_member loading 34-34
    enum_member failed 34-34
  class Config 35-35
    field retries 35-35
class Counter 38-42
  field value 39-39
  method increment 40-40
  field id 41-41
  field description 45-45
  method make 46-46
class Counter 44-47
class Array 49-51
  method sum 50-50
enum Expr 53-53
  enum_member num 53-53
  enum_member add 53-53
class ContentView 55-60
  field scheme 56-56
  field body 57-59
function <+> 64-64
type_alias Callback 65-65
class Clamped 66-66
  field wrappedValue 66-66
  constructor init 66-66
enum Builder 67-67
  method buildBlock 67-67
function stringify 68-68
variable globalA 69-69
variable globalB 69-69
variable handler 70-70
class Worker 71-71
  method go 71-71
class OnlyUI 73-73
  method ui 73-73
"""),
    )


def test_dart() -> None:
    check_outline(
        r"""
        //- app.dart
        import 'package:flutter/material.dart';
        part 'app.g.dart';

        sealed class Shape {}
        base class Circle extends Shape { final double radius; const Circle(this.radius); }
        final class Square implements Shape { Square({required this.side}); final double side; }
        abstract interface class Repo<T> { Future<T> load(int id); set value(T v); T get value; }
        mixin class Both { void m() {} }
        mixin Logger on Object { static final _log = []; void log(String s) => _log.add(s); }
        enum Planet implements Comparable<Planet> {
          earth(mass: 5.97, radius: 6.37),
          mars(mass: 0.64, radius: 3.39);
          const Planet({required this.mass, required this.radius});
          final double mass, radius;
          double get gravity => mass / radius;
          static Planet parse(String s) => earth;
          @override int compareTo(Planet o) => 0;
        }
        extension StringX on String { String get shout => toUpperCase(); bool isBlank() => isEmpty; }
        extension on int { int twice() => this * 2; }
        extension type UserId(int value) implements int { UserId.parse(String s) : value = 1; }
        typedef Json = Map<String, dynamic>;
        typedef int Compare(int a, int b);
        class User with Logger {
          final String name;
          late final int? age;
          static const int maxAge = 120, minAge = 0;
          String _secret = '';
          User(this.name, {this.age});
          User.guest() : name = 'guest', age = null;
          factory User.fromJson(Json j) { final x = j['a']; return User(x); }
          const factory User.red() = _Red;
          bool operator ==(Object o) => identical(this, o);
          int operator [](int i) => i;
          Future<void> save() async { void inner() {} await inner(); }
          Stream<int> count() async* { yield 1; }
          external void native();
          void Function(int)? callback;
          ({int a, String b}) get rec => (a: 1, b: '');
        }
        class MyWidget extends StatefulWidget {
          const MyWidget({super.key, this.title});
          final String? title;
          @override State<MyWidget> createState() => _MyState();
        }
        class _MyState extends State<MyWidget> {
          @override Widget build(BuildContext context) { var y = 1; return switch (y) { 1 => Text('a'), _ => Text('b') }; }
        }
        void main(List<String> args) => runApp(const MyWidget());
        int get now => 1;
        final List<int> xs = [1], ys = [];
        late String lateTop;
        const answer = 42;
        """,
        snapshot("""\
class Shape 4-4
class Circle 5-5
  field radius 5-5
  constructor Circle 5-5
class Square 6-6
  constructor Square 6-6
  field side 6-6
class Repo 7-7
  method load 7-7
  property value 7-7
  property value 7-7
class Both 8-8
  method m 8-8
class Logger 9-9
  constant _log 9-9
  method log 9-9
enum Planet 10-18
  enum_member earth 11-11
  enum_member mars 12-12
  constructor Planet 13-13
  field mass 14-14
  field radius 14-14
  property gravity 15-15
  method parse 16-16
  method compareTo 17-17
class StringX 19-19
  property shout 19-19
  method isBlank 19-19
method twice 20-20
class UserId 21-21
  field value 21-21
  constructor parse 21-21
type_alias Json 22-22
type_alias Compare 23-23
class User 24-40
  field name 25-25
  field age 26-26
  constant maxAge 27-27
  constant minAge 27-27
  field _secret 28-28
  constructor User 29-29
  constructor guest 30-30
  constructor fromJson 31-31
  constructor red 32-32
  method == 33-33
  method [] 34-34
  method save 35-35
    function inner 35-35
  method count 36-36
  method native 37-37
  field callback 38-38
  property rec 39-39
class MyWidget 41-45
  constructor MyWidget 42-42
  field title 43-43
  method createState 44-44
class _MyState 46-48
  method build 47-47
function main 49-49
property now 50-50
constant xs 51-51
constant ys 51-51
variable lateTop 52-52
constant answer 53-53
"""),
    )
