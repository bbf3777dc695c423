"""An OAuth 1.0a provider on Authlib, with its habits: `oauth_callback_confirmed=True`, no check of future timestamps.

Configuration: see oauth1.py. HMAC-SHA1, RSA-SHA1 and PLAINTEXT are all that Authlib knows.
"""

import os

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.common.security import generate_token
from authlib.common.urls import url_encode
from authlib.oauth1 import (
    SIGNATURE_HMAC_SHA1,
    SIGNATURE_PLAINTEXT,
    SIGNATURE_RSA_SHA1,
    AuthorizationServer,
    ClientMixin,
    OAuth1Request,
    ResourceProtector,
    TemporaryCredentialMixin,
    TokenCredentialMixin,
)
from authlib.oauth1.rfc5849.errors import OAuth1Error
from werkzeug.wrappers import Response

from common import CONFIG, raw_uri
from oauth1 import CLIENTS, run

METHODS = CONFIG.get("signature_methods", [SIGNATURE_HMAC_SHA1, SIGNATURE_RSA_SHA1, SIGNATURE_PLAINTEXT])


class Client(ClientMixin):
    def __init__(self, registered):
        self.registered = registered

    def get_default_redirect_uri(self):
        return self.registered.get("callback", "")

    def get_client_secret(self):
        return self.registered["client_secret"]

    def get_rsa_public_key(self):
        return self.registered.get("rsa_public_key")


class Credential(TemporaryCredentialMixin, TokenCredentialMixin):
    def __init__(self, client_id, redirect_uri=None, user=None):
        self.client_id = client_id
        self.redirect_uri = redirect_uri
        self.user = user
        self.verifier = None
        self.token = generate_token(36)
        self.secret = generate_token(48)

    def get_client_id(self):
        return self.client_id

    def get_redirect_uri(self):
        return self.redirect_uri

    def check_verifier(self, verifier):
        return self.verifier is not None and self.verifier == verifier

    def get_oauth_token(self):
        return self.token

    def get_oauth_token_secret(self):
        return self.secret


class Store:
    """What Authlib's two halves ask for."""

    SUPPORTED_SIGNATURE_METHODS = METHODS
    temporary = {}
    granted = {}
    nonces = set()

    def get_client_by_id(self, client_id):
        return Client(CLIENTS[client_id]) if client_id in CLIENTS else None

    def exists_nonce(self, nonce, request):
        used = (nonce, request.timestamp, request.client_id, request.token)
        seen = used in self.nonces
        self.nonces.add(used)
        return seen

    def get_token_credential(self, request):
        return self.granted.get(request.token)

    def get_temporary_credential(self, request):
        return self.temporary.get(request.token)

    def delete_temporary_credential(self, request):
        self.temporary.pop(request.token, None)

    def create_temporary_credential(self, request):
        credential = Credential(request.client_id, redirect_uri=request.redirect_uri)
        self.temporary[credential.token] = credential
        return credential

    def create_authorization_verifier(self, request):
        request.credential.verifier = generate_token(36)
        request.credential.user = request.user
        return request.credential.verifier

    def create_token_credential(self, request):
        credential = Credential(request.client_id, user=request.credential.user)
        self.granted[credential.token] = credential
        return credential


class Protector(Store, ResourceProtector):
    pass


class Server(Store, AuthorizationServer):
    protector = Protector()

    def create_oauth1_request(self, request):
        return OAuth1Request(request.method, raw_uri(request), form(request), request.headers)

    def handle_response(self, status_code, payload, headers):
        return Response(url_encode(payload), status_code, headers)

    def temporary_credentials(self, request):
        return self.create_temporary_credentials_response(request)

    def token_credentials(self, request):
        return self.create_token_response(request)

    def asking(self, token):
        credential = self.temporary.get(token)
        return credential and CLIENTS[credential.client_id].get("name", credential.client_id)

    def approve(self, request, token, user):
        return self.create_authorization_response(request, grant_user=user)

    def deny(self, request, token):
        return self.create_authorization_response(request, grant_user=None)

    def verify(self, request):
        try:
            valid = self.protector.validate_request(
                request.method, raw_uri(request), form(request), request.headers
            )
        except OAuth1Error as error:
            return None, f"{error.error}: {error.description}"
        return valid.credential.user, None


def form(request):
    pairs = list(request.form.items(multi=True))
    return pairs if request.mimetype == "application/x-www-form-urlencoded" and pairs else None


run(Server())
