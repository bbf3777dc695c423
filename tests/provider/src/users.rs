//! The people who have an account at the provider.

use serde_json::{Map, Value, json};

/// One account at the provider.
///
/// Every provider starts with two: `ada` (Ada Lovelace, verified e-mail address) and `grace` (Grace Hopper, e-mail address
/// not verified). The password of every account is its user name.
///
/// ```
/// use oauth_test_provider::User;
///
/// let mary = User::new("mary").full_name("Mary Somerville").email("mary@example.com", true);
/// assert_eq!(mary.subject, "sub-mary");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct User {
    /// What is typed on the login page, and the password.
    pub name: String,
    /// The `sub` claim: the identity in OpenID Connect.
    pub subject: String,
    /// The numeric `id` of the OAuth 2 and OAuth 1.0a interfaces.
    pub id: u64,
    /// The name to show.
    pub full_name: String,
    /// The e-mail address, when there is one.
    pub email: Option<String>,
    /// Whether the provider has seen that the address works.
    pub email_verified: bool,
    /// Further claims for the scopes `profile`, `phone` and `address`, or any other name.
    pub claims: Map<String, Value>,
}

impl User {
    /// An account without an e-mail address.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        let id = name
            .bytes()
            .fold(5000, |id: u64, byte| id.wrapping_mul(31).wrapping_add(byte.into()) % 1_000_000_007);
        Self {
            subject: format!("sub-{name}"),
            full_name: name.clone(),
            name,
            id,
            email: None,
            email_verified: false,
            claims: Map::new(),
        }
    }

    /// Sets the `sub` claim.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Sets the numeric `id` of the OAuth 2 and OAuth 1.0a interfaces.
    #[must_use]
    pub fn id(mut self, id: u64) -> Self {
        self.id = id;
        self
    }

    /// Sets the name to show.
    #[must_use]
    pub fn full_name(mut self, full_name: impl Into<String>) -> Self {
        self.full_name = full_name.into();
        self
    }

    /// Sets the e-mail address and whether it is verified.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>, verified: bool) -> Self {
        self.email = Some(email.into());
        self.email_verified = verified;
        self
    }

    /// Adds a claim; it appears when its scope was granted (claims without a standard scope always do).
    #[must_use]
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// The two accounts that every provider has.
    pub(crate) fn presets() -> Vec<Self> {
        let ada = Self::new("ada").subject("ada-1815").id(4711).full_name("Ada Lovelace");
        let grace = Self::new("grace").subject("grace-1906").id(4712).full_name("Grace Hopper");
        vec![
            ada.email("ada@example.com", true)
                .claim("given_name", "Ada")
                .claim("family_name", "Lovelace")
                .claim("preferred_username", "ada")
                .claim("birthdate", "1815-12-10")
                .claim("zoneinfo", "Europe/London")
                .claim("locale", "en-GB")
                .claim("updated_at", 1_700_000_000)
                .claim("phone_number", "+44 20 7946 0018")
                .claim("phone_number_verified", true)
                .claim("address", json!({ "locality": "London", "country": "United Kingdom" })),
            grace
                .email("grace@example.com", false)
                .claim("given_name", "Grace")
                .claim("family_name", "Hopper")
                .claim("preferred_username", "grace")
                .claim("locale", "en-US")
                .claim("updated_at", 1_700_000_000),
        ]
    }

    /// The claims that a scope grants, `sub` included: OpenID Connect Core 1.0, section 5.4.
    pub(crate) fn claims_for(&self, scope: &str) -> Map<String, Value> {
        let granted = |name: &str| scope.split(' ').any(|granted| granted == name);
        let mut claims = Map::new();
        for (name, value) in &self.claims {
            if scope_of(name).is_none_or(granted) {
                claims.insert(name.clone(), value.clone());
            }
        }
        if granted("profile") {
            claims.insert("name".to_owned(), self.full_name.clone().into());
        }
        if let (true, Some(email)) = (granted("email"), &self.email) {
            claims.insert("email".to_owned(), email.clone().into());
            claims.insert("email_verified".to_owned(), self.email_verified.into());
        }
        claims.insert("sub".to_owned(), self.subject.clone().into());
        claims
    }
}

/// The standard scope that a standard claim belongs to.
fn scope_of(claim: &str) -> Option<&'static str> {
    const PROFILE: [&str; 13] = [
        "family_name",
        "given_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "updated_at",
    ];
    match claim {
        "phone_number" | "phone_number_verified" => Some("phone"),
        "address" => Some("address"),
        _ if PROFILE.contains(&claim) => Some("profile"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a failed expectation is a failed test")]
    use super::*;

    #[test]
    fn claims_follow_the_scope() {
        let ada = User::presets().into_iter().next().expect("a preset");
        let names = |scope| ada.claims_for(scope).keys().cloned().collect::<Vec<_>>();
        assert_eq!(names("openid"), ["sub"]);
        assert_eq!(names("openid email"), ["email", "email_verified", "sub"]);
        assert_eq!(
            names("openid phone address"),
            ["address", "phone_number", "phone_number_verified", "sub"]
        );
    }
}
