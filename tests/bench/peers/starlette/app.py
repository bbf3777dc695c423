"""A peer: Starlette and Authlib, written as Authlib's own pages write it.

docs.authlib.org, "Starlette OAuth Client" and "Web OAuth Clients", and authlib/demo-oauth-client, starlette-google-login.
State, nonce and PKCE verifier wait in Starlette's session, which is the visitor's cookie: signed, readable; so do the
claims after the login.

By itself Authlib makes an httpx client, and with it a TLS context holding all certification authorities, for each login
and for each call to the provider. TUNED=1 hands it one TLS context for all of them.
"""

import os
import secrets
import ssl

import uvicorn
from authlib.integrations.starlette_client import OAuth, OAuthError
from joserfc.errors import JoseError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

client_kwargs = {"scope": "openid email", "code_challenge_method": "S256"}
if os.environ.get("TUNED") == "1":
    client_kwargs["verify"] = ssl.create_default_context()

oauth = OAuth()
oauth.register(
    name="op",
    client_id="bench-client",
    client_secret="bench-secret",
    server_metadata_url=os.environ["ISSUER"] + "/.well-known/openid-configuration",
    client_kwargs=client_kwargs,
)


async def index(request):
    return PlainTextResponse("ok")


async def login(request):
    return await oauth.op.authorize_redirect(request, request.url_for("authorize"))


async def authorize(request):
    try:
        token = await oauth.op.authorize_access_token(request)
    except (OAuthError, JoseError) as error:
        return PlainTextResponse(str(error), status_code=400)
    user = token.get("userinfo")
    if user is None:
        return PlainTextResponse("no ID token", status_code=400)
    request.session["user"] = user
    return PlainTextResponse(user["sub"])


app = Starlette(
    routes=[
        Route("/", index),
        Route("/auth/op/login", login),
        Route("/auth/op/authorize", authorize),
    ],
    middleware=[Middleware(SessionMiddleware, secret_key=secrets.token_hex(32))],
)

if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        access_log=False,
        log_level="warning",
    )
