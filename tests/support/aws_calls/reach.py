"""Which pieces of the program a function's handler can get to.

Whatever is named counts as used. A method counts once something of the class can be there: the class is named by
a piece that is reached. What is asked of a protocol or of a base class is asked of every such class that has all of it.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from mypy.nodes import TypeInfo
from mypy.subtypes import is_subtype
from mypy.types import Instance, Type, TypeVarLikeType, get_proper_type
from mypy.typevars import fill_typevars_with_any

from .program import Access, Piece, Program


class Reach:
    """The pieces behind one function; ``ends`` names modules whose calls are known for what they do."""

    def __init__(self, program: Program, ends: Iterable[str] = ()) -> None:
        self._program = program
        self._ends = frozenset(ends)
        self._found: dict[str, Piece] = {}
        self._by: dict[str, str] = {}
        self._made: dict[str, TypeInfo] = {}
        self._asked: set[Access] = set()

    def of(self, module: str) -> dict[str, Piece]:
        """By name, beginning with all that a module defines."""
        todo = [(name, module) for name, piece in self._program.pieces.items() if piece.module == module]
        while todo:
            name, by = todo.pop()
            piece = self._program.pieces.get(name)
            if piece is not None and name not in self._found and piece.module not in self._ends:
                self._found[name] = piece
                self._by[name] = by
                todo.extend((each, name) for each in self._next(piece))
        return self._found

    def way_to(self, name: str) -> list[str]:
        """One way from the handler to a piece that is reached."""
        way = [name]
        while (by := self._by.get(way[-1])) is not None and by not in way:
            way.append(by)
        return way[::-1]

    def _next(self, piece: Piece) -> Iterator[str]:
        yield from piece.names
        for name in piece.names & self._program.classes.keys() - self._made.keys():
            yield from self._make(self._program.classes[name])
        for access in piece.accesses - self._asked:
            self._asked.add(access)
            yield from (f"{each}.{access.name}" for each in self._answering(access))

    def _make(self, info: TypeInfo) -> Iterator[str]:
        """Nobody calls what has two underscores by its name; the bases' bodies came with the class."""
        self._made[info.fullname] = info
        for base in info.mro:
            yield base.fullname
            yield from (f"{base.fullname}.{name}" for name in base.names if name.startswith("__"))
        for access in self._asked:
            if self._answers(info, access.of):
                yield from (f"{base.fullname}.{access.name}" for base in info.mro)

    def _answering(self, access: Access) -> Iterator[str]:
        """The classes whose attribute this may be, and where theirs may be defined."""
        named = self._program.classes.get(access.of)
        if named is not None:
            yield from (base.fullname for base in named.mro)
        for info in self._made.values():
            if self._answers(info, access.of):
                yield from (base.fullname for base in info.mro)

    def _answers(self, info: TypeInfo, asked: str) -> bool:
        wanted = self._program.classes.get(asked)
        if wanted is None:
            return False
        return info.has_base(asked) or (wanted.is_protocol and _implements(info, wanted))


@cache
def _implements(info: TypeInfo, protocol: TypeInfo) -> bool:
    """As mypy sees it; a class whose type is open stands for the most that it can be."""
    if not all(info.get(member) for member in protocol.protocol_members):
        return False
    anything = fill_typevars_with_any(info)
    if isinstance(anything, Instance):
        bounds = [_bound(each) for each in info.defn.type_vars]
        anything = anything.copy_modified(
            args=[bound or each for bound, each in zip(bounds, anything.args, strict=True)]
        )
    return is_subtype(anything, fill_typevars_with_any(protocol))


def _bound(variable: TypeVarLikeType) -> Type | None:
    """None where it may be any object."""
    bound = get_proper_type(variable.upper_bound)
    return None if isinstance(bound, Instance) and bound.type.fullname == "builtins.object" else bound
