"""oauthlib as an oracle for OAuth 1.0a signatures: one JSON line in, one JSON line out.

In:  method, url, headers {name: value}, body (a string) with content_type, params [[name, value]] (a form body),
     client_key, client_secret, token, token_secret, callback, verifier, nonce, timestamp, realm,
     signature_method ("HMAC-SHA1"), placement ("header" | "body" | "query"), rsa_key (PEM),
     oauth_version (false leaves it out)
Out: base_string, base_string_uri, normalized_parameters, signature, and `signed`: {url, headers, body} to send
     or error
In:  {"generate": "rsa"}
Out: private_key, public_key (PEM)

Not to be trusted in one corner: in the body and the query oauthlib 4.0.1 decodes oauth_* values twice, so a callback
with a %20 in it gets another base string than RFC 5849, section 3.4.1.3 gives it. In the header it is right.
"""

import json
import sys
from urllib.parse import parse_qsl, quote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oauthlib.oauth1 import (
    SIGNATURE_TYPE_AUTH_HEADER,
    SIGNATURE_TYPE_BODY,
    SIGNATURE_TYPE_QUERY,
    Client,
)
from oauthlib.oauth1.rfc5849 import signature as rules

PLACEMENTS = {
    "header": SIGNATURE_TYPE_AUTH_HEADER,
    "body": SIGNATURE_TYPE_BODY,
    "query": SIGNATURE_TYPE_QUERY,
}
FORM = "application/x-www-form-urlencoded"


class Recorder(Client):
    """Keeps the signature, and leaves oauth_version out where it is not wanted."""

    with_version = True

    def get_oauth_params(self, request):
        params = super().get_oauth_params(request)
        return params if self.with_version else [pair for pair in params if pair[0] != "oauth_version"]

    def get_oauth_signature(self, request):
        self.signature = super().get_oauth_signature(request)
        return self.signature


def generate_rsa():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return {"private_key": private.decode(), "public_key": public.decode()}


def answer(question):
    if question.get("generate") == "rsa":
        return generate_rsa()
    headers = dict(question.get("headers", {}))
    body = question.get("body")
    if "params" in question:
        body = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in question["params"])
        headers["Content-Type"] = FORM
    elif "content_type" in question:
        headers["Content-Type"] = question["content_type"]
    placement = PLACEMENTS[question.get("placement", "header")]
    client = Recorder(
        question["client_key"],
        client_secret=question.get("client_secret", ""),
        resource_owner_key=question.get("token"),
        resource_owner_secret=question.get("token_secret"),
        callback_uri=question.get("callback"),
        verifier=question.get("verifier"),
        signature_method=question.get("signature_method", "HMAC-SHA1"),
        signature_type=placement,
        rsa_key=question.get("rsa_key"),
        realm=question.get("realm"),
        nonce=question.get("nonce"),
        timestamp=question.get("timestamp") and str(question["timestamp"]),
    )
    client.with_version = question.get("oauth_version", True)
    method, url = question["method"], question["url"]
    sent_url, sent_headers, sent_body = client.sign(url, method, body, headers, realm=question.get("realm"))
    parts = urlsplit(sent_url)
    pairs = rules.collect_parameters(
        uri_query=parts.query,
        body=sent_body if sent_headers.get("Content-Type") == FORM else [],
        headers={key: value for key, value in sent_headers.items() if key == "Authorization"},
    )
    normalized = rules.normalize_parameters(pairs)
    uri = rules.base_string_uri(sent_url, headers.get("Host"))
    return {
        "base_string": rules.signature_base_string(method, uri, normalized),
        "base_string_uri": uri,
        "normalized_parameters": normalized,
        "signature": client.signature,
        "signed": {"url": sent_url, "headers": sent_headers, "body": sent_body},
    }


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # an oracle that stops answering says less than one that says why
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
