"""Byte-compile the built layer, or check that its byte code is whole and true to its sources.

Lambda mounts a layer read-only, so what is not compiled here is compiled again at every cold start. The byte code is
marked *unchecked hash*: the interpreter trusts it without comparing file times, which a zip archive does not keep.

    python byte_compile.py TREE           compile every module of TREE
    python byte_compile.py --check TREE   exit 1, naming the files, if any byte code is missing, stale or left over
"""

import argparse
import compileall
import importlib.util
import py_compile
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

# Where Lambda mounts the layer: compiled in, so that the byte code does not depend on the folder of the build.
MOUNTED_AT = "/opt/python"
# PEP 552: the flags of a .pyc that is validated by hash (bit 0), its source never looked at (bit 1 not set).
UNCHECKED_HASH = 0b01
HEADER_BYTES = 16


def compile_tree(tree: Path) -> bool:
    """Replace all byte code under ``tree``; false if a module does not compile (its error is printed)."""
    remove_byte_code(tree)
    return compileall.compile_dir(
        tree,
        quiet=1,
        workers=0,
        stripdir=str(tree),
        prependdir=MOUNTED_AT,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def remove_byte_code(tree: Path) -> None:
    """Delete every cache folder and every stray ``.pyc``: they may be another interpreter's or an older source's."""
    for cache in list(tree.rglob("__pycache__")):
        shutil.rmtree(cache)
    for stray in list(tree.rglob("*.pyc")):
        stray.unlink()


def faults(tree: Path) -> Iterator[str]:
    """One line for each module without true byte code, then for each ``.pyc`` that belongs to no module."""
    expected: set[Path] = set()
    for module in sorted(tree.rglob("*.py")):
        compiled = Path(importlib.util.cache_from_source(str(module)))
        expected.add(compiled)
        if fault := _fault(module, compiled):
            yield f"{module.relative_to(tree)}: {fault}"
    for left_over in sorted(set(tree.rglob("*.pyc")) - expected):
        yield f"{left_over.relative_to(tree)}: belongs to no module of this interpreter"


def _fault(module: Path, compiled: Path) -> str | None:
    if not compiled.is_file():
        return "not compiled"
    header = compiled.read_bytes()[:HEADER_BYTES]
    if header[:4] != importlib.util.MAGIC_NUMBER:
        return "compiled by another interpreter"
    if int.from_bytes(header[4:8], "little") != UNCHECKED_HASH:
        return "not marked unchecked-hash"
    if header[8:] != importlib.util.source_hash(module.read_bytes()):
        return "compiled from another source"
    return None


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 all well, 1 faults (named on standard error), 2 wrong usage."""
    parser = argparse.ArgumentParser(description="Byte-compile a tree of modules for Lambda.")
    parser.add_argument("--check", action="store_true", help="only check, and name what is missing or stale")
    parser.add_argument("tree", type=Path, help="folder whose modules are compiled")
    options = parser.parse_args(arguments)
    if not options.tree.is_dir():
        parser.error(f"no such folder: {options.tree}")
    if not options.check and not compile_tree(options.tree):
        return 1
    found = list(faults(options.tree))
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
