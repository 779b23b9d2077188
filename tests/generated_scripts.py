"""Random TypeScript and JavaScript projects with their configuration, and random edits of them.

As `generated_projects` for Python: names come from small pools, so that imports, re-exports, bases
and merged declarations meet each other often, and nothing needs to make sense as a program.

Belongs here: hypothesis strategies. Stays out: indexing and the properties.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from hypothesis import strategies as st

Tree = dict[str, str]

PATHS = [
    "a.ts",
    "a.js",
    "a.d.ts",
    "b.ts",
    "b.tsx",
    "c.js",
    "c.cjs",
    "index.ts",
    "lib/index.ts",
    "lib/a.ts",
    "lib/b.mjs",
    "lib/View.vue",
    "p/index.js",
    "p/src/index.ts",
    "p/src/a.ts",
    "test/user.jsx",
]
SPECIFIERS = [
    *("./a", "./a.js", "./b", "./c", "./c.cjs", ".", "./lib", "./lib/a", "../a", "../b"),
    *("p", "p/a", "@/a", "@/lib", "lib/a", "#own", "./View.vue", "./lib/View.vue", "missing"),
]
NAMES = ["f", "g", "A", "B", "C", "value", "default"]
MEMBERS = ["run", "stop", "data"]

# {s} specifier, {n} {o} {q} names, {a} {b} members.
STATEMENTS = [
    'import {n} from "{s}"',
    'import {{ {n} }} from "{s}"',
    'import {{ {n} as {o}, {q} }} from "{s}"',
    'import type {{ {n} }} from "{s}"',
    'import * as {n} from "{s}"',
    'import {n}, * as {o} from "{s}"',
    "declare global {{ interface {n} {{ {a}(): {o} }} var {q}: {n} }}",
    'import {n} = require("{s}")',
    'import "{s}"',
    'const {n} = require("{s}")',
    'const {{ {n}, {o}: {q} }} = require("{s}")',
    'const {n} = await import("{s}")',
    'export * from "{s}"',
    'export * as {n} from "{s}"',
    'export {{ {n} }} from "{s}"',
    'export {{ {n} as {o}, default }} from "{s}"',
    "export {{ {n}, {o} as {q} }}",
    "export default {n}",
    "export default class {n} extends {o} {{ {a}() {{ return this.{b} }} }}",
    "export default function {n}() {{ return {o} }}",
    "export = {n}",
    "module.exports = {n}",
    "module.exports = {{ {n}, {o}: {q}, {a}() {{ return {n} }} }}",
    "module.exports.{n} = {o}",
    "exports.{n} = function () {{ return {o}() }}",
    'module.exports = require("{s}")',
    "export function {n}({a}: {o}) {{ return {a}.{b}() }}",
    "export function {n}(): {o} {{ return new {o}() }}",
    "function {n}({a} = {o}) {{ const {q} = {a}; return {q}.{b} }}",
    "export const {n} = {o}",
    "export const {n} = new {o}()",
    "export const {n}: {o} = {q}",
    "const {n} = ({a}: {o}) => {a}.{b}",
    "let {{ {a}: {n}, {b} = {o} }} = {q}",
    "export const {n} = {{ {a}: {o}, {b}() {{ return this.{a} }}, ...{q} }}",
    "export class {n} {{ {a} = new {o}(); {b}(): {q} {{ return this.{a}.{b}() }} }}",
    "export class {n} extends {o} {{ constructor(private {a}: {q}) {{ super(); this.{b} = {a} }} }}",
    "class {n} extends {o} {{ static {a}() {{ return new this() }} get {b}() {{ return {q} }} }}",
    "export class {n} implements {o} {{ #{a} = {q}; {b}() {{ return this.#{a} }} }}",
    "export interface {n} {{ {a}: {o}; {b}(): {q} }}",
    "export interface {n} extends {o} {{ {a}?: {q} }}",
    "export type {n} = {o} | {q}",
    "export interface {n} extends Readonly<Omit<{o}, '{a}'> & {{ {b}: {q} }}> {{ {a}: {n} }}",
    "export type {n} = Partial<{o}> & {{ {b}: {q} }}",
    "interface {n} {{ {a}: {o} }}",
    "export type {n}<T> = {{ {a}: T; {b}: {o} }}",
    "export enum {n} {{ {a}, {b} = 1 }}",
    "export namespace {n} {{ export const {a} = {o}; export function {b}() {{ return {q} }} }}",
    "declare module '{s}' {{ export function {n}(): {o} }}",
    "{n}.prototype.{a} = function () {{ return this.{b} }}",
    "{n}.{a} = {o}",
    "{n}.{a}.{b}",
    "{n}().{a}()",
    "new {n}().{a}({o})",
    "{n}[{o}].{a}",
    "const {{ {a} }} = new {n}(); {a}()",
    "if ({n} instanceof {o}) {{ {n}.{a}() }}",
    "for (const {n} of {o}) {{ {n}.{a}() }}",
    "try {{ {n}() }} catch ({o}) {{ {o}.{a} }}",
    "{n}.map({o} => {o}.{a})",
    "var {n} = {o} || {q}",
    "({n} as {o}).{a}",
    "function {n}<T extends {o}>({a}: T): T {{ return {a}.{b} }}",
    "{{ const {n} = {o}; {n}.{a} }}",
    "class {{",
    "export {{ {n} from",
]

_WORD = re.compile(
    "|".join(
        [
            *(f'"{re.escape(each)}"' for each in SPECIFIERS),
            *(rf"\b{each}\b" for each in (*NAMES, *MEMBERS)),
        ]
    )
)

PACKAGES = [
    {"name": "p"},
    {"name": "p", "main": "./dist/index.js"},
    {"name": "p", "exports": {".": "./dist/index.js", "./*": "./src/*.ts"}},
    {"name": "other", "imports": {"#own": "./a.js"}},
    {"imports": {"#own": "p"}},
]
SETTINGS = [
    {"compilerOptions": {"baseUrl": "."}},
    {"compilerOptions": {"paths": {"@/*": ["./*"]}}},
    {"compilerOptions": {"paths": {"@/*": ["./lib/*", "./p/src/*"]}}},
    {"extends": "./p/tsconfig.json"},
    {},
]
CONFIGURATION = {
    "package.json": PACKAGES,
    "p/package.json": PACKAGES,
    "tsconfig.json": SETTINGS,
    "p/tsconfig.json": SETTINGS,
    "lib/jsconfig.json": SETTINGS,
}


CONNECTED = """
//- package.json
{"name": "other", "imports": {"#own": "./a.js"}}
//- tsconfig.json
{"compilerOptions": {"paths": {"@/*": ["./*"]}}}
//- p/package.json
{"name": "p", "exports": {".": "./dist/index.js", "./*": "./src/*.ts"}}
//- p/src/index.ts
export * from "./a"
export { B as default } from "./a"
export const value = 1
//- p/src/a.ts
import { A } from "../../lib"
export class B extends A { stop() { return this.run() } data = new A() }
export interface C { run(): B; data: A }
//- lib/index.ts
export { A, f } from "./a"
export * as g from "./a"
//- lib/a.ts
export class A { run(): A { return this } static stop() { return new A() } data: B }
export interface B extends A { stop: A }
export function f(data: A) { return data.run() }
export enum C { run, stop }
//- a.ts
import value, { B, C } from "p"
import { f } from "@/lib"
import { A } from "p/a"
export function g(data: C) { return data.run().stop() }
export const B2 = new B()
B2.data.run()
value.stop
f(B2).run()
//- b.tsx
import * as lib from "./lib"
import { g } from "#own"
const { run } = lib.A.stop()
lib.f(new lib.A()).data
g(run)
export default lib.g.C
const view = <lib.A data={lib.g.f} />
//- c.cjs
const { f, A } = require("./lib")
const p = require("p")
class C extends A { stop() { return f(this.data).run() } }
module.exports = { C, f, run: p.value }
//- c.js
import c from "./c.cjs"
import def from "./b"
export const value = new c.C().stop()
def.run
c.run
//- lib/View.vue
<template/>
<script lang="ts">
import { A as B } from "."
import { value } from "@/c"
export const C = new B().run()
value.run()
</script>
//- test/user.jsx
import View, { C } from "../lib/View.vue"
import { g, B2 } from "../a"
C.run(g(B2.data))
View.stop
"""
MERGED = """
//- package.json
{"name": "other", "imports": {"#own": "p"}}
//- tsconfig.json
{"extends": "./p/tsconfig.json"}
//- p/tsconfig.json
{"compilerOptions": {"baseUrl": "."}}
//- p/package.json
{"name": "p"}
//- p/index.js
function A(data) { this.data = data; this.run = function () { return value } }
A.prototype.stop = function () { return this.run() }
A.value = { run: A, stop() { return new A() } }
const value = A.value
module.exports = A
module.exports.B = class extends A { data() { return super.stop() } }
exports.f = value.stop
//- a.d.ts
export namespace A { interface B { run(): C } const value: B }
export class A { stop(): A.B }
export type C = A | { data: A }
declare const g: () => C
export default g
//- a.js
export function f() { return f }
//- b.ts
import g, { A, C } from "./a.d"
import { f } from "./a"
export const B: A.B = A.value
export const data = (B.run() as C).data
export type { C }
export { f as default, g }
f().stop
g().stop().run()
//- lib/index.ts
export * from "../b"
export { default } from "../b"
import { B } from "../b"
export interface A { run: typeof B }
export const { run, stop: value } = B
//- index.ts
import f, { A, B, C, data, value } from "./lib"
export class D implements A { run = B; stop(A: C) { return data.stop() } }
value()
f()
new D().run.run()
//- c.js
import A, { B, f } from "#own"
import * as p from "p"
new A().stop().run
new B().data().stop()
f().data
p.B.prototype.run
//- test/user.jsx
import { D } from ".."
import { A } from "../lib"
new D().stop().run()
"""


def _tree(text: str) -> Tree:
    parts = [part.partition("\n") for part in text.split("//- ")[1:]]
    return {path: content for path, _, content in parts}


PROJECTS = [_tree(CONNECTED), _tree(MERGED)]


@st.composite
def statements(draw: st.DrawFn) -> str:
    """One statement with names from the pools."""
    names = [draw(st.sampled_from(NAMES[:-1])) for _ in range(3)]
    members = [draw(st.sampled_from(MEMBERS)) for _ in range(2)]
    template = draw(st.sampled_from(STATEMENTS))
    return template.format(
        s=draw(st.sampled_from(SPECIFIERS)),
        n=names[0],
        o=names[1],
        q=names[2],
        a=members[0],
        b=members[1],
    )


def text_for(path: str) -> st.SearchStrategy[str]:
    """A content for a file."""
    choices = CONFIGURATION.get(path)
    if choices is not None:
        return st.sampled_from([json.dumps(choice) for choice in choices])
    lines = st.lists(statements(), max_size=6).map("\n".join)
    if path.endswith(".vue"):
        return lines.map(lambda text: f'<template/>\n<script lang="ts">\n{text}\n</script>\n')
    return lines


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """A path and its content."""
    path = draw(st.sampled_from([*PATHS, *PATHS, *CONFIGURATION]))
    return path, draw(text_for(path))


@st.composite
def edited(draw: st.DrawFn, before: Mapping[str, str]) -> Tree:
    """The tree after a few files came, changed, moved or went."""
    after = dict(before)
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["write", "line", "word", "word", "cut", "delete", "move"]))
        if kind == "write" or not after:
            after.update([draw(files())])
            continue
        path = draw(st.sampled_from(sorted(after)))
        if kind == "delete":
            del after[path]
        elif kind == "move":
            to = draw(st.sampled_from(PATHS))
            if path not in CONFIGURATION:
                after[to] = after.pop(path)
        elif path in CONFIGURATION:
            after[path] = draw(text_for(path))
        elif kind == "word":
            after[path] = draw(other_word(after[path]))
        else:
            lines = after[path].split("\n")
            at = draw(st.integers(0, len(lines) - 1))
            line = [draw(statements())] if kind == "line" else []
            lines[at : at + 1 - draw(st.integers(0, len(line)))] = line
            after[path] = "\n".join(lines)
    return after


@st.composite
def other_word(draw: st.DrawFn, text: str) -> str:
    """A text in which one name, member or specifier is another."""
    found = list(_WORD.finditer(text))
    if not found:
        return text
    word = draw(st.sampled_from(found))
    pools = [pool for pool in (SPECIFIERS, NAMES, MEMBERS) if word[0].strip('"') in pool]
    other = draw(st.sampled_from(pools[0] if pools else NAMES))
    if word[0].startswith('"'):
        other = f'"{other}"'
    return text[: word.start()] + other + text[word.end() :]


@st.composite
def histories(draw: st.DrawFn) -> list[Tree]:
    """A tree and what becomes of it, step by step; now and then as it was before.

    Most begin with a project in which nearly every name leads somewhere.
    """
    made = st.lists(files(), min_size=2, max_size=9).map(dict)
    trees = [draw(st.one_of(st.sampled_from(PROJECTS), st.sampled_from(PROJECTS), made))]
    for _ in range(draw(st.integers(1, 4))):
        if len(trees) > 1 and draw(st.integers(0, 4)) == 0:
            trees.append(dict(draw(st.sampled_from(trees[:-1]))))
        else:
            trees.append(draw(edited(trees[-1])))
    return trees
