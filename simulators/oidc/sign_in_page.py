"""The page on which a person picks who to be."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from simulators.oidc.users import User

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in</title></head>
<body>
<h1>Sign in to Fieldledger (local)</h1>
{choices}
</body>
</html>
"""


def sign_in_page(query: dict[str, str], users: Sequence[User]) -> str:
    """Each user is a link back to ``/authorize`` with the same query and a ``login_hint``."""
    if not users:
        return _PAGE.format(choices="<p>No users yet: POST /_admin/users adds them.</p>")
    items = "\n".join(f"<li>{_link(query, user)}</li>" for user in users)
    return _PAGE.format(choices=f"<ul>\n{items}\n</ul>")


def _link(query: dict[str, str], user: User) -> str:
    target = escape("/authorize?" + urlencode({**query, "login_hint": user.email}))
    role = user.role.value if user.role else "no role"
    label = escape(f"{user.name or user.email} ({user.email}, {role}, {user.company_id or 'no company'})")
    return f'<a href="{target}">{label}</a>'
