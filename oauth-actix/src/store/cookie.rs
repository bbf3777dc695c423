//! One sealed cookie per pending login.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use oauth_core::error::{AuthorizationError, Error};
use oauth_core::{PendingAuthorization, PendingId, Random, Timestamp};

use super::{Cookies, Found, MAX_PENDING, Pending};
use crate::clock;

/// How many bytes of cookies a browser may send us for its pending logins.
const MAX_BYTES: usize = 4096;

impl Pending {
    pub(super) fn keep_in_cookie(
        &self,
        request: &HttpRequest,
        pending: &PendingAuthorization,
        random: &mut dyn Random,
    ) -> Result<Cookies, Error> {
        let name = self.cookie_name(&pending.id());
        let cookie = self.cookie(name, self.sealer.seal(pending, random)?, pending.is_form_post(), false);
        let mut cookies = self.make_room(request, cookie.name().len() + cookie.value().len(), clock::now()?);
        cookies.push(cookie);
        Ok(cookies)
    }

    pub(super) fn take_from_cookie(
        &self,
        request: &HttpRequest,
        id: &PendingId,
    ) -> (Cookies, Result<Found, Error>) {
        let name = self.cookie_name(id);
        let cookies = self.cookies(request);
        let mut matching = cookies.iter().filter(|(other, _)| *other == name).map(|(_, value)| value);
        let Some(value) = matching.next() else {
            return (Cookies::new(), Ok(Found::Nothing { others_pending: !cookies.is_empty() }));
        };
        // Two cookies of one name: a sibling domain may have planted one of them (RFC 6265, section 8.6).
        let alone = matching.next().is_none();
        let pending = self.sealer.open(value).filter(|pending| alone && pending.id() == *id);
        let form_post = pending.as_ref().is_some_and(PendingAuthorization::is_form_post);
        let removal = self.cookie(name, String::new(), form_post, true);
        (
            vec![removal],
            pending
                .map(|pending| Found::Pending(Box::new(pending)))
                .ok_or(AuthorizationError::PendingUnreadable.into()),
        )
    }

    /// Removes what is expired, used or unreadable, and the oldest until `bytes` more fit.
    fn make_room(&self, request: &HttpRequest, bytes: usize, now: Timestamp) -> Cookies {
        let mut removals = Cookies::new();
        let mut kept = Vec::new();
        for (name, value) in self.cookies(request) {
            let usable = self
                .sealer
                .open(&value)
                .filter(|pending| !pending.is_expired(now) && !self.consumed.contains(&pending.id(), now));
            match usable {
                Some(pending) => kept.push((pending.begun(), name.len() + value.len(), name)),
                None => removals.push(self.cookie(name, String::new(), false, true)),
            }
        }
        kept.sort();
        let mut total: usize = bytes + kept.iter().map(|(_, bytes, _)| bytes).sum::<usize>();
        let mut count = kept.len();
        for (_, bytes, name) in kept {
            if count < MAX_PENDING && total <= MAX_BYTES {
                break;
            }
            total -= bytes;
            count -= 1;
            removals.push(self.cookie(name, String::new(), false, true));
        }
        removals
    }

    /// The cookies of pending logins that came with a request, each as often as it came.
    fn cookies(&self, request: &HttpRequest) -> Vec<(String, String)> {
        let headers = request.headers().get_all(actix_web::http::header::COOKIE);
        let pairs = headers.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| name.starts_with(self.prefix()))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    fn cookie_name(&self, id: &PendingId) -> String {
        format!("{}{}", self.prefix(), id.as_str())
    }

    /// `__Host-` keeps other hosts of the domain from setting the cookie (RFC 6265bis); it needs https.
    fn prefix(&self) -> &'static str {
        if self.secure { "__Host-oauth-" } else { "oauth-" }
    }

    fn cookie(&self, name: String, value: String, form_post: bool, remove: bool) -> Cookie<'static> {
        // A cross-site POST carries no Lax cookie; browsers take None only together with Secure, which they accept from
        // loopback over http too.
        let same_site = if form_post { SameSite::None } else { SameSite::Lax };
        let lifetime = if remove { 0 } else { PendingAuthorization::LIFETIME };
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .secure(self.secure || form_post)
            .same_site(same_site)
            .max_age(Duration::seconds(lifetime))
            .finish()
    }
}
