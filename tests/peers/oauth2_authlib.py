"""An OAuth 2 provider without OpenID Connect, on Authlib, shaped like GitHub's; some clients get a quirky one.

One JSON argument, all of it optional:
  clients  [{client_id, client_secret, token_endpoint_auth_method ("client_secret_basic" | "client_secret_post" |
           "none"), redirect_uris (default: any on loopback), scope, iss, quirks}]
  users    {name: {password}}         (default alice/wonderland, bob/builder)
  auto     a user who allows without a page; `login_hint=auto:<user>` does the same per request,
           `login_hint=auto:!access_denied` denies
  iss      send RFC 9207's `iss`, and promise it in the metadata; a client's own `iss` overrides it
  expires_in  seconds                 (default 3600)
  host, port  of the issuer

Quirks of the token response: "form" (application/x-www-form-urlencoded), "form_unless_asked" (JSON only with
`Accept: application/json`), "no_token_type", "error_200" (errors with status 200), "comma_scope",
"expires_in_string", "text_html" (JSON sent as text/html).
"""

import os

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import json
import time
from collections import defaultdict
from contextvars import ContextVar
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2 import OAuth2Error, OAuth2Request, ResourceProtector
from authlib.oauth2.rfc6749 import (
    AccessDeniedError,
    AuthorizationCodeMixin,
    AuthorizationServer,
    ClientMixin,
    InvalidRequestError,
    OAuth2Payload,
    TokenMixin,
)
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from authlib.oauth2.rfc6750 import BearerTokenGenerator, BearerTokenValidator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from werkzeug.wrappers import Response

from common import CONFIG, answer_json, login_page, page, serve, user_from, user_id

AUTH_METHODS = ["client_secret_basic", "client_secret_post", "none"]
issuer_of_response = ContextVar("issuer_of_response", default=None)


class Client(ClientMixin):
    def __init__(self, registered):
        self.client_id = registered["client_id"]
        self.secret = registered.get("client_secret")
        self.method = registered.get(
            "token_endpoint_auth_method", "none" if self.secret is None else "client_secret_basic"
        )
        self.redirect_uris = registered.get("redirect_uris")
        self.scope = registered.get("scope")
        self.sends_iss = registered.get("iss", CONFIG.get("iss", False))
        self.quirks = set(registered.get("quirks", []))

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return self.redirect_uris[0] if self.redirect_uris else None

    def get_allowed_scope(self, scope):
        asked = (scope or "").replace(",", " ") if "comma_scope" in self.quirks else scope or ""
        allowed = self.scope.split() if self.scope else asked.split()
        return " ".join(name for name in asked.split() if name in allowed)

    def check_redirect_uri(self, redirect_uri):
        if self.redirect_uris is None:
            return urlsplit(redirect_uri).hostname in ("127.0.0.1", "localhost")
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret):
        return self.secret == client_secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method == self.method

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type in ("authorization_code", "refresh_token")


class Code(SimpleNamespace, AuthorizationCodeMixin):
    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope


class Token(SimpleNamespace, TokenMixin):
    def check_client(self, client):
        return client.client_id == self.client_id

    def get_scope(self):
        return self.scope

    def get_expires_in(self):
        return self.expires_in

    def is_expired(self):
        return self.issued_at + self.expires_in <= time.time()

    def is_revoked(self):
        return self.revoked


CLIENTS = {registered["client_id"]: Client(registered) for registered in CONFIG.get("clients", [])}
CODES = {}
TOKENS = []


def token_by(**wanted):
    (name, value), = wanted.items()
    return next((token for token in TOKENS if value and getattr(token, name) == value), None)


class Payload(OAuth2Payload):
    def __init__(self, request):
        self.data = request.values
        self.datalist = defaultdict(list, {name: request.values.getlist(name) for name in request.values})

    data = None
    datalist = None


class OAuthRequest(OAuth2Request):
    args = None
    form = None

    def __init__(self, request):
        super().__init__(request.method, request.url, headers=request.headers)
        self.args, self.form = request.args, request.form
        self.payload = Payload(request)


class Server(AuthorizationServer):
    def query_client(self, client_id):
        return CLIENTS.get(client_id)

    def save_token(self, token, request):
        old = request.refresh_token
        TOKENS.append(Token(
            access_token=token["access_token"],
            refresh_token=token.get("refresh_token"),
            scope=token.get("scope", ""),
            expires_in=token["expires_in"],
            issued_at=time.time(),
            client_id=request.client.client_id,
            user=request.user,
            family=old.family if old else generate_token(12),
            revoked=False,
        ))

    def send_signal(self, name, *args, **kwargs):
        pass

    def create_oauth2_request(self, request):
        return request if isinstance(request, OAuthRequest) else OAuthRequest(request)

    def handle_response(self, status, body, headers):
        return Response(json.dumps(body) if isinstance(body, dict) else body, status, headers)


class CodeGrant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    def save_authorization_code(self, code, request):
        CODES[code] = Code(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            scope=request.scope,
            user=request.user,
            code_challenge=request.payload.data.get("code_challenge"),
            code_challenge_method=request.payload.data.get("code_challenge_method"),
        )

    def query_authorization_code(self, code, client):
        found = CODES.get(code)
        return found if found and found.client_id == client.client_id else None

    def delete_authorization_code(self, authorization_code):
        del CODES[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return authorization_code.user


class RequiredS256(CodeChallenge):
    """Authlib's own `required=True` lets a confidential client do without."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant, redirect_uri):
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class RefreshGrant(RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        token = token_by(refresh_token=refresh_token)
        if token and token.revoked:
            # Used twice: somebody else may have it, so nobody keeps it.
            for relative in TOKENS:
                relative.revoked = relative.revoked or relative.family == token.family
            return None
        return token

    def authenticate_user(self, refresh_token):
        return refresh_token.user

    def revoke_old_credential(self, refresh_token):
        refresh_token.revoked = True


class Revocation(RevocationEndpoint):
    CLIENT_AUTH_METHODS = AUTH_METHODS

    def query_token(self, token_string, token_type_hint):
        return token_by(access_token=token_string) or token_by(refresh_token=token_string)

    def revoke_token(self, token, request):
        token.revoked = True


class Validator(BearerTokenValidator):
    def authenticate_token(self, token_string):
        return token_by(access_token=token_string)


class Issuer(IssuerParameter):
    def get_issuer(self):
        return issuer_of_response.get()


def random_token(*_, **__):
    return generate_token(40)


server = Server()
server.register_token_generator(
    "default",
    BearerTokenGenerator(random_token, random_token, lambda *_: CONFIG.get("expires_in", 3600)),
)
server.register_grant(CodeGrant, [RequiredS256(required=True)])
server.register_grant(RefreshGrant)
server.register_endpoint(Revocation)
server.register_extension(Issuer())
protector = ResourceProtector()
protector.register_token_validator(Validator(realm="api"))


def authorize(request):
    client = CLIENTS.get(request.args.get("client_id"))
    issuer_of_response.set(base_url(request) if client and client.sends_iss else None)
    try:
        grant = server.get_consent_grant(OAuthRequest(request))
    except OAuth2Error as error:
        if error.redirect_uri:
            answer = server.handle_error_response(None, error)
            server.execute_hook("after_create_authorization_response", answer)
            return answer
        return page("This login cannot go on", f"<p>{error.error}: {error.description}</p>", 400)
    hint = request.args.get("login_hint", "")
    auto = hint.removeprefix("auto:") if hint.startswith("auto:") else CONFIG.get("auto")
    denied = auto == f"!{AccessDeniedError.error}" or "deny" in request.form
    user = None if denied else auto or user_from(request.form)
    if not user and not denied:
        return login_page(client.client_id, wrong=request.method == "POST")
    return server.create_authorization_response(grant.request, grant_user=user, grant=grant)


def token(request):
    answer = server.create_token_response(request)
    client_id = request.form.get("client_id") or extract_basic_authorization(request.headers)[0]
    quirks = CLIENTS[client_id].quirks if client_id in CLIENTS else set()
    return quirky(answer, quirks, "application/json" in request.headers.get("Accept", ""))


def quirky(answer, quirks, asked_for_json):
    body = json.loads(answer.get_data())
    if "comma_scope" in quirks and "scope" in body:
        body["scope"] = body["scope"].replace(" ", ",")
    if "no_token_type" in quirks:
        body.pop("token_type", None)
    if "expires_in_string" in quirks and "expires_in" in body:
        body["expires_in"] = str(body["expires_in"])
    if "error_200" in quirks:
        answer.status_code = 200
    form = "form" in quirks or ("form_unless_asked" in quirks and not asked_for_json)
    answer.set_data(urlencode(body) if form else json.dumps(body))
    if form:
        answer.content_type = "application/x-www-form-urlencoded"
    elif "text_html" in quirks:
        answer.content_type = "text/html; charset=utf-8"
    return answer


def api(request, scopes, body):
    try:
        return answer_json(body(protector.validate_request(scopes, OAuthRequest(request)).user))
    except OAuth2Error as error:
        return server.handle_error_response(None, error)


def user(name):
    return {"id": user_id(name), "login": name, "name": name.title(), "email": None}


def emails(name):
    return [
        {"email": f"{name}@old.example", "primary": False, "verified": False},
        {"email": f"{name}@example.test", "primary": True, "verified": True},
    ]


def base_url(request):
    return f"http://{request.host}"


def metadata(base):
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/oauth/token",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": AUTH_METHODS,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": CONFIG.get("iss", False),
    }


def handle(request):
    match request.method, request.path:
        case _, "/.well-known/oauth-authorization-server":
            return answer_json(metadata(base_url(request)))
        case _, "/oauth/authorize":
            return authorize(request)
        case "POST", "/oauth/token":
            return token(request)
        case "POST", "/oauth/revoke":
            return server.create_endpoint_response("revocation", request)
        case "GET", "/api/user":
            return api(request, None, user)
        case "GET", "/api/emails":
            return api(request, ["user:email"], emails)
    return answer_json({"message": "Not Found"}, 404)


serve(handle, lambda base: metadata(base) | {"api_base_url": f"{base}/api/"})
