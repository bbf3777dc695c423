"""What the Python peers share: configuration, pages, users, and a server that ends with the test."""

import html
import json
import os
import pathlib
import re
import signal
import sys
import threading

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

TEMPLATE = (pathlib.Path(__file__).parent / "page.html").read_text()
CONFIG = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
USERS = CONFIG.get("users", {"alice": {"password": "wonderland"}, "bob": {"password": "builder"}})


def user_id(name):
    """A number that a 64-bit float cannot hold, as Twitter's and Facebook's cannot."""
    return 9007199254740993 + 2 * sum(ord(letter) << 8 * place for place, letter in enumerate(name[:4]))


def user_from(form):
    """The name in a login form, if its password is right."""
    name = form.get("username", "")
    return name if name in USERS and USERS[name]["password"] == form.get("password") else None


def page(title, body, status=200):
    parts = {"title": html.escape(title), "body": f"<h1>{html.escape(title)}</h1>\n{body}"}
    text = re.sub(r"{{(\w+)}}", lambda match: parts[match[1]], TEMPLATE)
    return Response(text, status, content_type="text/html; charset=utf-8")


def login_page(asking, wrong=False):
    """Name, password and consent at once, as many older providers ask it. It posts to the address it came from."""
    alert = '<p class="wrong" role="alert">That name and password do not go together.</p>' if wrong else ""
    return page(
        "Allow access?",
        f"""<p><strong>{html.escape(asking)}</strong> wants to use your account.</p>
{alert}<form method="post">
<label>Name <input name="username" autocomplete="username" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button type="submit" name="approve">Allow</button>
<button type="submit" name="deny">Deny</button>
</form>""",
        401 if wrong else 200,
    )


def answer_json(value, status=200, **headers):
    return Response(json.dumps(value), status, headers, content_type="application/json")


def raw_uri(request):
    """The address as it was sent: signatures are over it, and Werkzeug's own `url` is decoded and encoded again."""
    return f"http://{request.host}{request.environ['REQUEST_URI']}"


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_):
        pass


def serve(handle, ready):
    """Serves `handle(request) -> response` and prints one line made by `ready(base_url)`."""

    @Request.application
    def app(request):
        request.get_data(cache=True, parse_form_data=False)
        return handle(request)

    server = make_server("127.0.0.1", CONFIG.get("port", 0), app, threaded=True, request_handler=Handler)
    host = CONFIG.get("host", "127.0.0.1")
    base = f"http://{host}:{server.port}"
    print(json.dumps({"ready": True, "port": server.port, "base_url": base, **ready(base)}), flush=True)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    threading.Thread(target=exit_with_stdin, daemon=True).start()
    server.serve_forever()


def exit_with_stdin():
    sys.stdin.read()
    os._exit(0)
