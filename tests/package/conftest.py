"""One build, one emulator and one cold start of every function for all tests of this tier."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.build import build_folder, ensure_built, reading
from local.settings import ROOT, LocalSettings
from tests.package.functions import FOLDERS, Boot, Package, boot
from tests.package.surroundings import Surroundings
from tests.support.emulator import ministack

AT_ONCE = 4


@pytest.fixture(scope="package")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """The build of the present sources for this machine, kept from being replaced meanwhile."""
    ensure_built(LocalSettings.from_environment({}))
    with reading(ROOT):
        yield Package.of(build_folder(ROOT), tmp_path_factory.mktemp("runtime"))


@pytest.fixture(scope="package")
def surroundings() -> Iterator[Surroundings]:
    with ministack(".local-package") as endpoint:
        yield Surroundings.create(endpoint)


@pytest.fixture(scope="package")
def boots(package: Package, surroundings: Surroundings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Boot]:
    """What each function did, by folder: those of the API last, since some of them make records."""
    reports = tmp_path_factory.mktemp("reports")

    def started(folder: str) -> tuple[str, Boot]:
        return folder, boot(package, folder, surroundings, reports / folder.replace("/", "-"))

    of_the_api = [folder for folder in FOLDERS if folder.startswith("api/")]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        behind = dict(pool.map(started, sorted(set(FOLDERS) - set(of_the_api))))
        return behind | dict(pool.map(started, of_the_api))
