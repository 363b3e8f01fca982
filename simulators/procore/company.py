"""One Procore customer: its records, the apps it installed, what it switched off."""

from dataclasses import dataclass, field

from simulators.procore.store import Collection, Row


@dataclass(slots=True)
class Install:
    """An app in a company; ``permitted`` projects are those its service account may see, None for all."""

    permitted: set[int] | None = None

    def permits(self, project_id: int) -> bool:
        return self.permitted is None or project_id in self.permitted


@dataclass(slots=True, eq=False)
class Company:
    """``disabled_tools`` pairs a project (None: the whole company) with the name of a tool."""

    id: int
    name: str
    is_active: bool = True
    installs: dict[str, Install] = field(default_factory=dict)
    disabled_tools: set[tuple[int | None, str]] = field(default_factory=set)
    project_vendors: dict[int, set[int]] = field(default_factory=dict)
    locked_budgets: set[int] = field(default_factory=set)
    records: dict[str, Collection] = field(default_factory=dict)

    def collection(self, resource: str) -> Collection:
        return self.records.setdefault(resource, Collection())

    def find(self, resource: str, record_id: int | None) -> Row | None:
        return self.collection(resource).get(record_id)

    def tool_enabled(self, tool: str, project_id: int | None) -> bool:
        return (None, tool) not in self.disabled_tools and (project_id, tool) not in self.disabled_tools
