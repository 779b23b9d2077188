"""Names that the language, its hosts and its test runners have themselves.

Files may add to what they stand for, and do not define it; so they are looked for in no file.
"""

from __future__ import annotations

_TEXT = """
    Array ArrayBuffer Atomics BigInt Boolean DataView Date Error Function Generator Infinity Intl
    Iterable IterableIterator Iterator JSON Map Math NaN Number Object Promise PromiseLike Proxy
    ReadonlyArray ReadonlyMap ReadonlySet Record Reflect RegExp Set String Symbol WeakMap WeakRef
    WeakSet AsyncGenerator AsyncIterable AsyncIterator Awaited Partial Required Readonly Pick Omit
    Exclude Extract NonNullable Parameters ReturnType InstanceType ConstructorParameters ThisType
    Uint8Array Uint16Array Uint32Array Int8Array Int16Array Int32Array Float32Array Float64Array
    TypeError RangeError SyntaxError ReferenceError EvalError URIError AggregateError
    arguments undefined globalThis eval isFinite isNaN parseFloat parseInt encodeURI decodeURI
    encodeURIComponent decodeURIComponent escape unescape
    console setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate
    queueMicrotask structuredClone require module exports __dirname __filename
    describe it test expect beforeEach afterEach beforeAll afterAll
"""
OWN_NAMES = frozenset(_TEXT.split())
