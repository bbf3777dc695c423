//! Where a provider writes who somebody is: [`ProfileRules`].

/// How a [`Profile`](crate::Profile) is read out of what a provider says: places in a JSON document, as JSON pointers
/// (RFC 6901).
///
/// ```
/// use oauth_core::{EmailRule, ProfileRules};
///
/// // {"id": 583231, "login": "octocat", "contact": {"mail": "octo@acme.example", "confirmed": true}}
/// const ACME: ProfileRules = ProfileRules::userinfo("/id")
///     .name(&["/full_name", "/login"])
///     .email(EmailRule::Flag { email: "/contact/mail", verified: &["/contact/confirmed"] });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileRules {
    pub(crate) source: ProfileSource,
    pub(crate) subject: &'static str,
    pub(crate) name: &'static [&'static str],
    pub(crate) picture: Option<&'static str>,
    pub(crate) email: EmailRule,
    pub(crate) succeeded: Option<(&'static str, &'static str)>,
}

/// Where the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileSource {
    /// The userinfo endpoint; for OpenID Connect the ID token, when there is no such endpoint.
    Userinfo,
    /// The claims of the ID token.
    IdToken,
    /// What came with the token.
    TokenResponse,
}

/// Where a provider writes the mail address, and what makes it a verified one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailRule {
    /// It gives none.
    Absent,
    /// It does not say whether the address is the person's.
    Unverified(&'static str),
    /// Verified when every one of these members is JSON `true`.
    Flag {
        /// The address.
        email: &'static str,
        /// The members.
        verified: &'static [&'static str],
    },
    /// Verified when the member is JSON `true` or the string `"true"`.
    FlagOrText {
        /// The address.
        email: &'static str,
        /// The member.
        verified: &'static str,
    },
    /// The member holds confirmed addresses alone.
    Confirmed(&'static str),
    /// The addresses are a list that is asked for separately. The primary one is taken.
    List {
        /// The path below `api_base_url`.
        path: &'static str,
        /// Where the list is in the answer; empty when it is the answer.
        list: &'static str,
        /// The address in an entry of the list.
        email: &'static str,
        /// `true` in the entry of a verified address.
        verified: &'static str,
        /// `true` in the entry of the primary address.
        primary: &'static str,
    },
}

impl ProfileRules {
    /// The claims of OpenID Connect (Core, section 5.1), from the userinfo endpoint, or from the ID token when there is none.
    pub const OPENID: Self = Self {
        source: ProfileSource::Userinfo,
        subject: "/sub",
        name: &["/name", "/preferred_username"],
        picture: Some("/picture"),
        email: EmailRule::Flag { email: "/email", verified: &["/email_verified"] },
        succeeded: None,
    };

    /// A document of the userinfo endpoint, with the person's identifier, a string or an integer, at `subject`.
    #[track_caller]
    pub const fn userinfo(subject: &'static str) -> Self {
        Self::new(ProfileSource::Userinfo, subject)
    }

    /// The claims of the ID token; no request is sent. A change of [`OPENID`](Self::OPENID).
    pub const fn id_token() -> Self {
        Self { source: ProfileSource::IdToken, ..Self::OPENID }
    }

    /// What came with the token: the members of the token response, or the parameters of the token credentials.
    #[track_caller]
    pub const fn token_response(subject: &'static str) -> Self {
        Self::new(ProfileSource::TokenResponse, subject)
    }

    #[track_caller]
    const fn new(source: ProfileSource, subject: &'static str) -> Self {
        pointer(subject);
        Self { source, subject, name: &[], picture: None, email: EmailRule::Absent, succeeded: None }
    }

    /// Where the name is, the first that is there. Several places separated by a space are joined: `"/first /last"`.
    #[track_caller]
    pub const fn name(mut self, places: &'static [&'static str]) -> Self {
        pointers(places);
        self.name = places;
        self
    }

    /// Where the URL of a picture is.
    #[track_caller]
    pub const fn picture(mut self, place: &'static str) -> Self {
        pointer(place);
        self.picture = Some(place);
        self
    }

    /// Where the mail address is.
    #[track_caller]
    pub const fn email(mut self, rule: EmailRule) -> Self {
        match rule {
            EmailRule::Absent => {}
            EmailRule::Unverified(email) | EmailRule::Confirmed(email) => pointer(email),
            EmailRule::Flag { email, verified } => {
                pointer(email);
                pointers(verified);
            }
            EmailRule::FlagOrText { email, verified } => {
                pointer(email);
                pointer(verified);
            }
            EmailRule::List { email, verified, primary, .. } => {
                pointer(email);
                pointer(verified);
                pointer(primary);
            }
        }
        self.email = rule;
        self
    }

    /// Where the document is.
    pub const fn source(&self) -> ProfileSource {
        self.source
    }

    /// What an answer that is none of an error has at `place`.
    #[track_caller]
    pub const fn succeeded(mut self, place: &'static str, value: &'static str) -> Self {
        pointer(place);
        self.succeeded = Some((place, value));
        self
    }
}

#[track_caller]
const fn pointers(places: &[&str]) {
    let mut rest = places;
    while let [place, after @ ..] = rest {
        pointer(place);
        rest = after;
    }
}

/// RFC 6901, section 3: a pointer to a member begins with `/`.
#[track_caller]
const fn pointer(place: &str) {
    #[expect(clippy::panic, reason = "evaluated by the compiler: this is the compile error")]
    if !matches!(place.as_bytes(), [b'/', ..]) {
        panic!("a place in a document is a JSON pointer\n\nhelp: begin it with `/`, such as \"/user/id\"")
    }
}
