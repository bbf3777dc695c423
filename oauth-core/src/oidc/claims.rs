//! What a provider says of a person: [`StandardClaims`], [`Identity`].

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, ProviderError};
use crate::http::Issuer;
use crate::json::{self, Object};
use crate::time::Timestamp;

/// The claims about a person that OpenID Connect names, in an ID token or in a userinfo answer.
///
/// They are what the provider was told, and most may change at any time; only `sub` identifies somebody. A claim that
/// is absent or has another JSON type than the one specified is `None` here, and a flag that is not JSON `true` is
/// `false`: a provider that writes `"email_verified": "true"` has not verified the address. [`StandardClaims::raw`] shows
/// what it wrote.
///
/// An ID token and the userinfo answer to it are two values that are never merged. Where they differ, believe the ID
/// token: it is signed.
///
/// See OpenID Connect Core 1.0, section 5.1.
#[derive(Clone)]
pub struct StandardClaims(Object);

macro_rules! strings {
    ($( $(#[doc = $doc:literal])+ $name:ident )+) => {
        $(
            $(#[doc = $doc])+
            pub fn $name(&self) -> Option<&str> {
                self.string(stringify!($name))
            }
        )+
    };
}

impl StandardClaims {
    pub(super) fn new(claims: Object) -> Self {
        Self(claims)
    }

    strings! {
        /// `name`: the full name, ready to be shown.
        name
        /// `given_name`: the first name or names.
        given_name
        /// `family_name`: the last name or names.
        family_name
        /// `middle_name`: the middle name or names.
        middle_name
        /// `nickname`: how the person likes to be called.
        nickname
        /// `preferred_username`: what the person likes to be referred to by. It is not unique and must not be a key.
        preferred_username
        /// `profile`: the URL of the person's page.
        profile
        /// `picture`: the URL of a picture.
        picture
        /// `website`: the URL of a blog or site.
        website
        /// `email`: the preferred address. It is not unique, and not proven unless [`StandardClaims::email_verified`].
        email
        /// `gender`: `female`, `male`, or another word.
        gender
        /// `birthdate`: `YYYY-MM-DD`, with `0000` for a year that is not told, or `YYYY`.
        birthdate
        /// `zoneinfo`: the time zone, such as `Europe/Paris`.
        zoneinfo
        /// `locale`: the language, such as `en-US`; some providers write `en_US`.
        locale
        /// `phone_number`: the preferred number, in E.164 if the provider follows the recommendation.
        phone_number
    }

    /// `email_verified`: whether the provider has made sure that the person controls [`StandardClaims::email`].
    ///
    /// `true` for JSON `true` alone. What a provider means by it is between you and the provider: do not give somebody
    /// an account because of an address.
    pub fn email_verified(&self) -> bool {
        self.flag("email_verified")
    }

    /// `phone_number_verified`: whether the provider has made sure that the person controls the number; `true` for JSON
    /// `true` alone.
    pub fn phone_number_verified(&self) -> bool {
        self.flag("phone_number_verified")
    }

    /// `address`: the postal address.
    pub fn address(&self) -> Option<Address<'_>> {
        let address = self.0.get("address")?.as_object()?;
        let member = |name| json::string(address, name).ok().flatten();
        Some(Address {
            formatted: member("formatted"),
            street_address: member("street_address"),
            locality: member("locality"),
            region: member("region"),
            postal_code: member("postal_code"),
            country: member("country"),
        })
    }

    /// `updated_at`: when the person's data last changed.
    pub fn updated_at(&self) -> Option<Timestamp> {
        date(self.0.get("updated_at")?)
    }

    /// Every claim as it came, those above and all others.
    pub fn raw(&self) -> &Object {
        &self.0
    }

    /// Reads the claims as a type of your own, for those that the provider adds.
    ///
    /// ```
    /// # use oauth_core::{Error, oidc::StandardClaims};
    /// #[derive(serde::Deserialize)]
    /// struct Staff {
    ///     hd: String,
    /// }
    ///
    /// fn domain(claims: &StandardClaims) -> Result<String, Error> {
    ///     Ok(claims.custom::<Staff>()?.hd)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ProviderError::ClaimsMalformed`] when a claim is missing or has another type.
    pub fn custom<T: DeserializeOwned>(&self) -> Result<T, Error> {
        T::deserialize(&self.0)
            .map_err(|error| ProviderError::ClaimsMalformed { reason: json::without_values(&error) }.into())
    }

    fn string(&self, name: &str) -> Option<&str> {
        json::string(&self.0, name).ok().flatten()
    }

    fn flag(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }
}

impl fmt::Debug for StandardClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StandardClaims({} claims)", self.0.len())
    }
}

/// A postal address (OpenID Connect Core 1.0, section 5.1.1). Absent members and those of another type are `None`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Address<'a> {
    /// The whole address, ready for a label; may have several lines.
    pub formatted: Option<&'a str>,
    /// Street, house number, post office box; may have several lines.
    pub street_address: Option<&'a str>,
    /// City.
    pub locality: Option<&'a str>,
    /// State, province, prefecture or region.
    pub region: Option<&'a str>,
    /// Postal code.
    pub postal_code: Option<&'a str>,
    /// Country.
    pub country: Option<&'a str>,
}

impl fmt::Debug for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}

/// Who somebody is: the issuer and the name that it gives to nobody else.
///
/// The only key for an account: "The sub (subject) and iss (issuer) Claims from the ID Token, used together, are the only
/// Claims that an RP can rely upon as a stable identifier for the End-User" (OpenID Connect Core 1.0, section 5.7).
///
/// `Display` is `issuer#subject`, which no two identities share, since an issuer has no `#`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    issuer: Issuer,
    subject: String,
}

impl Identity {
    pub(super) fn new(issuer: Issuer, subject: String) -> Self {
        Self { issuer, subject }
    }

    /// The identity that an application stored; `None` when `issuer` is none, or `subject` is empty.
    ///
    /// It proves nothing: only [`IdTokenClaims::identity`](super::IdTokenClaims::identity) says who logged in.
    pub fn stored(issuer: &str, subject: &str) -> Option<Self> {
        let issuer = Issuer::parse(issuer)?;
        (!subject.is_empty()).then(|| Self::new(issuer, subject.to_owned()))
    }

    /// `iss`.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// `sub`.
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.issuer, self.subject)
    }
}

/// A NumericDate (RFC 7519, section 2): a JSON number of seconds from 1970 to the end of the year 9999, a fraction cut
/// off. Milliseconds lie far beyond that.
pub(super) fn date(value: &Value) -> Option<Timestamp> {
    const LAST: i64 = 253_402_300_799;
    let fraction = || value.as_f64().filter(|seconds| (0.0..=LAST as f64).contains(seconds));
    let seconds = value.as_i64().or_else(|| fraction().map(|seconds| seconds as i64))?;
    (0..=LAST).contains(&seconds).then(|| Timestamp::from_unix(seconds))
}
