"""The product as mypy understands it: for each piece of code what it names, and the type of whatever it calls.

mypy has resolved every name and every type, so nothing is guessed from how things are called. A piece is a function, a
method, a class (its body) or a module's variable; what is defined within a function belongs to it.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from mypy import build
from mypy.config_parser import parse_config_file
from mypy.modulefinder import BuildSource
from mypy.nodes import (
    AssignmentStmt,
    CallExpr,
    ClassDef,
    Decorator,
    Expression,
    FuncDef,
    MemberExpr,
    MypyFile,
    NameExpr,
    Node,
    OverloadedFuncDef,
    RefExpr,
    SuperExpr,
    TypeInfo,
    Var,
)
from mypy.options import Options
from mypy.types import (
    CallableType,
    Instance,
    LiteralType,
    Overloaded,
    TupleType,
    Type,
    TypeType,
    TypeVarType,
    UnionType,
    get_proper_type,
)

ROOT: Final = Path(__file__).parents[3]
_OURS: Final = ("fieldledger.", "functions.")
# Names of settings that tell of a table, a queue, a secret, a key or a bucket (settings.py).
_RESOURCE: Final = ("_table", "_queue_url", "_secret_id", "_key_id", "_bucket")
# What a node refers to, or was made of, instead of what it consists of.
_ELSEWHERE: Final = frozenset({"node", "info", "type", "analyzed", "expanded", "definition", "var", "original_def"})


@dataclass(frozen=True, slots=True)
class Access:
    """An attribute ``name`` of an object of a class."""

    of: str
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of what ``callee`` names; of a method, ``of`` is the class as far as the type says."""

    callee: str
    of: Instance | None
    node: CallExpr


@dataclass(slots=True)
class Piece:
    """What one piece of code does; names are full ones. ``settings`` are what it reads of settings about resources."""

    name: str
    module: str
    names: set[str] = field(default_factory=set)
    accesses: set[Access] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    objects: list[tuple[Instance, str]] = field(default_factory=list)
    settings: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Program:
    """All pieces by their names, and the classes of the product."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    classes: dict[str, TypeInfo] = field(default_factory=dict)
    types: Mapping[Expression, Type] = field(default_factory=dict)


@cache
def read_program(root: Path = ROOT) -> Program:
    """Have mypy check the layer and the functions (some 40 s), and take down what it found."""
    checked = build.build(_sources(root), _options(root))
    if checked.errors:
        raise AssertionError("\n".join(checked.errors))
    program = Program(types=checked.types)
    for name, tree in checked.files.items():
        if name.startswith(_OURS):
            _Reader(tree, program).read()
    return program


def _sources(root: Path) -> list[BuildSource]:
    found = sorted((root / "functions").rglob("app.py"))
    return [BuildSource(str(path), ".".join(path.relative_to(root).with_suffix("").parts)) for path in found]


def _options(root: Path) -> Options:
    options = Options()
    parse_config_file(options, lambda: None, str(root / "pyproject.toml"), sys.stdout, sys.stderr)
    options.mypy_path = [str(root / "layers" / "common"), str(root)]
    options.incremental = False
    options.export_types = True
    options.preserve_asts = True
    return options


class _Reader:
    """Takes the pieces of one module down."""

    def __init__(self, tree: MypyFile, program: Program) -> None:
        self._tree = tree
        self._program = program

    def read(self) -> None:
        """What runs when the module is imported is a piece of the module's name."""
        whole = self._piece(self._tree.fullname)
        for statement in self._tree.defs:
            self._statement(statement, whole)

    def _statement(self, statement: Node, owner: Piece) -> None:
        match statement:
            case FuncDef() | Decorator() | OverloadedFuncDef():
                self._take(self._piece(statement.fullname), statement)
            case ClassDef():
                self._class(statement)
            case AssignmentStmt(lvalues=[NameExpr(node=Var() as variable)]):
                self._take(self._piece(variable.fullname), statement)
                self._take(owner, statement)
            case _:
                self._take(owner, statement)

    def _class(self, definition: ClassDef) -> None:
        self._program.classes[definition.fullname] = definition.info
        body = self._piece(definition.fullname)
        for decorator in definition.decorators:
            self._take(body, decorator)
        for statement in definition.defs.body:
            self._statement(statement, body)

    def _piece(self, name: str) -> Piece:
        return self._program.pieces.setdefault(name, Piece(name, self._tree.fullname))

    def _take(self, piece: Piece, node: Node) -> None:
        match node:
            case CallExpr(callee=RefExpr() as callee):
                self._call(piece, node, callee)
            case SuperExpr(info=TypeInfo() as info):
                piece.accesses.update(Access(base.fullname, node.name) for base in info.mro[1:])
            case ClassDef():
                self._class(node)
                piece.names.add(node.fullname)
        if isinstance(node, RefExpr):
            self._reference(piece, node)
        for child in _children(node):
            self._take(piece, child)

    def _call(self, piece: Piece, node: CallExpr, callee: RefExpr) -> None:
        if isinstance(callee, MemberExpr) and not callee.fullname:
            piece.calls.extend(Call(callee.name, of, node) for of in self._classes(callee.expr))
        else:
            piece.calls.append(Call(callee.fullname, None, node))

    def _reference(self, piece: Piece, node: RefExpr) -> None:
        if node.fullname:
            piece.names.add(node.fullname)
        if not isinstance(node, MemberExpr):
            return
        if node.name.endswith(_RESOURCE) and not node.name.startswith("_"):
            piece.settings.add(node.name)
        for of in self._classes(node.expr):
            piece.accesses.add(Access(of.type.fullname, node.name))
            piece.objects.append((of, node.name))

    def _classes(self, expression: Expression) -> Iterator[Instance]:
        found = self._program.types.get(expression)
        return iter(()) if found is None else instances(found)


def instances(of: Type) -> Iterator[Instance]:
    """The classes of which something of this type may be."""
    match get_proper_type(of):
        case Instance() as instance:
            yield instance
        case UnionType(items=items):
            for item in items:
                yield from instances(item)
        case TypeVarType(upper_bound=bound):
            yield from instances(bound)
        case TypeType(item=item):
            yield from instances(item)
        case TupleType(partial_fallback=fallback) | LiteralType(fallback=fallback):
            yield fallback
        case CallableType() as made if made.is_type_obj():
            yield from instances(made.ret_type)
        case Overloaded(items=items) if items[0].is_type_obj():
            yield from instances(items[0].ret_type)


def _children(node: Node) -> Iterator[Node]:
    for name in _parts(type(node)):
        yield from _nodes(getattr(node, name, None))


@cache
def _parts(kind: type[Node]) -> tuple[str, ...]:
    names = [name for base in kind.__mro__ for name in getattr(base, "__mypyc_attrs__", ())]
    return tuple(name for name in dict.fromkeys(names) if name not in _ELSEWHERE and not name.startswith("_"))


def _nodes(value: object) -> Iterator[Node]:
    match value:
        case TypeInfo() | MypyFile() | Var():
            return
        case Node():
            yield value
        case list() | tuple():
            for each in value:
                yield from _nodes(each)
