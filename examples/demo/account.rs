//! Who logged in, and what the provider said.

use oauth_actix::{Error, OAuth1Login, OAuth2Login, OidcLogin};
use oauth_core::json::Object;
use oauth_core::oauth2::{TokenResponse, identifier};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How many bytes of claims, and of a profile, go into the session, which is a cookie.
const MOST_BYTES: usize = 700;
/// How many bytes a name or an address may have to go there.
const LONGEST: usize = 200;

/// Somebody who is signed in. The tokens are not kept: what came is told, not the thing itself.
#[derive(Serialize, Deserialize)]
pub(crate) struct Account {
    /// The name of the provider in the registry. It and the subject are the key of an account.
    pub(crate) provider: String,
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    /// Whether the provider has made sure that the address is this person's.
    pub(crate) email_verified: bool,
    /// The verified ID token's.
    pub(crate) claims: Option<Object>,
    /// What an API or the userinfo endpoint said.
    pub(crate) profile: Option<Object>,
    /// What is to be known of the tokens.
    pub(crate) tokens: Vec<(String, String)>,
}

impl Account {
    /// From a verified ID token; what it does not say may be asked of the userinfo endpoint.
    pub(crate) async fn openid(login: &OidcLogin, fetch_userinfo: bool) -> Result<Self, Error> {
        let userinfo = if fetch_userinfo { Some(login.userinfo().await?) } else { None };
        let claims = &login.claims;
        // The address and its verification come from the same document.
        let (email, email_verified) = match (claims.email(), &userinfo) {
            (None, Some(userinfo)) => (userinfo.email(), userinfo.email_verified()),
            (email, _) => (email, claims.email_verified()),
        };
        let name = claims.name().or_else(|| userinfo.as_ref()?.name());
        Ok(Self {
            provider: login.provider().to_owned(),
            subject: claims.subject().to_owned(),
            name: short(name),
            email: short(email),
            email_verified,
            claims: Some(few(claims.raw())),
            profile: userinfo.as_ref().map(|userinfo| few(userinfo.raw())),
            tokens: tokens(&login.tokens),
        })
    }

    /// From the provider's own userinfo endpoint, which nothing but TLS vouches for.
    pub(crate) async fn oauth2(login: &OAuth2Login) -> Result<Self, Error> {
        let profile = login.userinfo().await?;
        let subject = identifier(&profile, "id")?;
        Ok(Self { tokens: tokens(&login.tokens), ..Self::of_profile(login.provider(), subject, &profile) })
    }

    /// From the API, with a signed request.
    pub(crate) async fn oauth1(login: &OAuth1Login) -> Result<Self, Error> {
        let profile: Object = login.get("account/verify_credentials.json").await?.json().await?;
        // `id` does not fit into every JSON reader's numbers, which is why Twitter has `id_str`.
        let member = if profile.contains_key("id_str") { "id_str" } else { "id" };
        let subject = identifier(&profile, member)?;
        let token = ("oauth_token".to_owned(), received(login.credentials.token().expose()));
        let secret = ("oauth_token_secret".to_owned(), received(login.credentials.token_secret().expose()));
        Ok(Self { tokens: vec![token, secret], ..Self::of_profile(login.provider(), subject, &profile) })
    }

    fn of_profile(provider: &str, subject: String, profile: &Object) -> Self {
        let text = |member| short(profile.get(member).and_then(Value::as_str));
        Self {
            provider: provider.to_owned(),
            subject,
            name: text("name"),
            email: text("email"),
            // A profile of plain OAuth does not define what its address is worth.
            email_verified: false,
            claims: None,
            profile: Some(few(profile)),
            tokens: Vec::new(),
        }
    }
}

fn tokens(tokens: &TokenResponse) -> Vec<(String, String)> {
    let mut rows = vec![("access_token", received(tokens.access_token.expose()))];
    rows.extend(tokens.refresh_token.as_ref().map(|token| ("refresh_token", received(token.expose()))));
    rows.extend(tokens.id_token.as_ref().map(|token| ("id_token", received(token.expose()))));
    rows.extend(tokens.scope.as_deref().and_then(|scope| Some(("scope", short(Some(scope))?))));
    rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What a page may show of a token.
fn received(token: &str) -> String {
    format!("received, {} characters", token.len())
}

fn short(text: Option<&str>) -> Option<String> {
    text.filter(|text| text.len() <= LONGEST).map(str::to_owned)
}

/// The first members that fit.
fn few(object: &Object) -> Object {
    let mut left = MOST_BYTES;
    let fits = |(name, value): &(&String, &Value)| {
        let size = name.len() + value.to_string().len();
        let fits = size <= left;
        left -= if fits { size } else { 0 };
        fits
    };
    object.iter().filter(fits).map(|(name, value)| (name.clone(), value.clone())).collect()
}
