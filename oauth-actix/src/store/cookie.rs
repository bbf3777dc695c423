//! One sealed cookie per pending login.

use actix_web::HttpRequest;
use actix_web::http::header::{COOKIE, HeaderValue};
use oauth_core::error::{AuthorizationError, ConfigurationError, Error};
use oauth_core::{PendingAuthorization, PendingId, Random, Timestamp};

use super::{Found, MAX_PENDING, Pending};
use crate::clock;
use crate::headers::Cookies;

/// How many bytes of cookies a browser may send us for its pending logins, and how many one may have (RFC 6265, section
/// 6.1).
const MAX_BYTES: usize = 4096;
/// What a cookie has around its name and value in a `Cookie` header: `=` and `; `.
const PUNCTUATION: usize = 3;

impl Pending {
    pub(super) fn keep_in_cookie(
        &self,
        request: &HttpRequest,
        pending: &PendingAuthorization,
        random: &mut dyn Random,
    ) -> Result<Cookies, Error> {
        let (name, value) = (self.cookie_name(&pending.id()), self.sealer.seal(pending, random)?);
        // Browsers drop a larger one without a word.
        if name.len() + value.len() > MAX_BYTES {
            return Err(ConfigurationError::PendingTooLarge.into());
        }
        let mut cookies = self.make_room(request, name.len() + value.len() + PUNCTUATION, clock::now()?);
        cookies.extend(self.set_cookie(&name, &value, pending.is_form_post()));
        Ok(cookies)
    }

    pub(super) fn take_from_cookie(
        &self,
        request: &HttpRequest,
        id: &PendingId,
        key: &str,
    ) -> (Cookies, Result<Found, Error>) {
        let cookies = self.cookies(request);
        let mut matching =
            cookies.iter().filter(|(name, _)| self.named(name).and_then(PendingId::parse) == Some(*id));
        let Some((name, value)) = matching.next() else {
            return (Cookies::new(), Ok(Found::Nothing { others_pending: !cookies.is_empty() }));
        };
        // Two cookies of one name: a sibling domain may have planted one of them (RFC 6265, section 8.6).
        let alone = matching.next().is_none();
        let pending = self.sealer.open(value).filter(|pending| alone && pending.id() == *id);
        if pending.as_ref().is_some_and(|pending| !pending.is_begun_with(key)) {
            return (Cookies::new(), Ok(Found::Nothing { others_pending: true }));
        }
        let form_post = pending.as_ref().is_some_and(PendingAuthorization::is_form_post);
        (
            self.set_cookie(name, "", form_post).into_iter().collect(),
            pending
                .map(|pending| Found::Pending(Box::new(pending)))
                .ok_or(AuthorizationError::PendingUnreadable.into()),
        )
    }

    /// Removes what is expired or used, and the oldest until `bytes` more fit.
    ///
    /// What does not open may be a login of another registry or instance, so it stays while there is room, and goes first.
    fn make_room(&self, request: &HttpRequest, bytes: usize, now: Timestamp) -> Cookies {
        let mut removals = Vec::new();
        let mut kept = Vec::new();
        for (name, value) in self.cookies(request) {
            let size = name.len() + value.len() + PUNCTUATION;
            match self.sealer.open(value) {
                Some(old) if old.is_expired(now) || self.consumed.contains(&old.id(), now) => {
                    removals.push((name, old.is_form_post()))
                }
                Some(pending) => kept.push((Some(pending.begun()), size, name, pending.is_form_post())),
                None => kept.push((None, size, name, false)),
            }
        }
        kept.sort();
        let mut total = bytes + kept.iter().map(|(_, size, ..)| size).sum::<usize>();
        let mut count = kept.len();
        for (_, size, name, form_post) in kept {
            if count < MAX_PENDING && total <= MAX_BYTES {
                break;
            }
            total -= size;
            count -= 1;
            removals.push((name, form_post));
        }
        removals
            .into_iter()
            .take(2 * MAX_PENDING)
            // A browser that is sent to us from another site takes a removal only as it took the cookie.
            .filter_map(|(name, form_post)| self.set_cookie(name, "", form_post))
            .collect()
    }

    /// The cookies of pending logins that came with a request, each as often as it came. Other cookies may be anything,
    /// not even UTF-8 (RFC 6265, section 5.4). Of white space, only what a browser takes off a name is taken off
    /// (section 5.2): to it, a name behind another space has no prefix `__Host-`, so that a sibling domain may set it.
    fn cookies<'a>(&self, request: &'a HttpRequest) -> Vec<(&'a str, &'a str)> {
        let headers = request.headers().get_all(COOKIE);
        let pairs = headers.flat_map(|value| value.as_bytes().split(|&byte| byte == b';'));
        pairs
            .filter_map(|pair| std::str::from_utf8(pair).ok()?.trim_matches([' ', '\t']).split_once('='))
            .filter(|(name, _)| self.named(name).is_some())
            .collect()
    }

    /// What stands in the place of the login's name in the name of a cookie of this registry. Anybody may have written it.
    fn named<'a>(&self, name: &'a str) -> Option<&'a str> {
        name.strip_prefix(&*self.cookie_prefix).filter(|id| id.len() == PendingId::LEN)
    }

    fn cookie_name(&self, id: &PendingId) -> String {
        format!("{}{}", self.cookie_prefix, id)
    }

    /// The header that sets a cookie, or removes it when `value` is empty (RFC 6265, section 4.1).
    fn set_cookie(&self, name: &str, value: &str, form_post: bool) -> Option<HeaderValue> {
        // A cross-site POST carries no Lax cookie; browsers take None only together with Secure, which they accept from
        // loopback over http too.
        let same_site = if form_post { "; SameSite=None" } else { "; SameSite=Lax" };
        let secure = if self.secure || form_post { "; Secure" } else { "" };
        let lifetime = if value.is_empty() { 0 } else { PendingAuthorization::LIFETIME };
        let max_age = lifetime.to_string();
        let text =
            [name, "=", value, "; HttpOnly", same_site, secure, "; Path=/; Max-Age=", &max_age].concat();
        HeaderValue::try_from(text).ok()
    }
}
