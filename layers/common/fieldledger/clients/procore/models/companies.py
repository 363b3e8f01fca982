"""Who we are and what we may see: the reads of the pre-flight check."""

from fieldledger.clients.procore.models.base import Id, ProcoreModel


class Me(ProcoreModel):
    """``GET /me``: the user, or the service account, behind the token."""

    id: Id
    login: str | None = None
    name: str | None = None


class Company(ProcoreModel):
    """``GET /companies``: with a service account, the companies that installed the app."""

    id: Id
    name: str | None = None
    is_active: bool = True


class Tool(ProcoreModel):
    """A tool of a project; a record of a tool that is not active answers 403."""

    id: Id
    engine_name: str | None = None
    title: str | None = None
    is_active: bool = False
    user_access_level: str | None = None
