//! The headers that several answers have in common.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, REFERRER_POLICY, SET_COOKIE};

/// Cookies to be set or removed on the response: values of `Set-Cookie`.
pub(crate) type Cookies = Vec<HeaderValue>;

static NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
static NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");

/// Fetch Metadata Request Headers, section 2.
pub(crate) static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
pub(crate) static SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
pub(crate) static SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Forbids everybody to keep a response, or to tell the next site of its address.
pub(crate) fn keep_private(response: &mut HttpResponse) {
    response.headers_mut().insert(CACHE_CONTROL, NO_STORE.clone());
    response.headers_mut().insert(REFERRER_POLICY, NO_REFERRER.clone());
}

/// Adds cookies to a response.
pub(crate) fn set_cookies(response: &mut HttpResponse, cookies: &Cookies) {
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
}
