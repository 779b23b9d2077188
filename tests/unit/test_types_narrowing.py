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
        "CHECKED = (Model, int)\ndef f(x):\n    if isinstance(x, CHECKED):\n        x.save()",
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


def test_what_a_pattern_binds() -> None:
    point = "class P:\n    __match_args__ = ('n', 'm')\n    n: int\n    m: Model\n"
    works = [
        f"{point}def f(x):\n    match x:\n        case P(_, y): y.save()",
        f"{point}def f(x):\n    match x:\n        case P(m=y): y.save()",
        f"{point}def f(x):\n    match x:\n        case P(1, Model() as y): y.save()",
        "def f(x: Model | Other):\n    match x:\n        case Other(): ...\n        case y: y.save()",
        "def f(x: Model | Other):\n    match x:\n        case Other(): ...\n"
        "        case (Model() | Sub()) as y: y.save()",
        "def f(x: list[Model]):\n    match x:\n        case [y, *z]: y.save()",
        "def f(x: list[Model]):\n    match x:\n        case [_, *y]: y[0].save()",
        "def f(x: list[Model]):\n    match x:\n        case [*_, y]: y.save()",
        "def f(x: tuple[int, Model]):\n    match x:\n        case 1, y: y.save()",
        "def f(x: tuple[int, Model]):\n    match x:\n        case (_, (y)): y.save()",
        "def f(x: dict[str, Model]):\n    match x:\n        case {'a': y, **z}: y.save()",
        "def f(x, z: Model):\n    match x, z:\n        case 1, y: y.save()",
        "def f(x, z):\n    match x, z:\n        case _, Model(): z.save()",
        "def f(x: Model):\n    match x.copy():\n        case 1: ...\n        case Model() as y: y.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE] for work in works}


def test_a_guarded_case_takes_nothing_away() -> None:
    works = [
        "def f(x: Model | Other):\n    match x:\n        case Other() if x: ...\n"
        "        case y: y.save()",
        "def f(x: Model | Other):\n    match x:\n        case Other(a=1): ...\n"
        "        case y: y.save()",
    ]
    assert definitions_of_save(works) == {work: [SAVE, OTHER_SAVE] for work in works}


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
