"""A small OpenID provider on a socket of its own: authorization code flow, codes that work once."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "moa-churn", "a secret of the client"


@dataclass
class Provider:
    """Where it answers, and whom it takes the browser for."""

    url: str = ""
    claims: dict[str, object] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def settings(self) -> dict[str, str]:
        """What the program is told about it."""
        return {
            "OIDC_AUTH_URL": f"{self.url}/authorize",
            "OIDC_TOKEN_URL": f"{self.url}/token",
            "OIDC_USER_INFO_URL": f"{self.url}/userinfo",
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
        }


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve until the block ends."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            if address.path == "/authorize" and asked["client_id"] == CLIENT and asked["response_type"] == "code":
                code = secrets.token_urlsafe(8)
                made.codes[code] = asked["redirect_uri"]
                self.send_response(302)
                back = urlencode({"code": code, "state": asked["state"]})
                self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                self.end_headers()
            elif self.headers.get("Authorization", "").removeprefix("Bearer ") in made.tokens:
                self._say(200, {"sub": "0001", **made.claims})
            else:
                self._say(401, {"error": "invalid_token"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told = {name: values[0] for name, values in parse_qs(body).items()}
            known = (told.get("client_id"), told.get("client_secret")) == (CLIENT, SECRET)
            if known and made.codes.pop(told.get("code", ""), None) == told.get("redirect_uri"):
                token = secrets.token_urlsafe(8)
                made.tokens.add(token)
                self._say(200, {"access_token": token, "token_type": "Bearer"})
            else:
                self._say(400, {"error": "invalid_grant"})

        def _say(self, status: int, said: dict[str, object]) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
