"""Receivers of which a condition tells more: `isinstance`, `assert`, `match`; and where it ends."""

from __future__ import annotations

from receivers import OTHER_SAVE, SAVE, definitions_of_save


def test_where_a_check_holds() -> None:
    works = [
        "def f(x):\n    if isinstance(x, Model):\n        x.save()",
        "def f(x):\n    if y and isinstance(x, Model) and y:\n        x.save()",
        "def f(x):\n    if y: ...\n    elif isinstance(x, Model):\n        x.save()",
        "def f(x):\n    if isinstance(x, Model) and x.save(): ...",
        "def f(x):\n    return isinstance(x, Model) and x.save()",
        "def f(x):\n    return not isinstance(x, Model) or x.save()",
        "def f(x):\n    return x.save() if isinstance(x, Model) else None",
        "def f(x):\n    assert isinstance(x, Model), 'no'\n    x.save()",
        "def f(x):\n    if not isinstance(x, Model):\n        return\n    x.save()",
        "def f(x):\n    if not isinstance(x, Model): ...\n    else: x.save()",
        "def f(x):\n    while isinstance(x, Model):\n        x.save()",
        "def f(x):\n    if isinstance(x, (Model, int)):\n        x.save()",
        "def f(x):\n    if isinstance(x, Model | int):\n        x.save()",
        "def f(x):\n    if (isinstance(x, Model) or isinstance(x, Model)):\n        x.save()",
        "def f(x):\n    if isinstance(x.y, Model):\n        x.y.save()",
        "def f(x):\n    if isinstance(x, Model):\n        y = x\n        y.save()",
        "def f(x):\n    if isinstance(x.y, Model):\n        y = x.y\n        y.save()",
        "class Many:\n    def __iter__(self): yield Model()\ndef f(x):\n"
        "    if isinstance(x, Many):\n        for y in x: y.save()",
        "def f(x):\n    if issubclass(x, Model):\n        x().save()",
        "def f(x: Model | Other):\n    if isinstance(x, Model):\n        x.save()",
        "class Sub2(Model): ...\ndef f(x: Sub2 | Other):\n    if isinstance(x, Model):\n"
        "        x.save()",
        "[x.save() for x in y if isinstance(x, Model)]",
        "def f(x):\n    match x:\n        case Model():\n            x.save()",
        "def f(x):\n    match x.y:\n        case Model(a=1) if x:\n            x.y.save()",
        "def f(x):\n    if isinstance(x, Model):\n        if y:\n            pass\n        x.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_where_a_check_says_nothing() -> None:
    works = [
        "def f(x):\n    if isinstance(x, Model): ...\n    x.save()",
        "def f(x):\n    if isinstance(x, Model): ...\n    else: x.save()",
        "def f(x):\n    if not isinstance(x, Model): x.save()",
        "def f(x):\n    if isinstance(x, Model) or y: x.save()",
        "def f(x):\n    if isinstance(x, Model) or x.save(): ...",
        "def f(x):\n    if isinstance(x, Model):\n        x = y\n        x.save()",
        "def f(x):\n    if isinstance(x, Model):\n        if y:\n            x = y\n        x.save()",
        "def f(x):\n    if isinstance(x, Model):\n        def g(x): x.save()",
        "def f(x):\n    if isinstance(x, Model):\n        g = lambda x: x.save()",
        "def f(x):\n    if isinstance(x, Model):\n        [x.save() for x in y]",
        "def f(x):\n    if isinstance(x.y, Model):\n        x.y = 1\n        x.y.save()",
        "def f(x):\n    if isinstance(x, unknown): x.save()",
        "def f(x):\n    assert isinstance(x, Model) or y\n    x.save()",
        "def f(x):\n    match x:\n        case Model(): ...\n        case y: x.save()",
        "def f(x):\n    match g():\n        case Model(): x.save()",
    ]
    assert definitions_of_save(works) == {work: [] for work in works}


def test_a_local_name_is_what_was_bound_last() -> None:
    works = [
        "def f():\n    x = Other()\n    x = Model()\n    x.save()",
        "def f():\n    x = Model()\n    x.save()\n    x = Other()",
        "def f():\n    x = Store()\n    x = x.get()\n    x.save()",
        "def f(x=None):\n    x = x or Model()\n    x.save()",
        "def f(x: Other):\n    x = x.model or Model()\n    x.save()",
        "def f():\n    x = Model()\n    for y in z: x = x.copy() or x\n    x.save()",
        "def f():\n    for x in [Other()]: ...\n    for x in [Model()]: x.save()",
        "def f():\n    x = Other()\n    with y: x = Model()\n    x.save()",
        "def f():\n    x = Model()\n    if y:\n        x = Other()\n        return\n    x.save()",
        "def f():\n    x = Other()\n    if y:\n        x = Model()\n        x.save()",
        "def f():\n    x = Model()\n    y = [x.save() for _ in z]\n    x = Other()",
        "def f():\n    x: Model = Model()\n    x = unknown()\n    x.save()",
        "def f():\n    import x\n    x = Model()\n    x.save()",
        "def f():\n    x = Store()\n    x = x.model if y else x.kept\n    x.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_where_the_last_binding_is_not_known() -> None:
    both = [SAVE, OTHER_SAVE]
    works = {
        "def f():\n    x = Model()\n    if y: x = Other()\n    x.save()": both,
        "def f():\n    x = Model()\n    for y in z:\n        x.save()\n        x = Other()": both,
        "def f():\n    x = Model()\n    while y:\n        x.save()\n        x = Other()": both,
        "def f():\n    x = Model()\n    for y in z:\n        x = Other()\n    x.save()": both,
        "def f():\n    x = Model()\n    for y in z:\n        if y:\n            x = Other()\n"
        "            break\n    x.save()": both,
        "def f():\n    x = Model()\n    try: x = Other()\n    except E: x.save()": both,
        "def f():\n    x = Model()\n    def g(): x.save()\n    x = Other()": both,
        "def f():\n    x = Model()\n    match y:\n        case Other() as x: ...\n    x.save()": both,
        "def f():\n    x = Other()\n    x = unknown()\n    x.save()": [],
        "def f():\n    x = Other()\n    [x.save() for x in y]": [],
        "def f():\n    x = Other()\n    x = None\n    x.save()": [],
    }
    assert definitions_of_save(list(works)) == works
