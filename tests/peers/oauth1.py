"""The routes of an OAuth 1.0a provider; what is behind them is oauthlib's or Authlib's.

One JSON argument, all of it optional:
  clients            [{client_key, client_secret, rsa_public_key, name, callback}]
  users              {name: {password}}             (default alice/wonderland, bob/builder)
  auto               a user who allows without a page; `?auto=<user>` does the same per request,
                     `?auto=!denied` denies
  signature_methods  what the server accepts        (default: all that it knows)
  host, port         of the address
"""

import base64

from common import CONFIG, answer_json, login_page, page, serve, user_from, user_id

CLIENTS = {client["client_key"]: client for client in CONFIG.get("clients", [])}


def profile(name):
    return {"id": user_id(name), "id_str": str(user_id(name)), "screen_name": name, "name": name.title()}


def run(server):
    """`server` has temporary_credentials, token_credentials, asking, approve, deny and verify."""

    def handle(request):
        match request.path:
            case "/oauth/request_token":
                return server.temporary_credentials(request)
            case "/oauth/access_token":
                return server.token_credentials(request)
            case "/oauth/authorize" | "/oauth/authenticate":
                return authorize(request)
            case "/1.1/account/verify_credentials.json":
                user, error = server.verify(request)
                return answer_json(profile(user)) if user else refused(error)
            case "/1.1/echo":
                return echo(request)
        return answer_json({"errors": [{"code": 34, "message": "no such page"}]}, 404)

    def authorize(request):
        token = request.args.get("oauth_token", "")
        asking = server.asking(token)
        if asking is None:
            return page("This login cannot go on", "<p>The token is unknown, used or expired.</p>", 400)
        auto = request.args.get("auto") or CONFIG.get("auto")
        if auto == "!denied" or "deny" in request.form:
            return server.deny(request, token)
        user = auto or user_from(request.form)
        if user:
            return server.approve(request, token, user)
        return login_page(asking, wrong=request.method == "POST")

    def echo(request):
        user, error = server.verify(request)
        return answer_json({
            "verified": user is not None,
            "error": error,
            "user": user,
            "method": request.method,
            "uri": request.environ["REQUEST_URI"],
            "authorization": request.headers.get("Authorization"),
            "content_type": request.headers.get("Content-Type"),
            "body": base64.b64encode(request.get_data()).decode(),
        }, 200 if user else 401)

    def refused(error):
        return answer_json({"errors": [{"code": 32, "message": error}]}, 401, **{"WWW-Authenticate": "OAuth"})

    serve(handle, lambda base: {
        "request_token_url": f"{base}/oauth/request_token",
        "authorize_url": f"{base}/oauth/authorize",
        "access_token_url": f"{base}/oauth/access_token",
        "api_base_url": f"{base}/1.1/",
    })
