"""The issuer's two pages: plain, accessible HTML without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from localdev.tokens import User

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
button { display: block; width: 100%; margin: .5rem 0; padding: .75rem 1rem; font: inherit; text-align: start; }
button:focus-visible { outline: 3px solid; outline-offset: 2px; }
small { display: block; }
"""


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n{body}</main></body>\n</html>\n"
    )


def login(users: Sequence[User], client: str) -> str:
    """The list of test users; one press signs in."""
    buttons = "\n".join(
        f'<button type="submit" name="user" value="{escape(user.name)}">{escape(user.name)}'
        f"<small>{escape(', '.join(user.roles))}</small></button>"
        for user in users
    )
    intro = f"<p>Choose the test user that <strong>{escape(client)}</strong> is to see. There are no passwords here.</p>"
    return _page("Sign in locally", f'{intro}\n<form method="post">\n{buttons}\n</form>\n')


def message(title: str, body: str) -> str:
    """A page that says one thing."""
    return _page(title, f"<p>{escape(body)}</p>\n")
