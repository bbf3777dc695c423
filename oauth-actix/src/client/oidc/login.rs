//! What a login at an OpenID Provider gives: [`OidcLogin`], [`Refreshed`].

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::HttpResponse;
use oauth_core::error::ProviderError;
use oauth_core::oauth2::{Metadata, TokenResponse};
use oauth_core::oidc::{IdTokenClaims, Original, Userinfo};
use oauth_core::{Profile, ProfileRules, ProfileSource};

use super::OidcClient;
use crate::api::Api;
use crate::client::oauth2::read_profile;
use crate::client::redirect::finished;
use crate::error::Error;
use crate::headers::Cookies;

/// Tokens after a refresh.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refreshed {
    /// The new tokens. Keep their refresh token: the old one may be spent.
    pub tokens: TokenResponse,
    /// What the new ID token says, verified; `None` when the provider sent none, which it may.
    pub claims: Option<IdTokenClaims>,
}

/// A finished login at an OpenID Provider. It dereferences to the provider's [`Api`].
pub struct OidcLogin {
    /// What the verified ID token says.
    pub claims: IdTokenClaims,
    /// The tokens, as the provider issued them.
    pub tokens: TokenResponse,
    /// The claims of the login itself, whatever was refreshed since.
    pub(super) original: IdTokenClaims,
    pub(super) client: OidcClient,
    pub(super) api: Api,
    pub(super) metadata: Arc<Metadata>,
    pub(super) return_to: Option<String>,
    pub(super) first_login_name: Option<String>,
    pub(super) cookies: Cookies,
}

impl OidcLogin {
    /// The provider's name in the registry.
    pub fn provider(&self) -> &str {
        self.client.name()
    }

    /// Where to send the person now: what `return_to` asked for when the login began, else `/`. Always a local path.
    pub fn return_to(&self) -> &str {
        self.return_to.as_deref().unwrap_or("/")
    }

    /// The answer that ends a login in a handler of your own: a redirect to [`return_to`](Self::return_to) that removes the
    /// used cookie. The generated routes remove it whatever the handler answers.
    pub fn redirect(&self) -> HttpResponse {
        finished(self.return_to().to_owned(), &self.cookies)
    }

    /// What the provider's userinfo endpoint says of this person. Where it differs from [`claims`](Self::claims), which
    /// are signed, the claims are right.
    ///
    /// # Errors
    /// As for [`OidcClient::userinfo`].
    pub async fn userinfo(&self) -> Result<Userinfo, Error> {
        let failed = |error| self.api.context().error(error);
        let exchange =
            self.client.core.userinfo(&self.metadata, &self.tokens.access_token, self.claims.subject());
        self.api.transport().call(exchange.map_err(failed)?).await.map_err(failed)
    }

    /// Who logged in, in the same words for every provider: read from the userinfo endpoint, if there is one and the preset
    /// does not say that the ID token has it all. The subject is always that of the ID token.
    ///
    /// # Errors
    /// As for [`userinfo`](Self::userinfo); [`ProfileRefused`](ProviderError::ProfileRefused),
    /// [`IdentifierInvalid`](ProviderError::IdentifierInvalid).
    pub async fn profile(&self) -> Result<Profile, Error> {
        let failed = |error| self.api.context().error(error);
        let rules = self.client.core.profile_rules().copied().unwrap_or(ProfileRules::OPENID);
        let document = match rules.source() {
            ProfileSource::TokenResponse => self.tokens.members().clone(),
            ProfileSource::Userinfo if self.metadata.userinfo_endpoint.is_some() => {
                self.userinfo().await?.raw().clone()
            }
            ProfileSource::Userinfo | ProfileSource::IdToken => self.claims.raw().clone(),
        };
        let (client, token) = (&self.client.oauth2, &self.tokens.access_token);
        let profile = read_profile(client, self.api.transport(), token, &rules, document).await;
        let mut profile = profile.map_err(failed)?.with_subject(self.claims.subject());
        profile.name = profile.name.or_else(|| self.first_login_name.clone());
        Ok(profile)
    }

    /// Replaces the tokens, and the claims if a new ID token came, by new ones.
    ///
    /// # Errors
    /// [`RefreshTokenMissing`](ProviderError::RefreshTokenMissing), or as for [`OidcClient::refresh`].
    pub async fn refresh(&mut self) -> Result<(), Error> {
        let context = self.api.context().clone();
        let failed = |error| context.error(error);
        let missing = || failed(ProviderError::RefreshTokenMissing.into());
        let refresh_token = self.tokens.refresh_token.clone().ok_or_else(missing)?;
        let refreshed = self
            .client
            .refresh_with(self.api.transport(), &refresh_token, Original::Claims(&self.original))
            .await
            .map_err(failed)?;
        self.api = self.client.oauth2.api_with(
            context,
            self.api.transport().clone(),
            &refreshed.tokens.access_token,
        );
        self.tokens = refreshed.tokens;
        if let Some(claims) = refreshed.claims {
            self.claims = claims;
        }
        Ok(())
    }
}

impl Deref for OidcLogin {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl fmt::Debug for OidcLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OidcLogin({})", self.provider())
    }
}
