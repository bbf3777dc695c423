"""An OAuth 1.0a provider on oauthlib: every signature method, every placement. Configuration: see oauth1.py."""

from oauthlib.common import add_params_to_uri
from oauthlib.oauth1 import (
    SIGNATURE_HMAC_SHA1,
    SIGNATURE_HMAC_SHA256,
    SIGNATURE_HMAC_SHA512,
    SIGNATURE_PLAINTEXT,
    SIGNATURE_RSA_SHA1,
    SIGNATURE_RSA_SHA256,
    SIGNATURE_RSA_SHA512,
    OAuth1Error,
    RequestValidator,
    WebApplicationServer,
)
from werkzeug.wrappers import Response

from common import CONFIG, raw_uri, user_id
from oauth1 import CLIENTS, run

METHODS = [
    SIGNATURE_HMAC_SHA1, SIGNATURE_HMAC_SHA256, SIGNATURE_HMAC_SHA512, SIGNATURE_PLAINTEXT,
    SIGNATURE_RSA_SHA1, SIGNATURE_RSA_SHA256, SIGNATURE_RSA_SHA512,
]
NOBODY = {"client_secret": "dummy", "secret": "dummy"}


class Validator(RequestValidator):
    """oauthlib asks for every secret, known or not, so that the time it takes tells nothing."""

    enforce_ssl = False
    allowed_signature_methods = CONFIG.get("signature_methods", METHODS)
    dummy_client = dummy_request_token = dummy_access_token = "dummy"

    def __init__(self):
        super().__init__()
        self.temporary = {}
        self.granted = {}
        self.nonces = set()

    # oauthlib's own rules (20 to 30 letters and digits) are stricter than the RFC; its rule for nonces, which are ours, stays.
    check_client_key = check_request_token = check_access_token = check_verifier = (
        lambda self, value: bool(value)
    )

    def get_client_secret(self, client_key, request):
        return CLIENTS.get(client_key, NOBODY)["client_secret"]

    def get_request_token_secret(self, client_key, token, request):
        return self.temporary.get(token, NOBODY)["secret"]

    def get_access_token_secret(self, client_key, token, request):
        return self.granted.get(token, NOBODY)["secret"]

    def get_rsa_key(self, client_key, request):
        return CLIENTS.get(client_key, {}).get("rsa_public_key")

    def get_redirect_uri(self, token, request):
        return self.temporary[token]["callback"]

    def get_realms(self, token, request):
        return []

    def get_default_realms(self, client_key, request):
        return []

    def validate_client_key(self, client_key, request):
        return client_key in CLIENTS

    def validate_request_token(self, client_key, token, request):
        return self.temporary.get(token, {}).get("client_key") == client_key

    def validate_access_token(self, client_key, token, request):
        return self.granted.get(token, {}).get("client_key") == client_key

    def validate_redirect_uri(self, client_key, redirect_uri, request):
        return True

    def validate_requested_realms(self, client_key, realms, request):
        return True

    def validate_realms(self, client_key, token, request, uri=None, realms=None):
        return True

    def validate_timestamp_and_nonce(
        self, client_key, timestamp, nonce, request, request_token=None, access_token=None
    ):
        seen = (client_key, timestamp, nonce, request_token, access_token)
        fresh = seen not in self.nonces
        self.nonces.add(seen)
        return fresh

    def validate_verifier(self, client_key, token, verifier, request):
        return self.temporary.get(token, {}).get("verifier") == verifier

    def verify_request_token(self, token, request):
        return token in self.temporary

    def verify_realms(self, token, realms, request):
        return True

    def save_request_token(self, token, request):
        self.temporary[token["oauth_token"]] = {
            "secret": token["oauth_token_secret"],
            "client_key": request.client_key,
            "callback": request.redirect_uri,
        }

    def save_verifier(self, token, verifier, request):
        self.temporary[token]["verifier"] = verifier["oauth_verifier"]

    def save_access_token(self, token, request):
        user = self.temporary[request.resource_owner_key]["user"]
        token |= {"user_id": str(user_id(user)), "screen_name": user}
        self.granted[token["oauth_token"]] = {
            "secret": token["oauth_token_secret"],
            "client_key": request.client_key,
            "user": user,
        }

    def invalidate_request_token(self, client_key, request_token, request):
        del self.temporary[request_token]


class Server:
    def __init__(self):
        self.validator = Validator()
        self.oauthlib = WebApplicationServer(self.validator)

    def temporary_credentials(self, request):
        return answer(*self.oauthlib.create_request_token_response(*parts(request)))

    def token_credentials(self, request):
        return answer(*self.oauthlib.create_access_token_response(*parts(request)))

    def asking(self, token):
        client = CLIENTS.get(self.validator.temporary.get(token, {}).get("client_key"))
        return client and client.get("name", client["client_key"])

    def approve(self, request, token, user):
        self.validator.temporary[token]["user"] = user
        return answer(*self.oauthlib.create_authorization_response(raw_uri(request)))

    def deny(self, request, token):
        callback = self.validator.temporary.pop(token)["callback"]
        return Response(status=302, headers={"Location": add_params_to_uri(callback, [("denied", token)])})

    def verify(self, request):
        try:
            valid, oauth_request = self.oauthlib.validate_protected_resource_request(*parts(request))
        except OAuth1Error as error:
            return None, f"{error.error}: {error.description}"
        if not valid:
            return None, ", ".join(name for name, good in oauth_request.validator_log.items() if not good)
        return self.validator.granted[oauth_request.resource_owner_key]["user"], None


def parts(request):
    form = request.mimetype == "application/x-www-form-urlencoded"
    body = request.get_data(as_text=True) if form else None
    return raw_uri(request), request.method, body, dict(request.headers)


def answer(headers, body, status):
    return Response(body or "", status, headers)


run(Server())
