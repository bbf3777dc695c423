//! `return_to`: a hundred thousand ways to write an address, none of which leads to another site.

use actix_web::HttpResponse;
use oauth_actix::Registry as _;
use oauth_core::ReturnTo;
use oauth_core::encoding::form_encode;
use url::Url;

use crate::support::*;

/// What browsers, proxies and frameworks disagree about.
const ATOMS: [&str; 20] = [
    "/", "\\", "%2f", "%5C", "\t", "\r\n", "%09", "%0d", "%00", ".", "..", "%2e", "@", " ", ";", ":", "?",
    "#", "\u{ff0f}", "\u{e9}",
];
const HEADS: [&str; 4] = ["", "/", "https:", "//localhost"];
const TAILS: [&str; 3] = ["evil.example", "localhost@evil.example/", "evil.example/%2f.."];

/// Every sequence of at most `most` atoms, the short ones first.
fn sequences(most: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut longest = all.clone();
    for _ in 0..most {
        longest = longest.iter().flat_map(|start| ATOMS.map(|atom| format!("{start}{atom}"))).collect();
        all.extend_from_slice(&longest);
    }
    all
}

fn payloads(most: usize) -> impl Iterator<Item = String> {
    sequences(most).into_iter().flat_map(|sequence| {
        HEADS.iter().flat_map(move |head| {
            let start = format!("{head}{sequence}");
            TAILS.iter().map(move |tail| format!("{start}{tail}"))
        })
    })
}

/// Where a browser goes from a page of the application; `None` if nowhere.
fn followed(location: &str) -> Option<Url> {
    Url::parse("http://localhost/auth/github/authorize?code=x").unwrap().join(location).ok()
}

fn leaves(location: &str) -> bool {
    followed(location).is_some_and(|target| target[..url::Position::BeforePath] != *"http://localhost")
}

/// What becomes of a path that something between the application and the browser decodes once.
fn decoded_once(path: &str) -> String {
    let pairs = url::form_urlencoded::parse(path.as_bytes());
    pairs
        .map(|(name, value)| if value.is_empty() { name.into_owned() } else { format!("{name}={value}") })
        .collect()
}

#[test]
fn no_generated_return_to_leads_to_another_site() {
    let (mut tried, mut leaving, mut fooling, mut kept) = (0, 0, 0, 0);
    for payload in payloads(3) {
        tried += 1;
        leaving += usize::from(leaves(&payload));
        fooling += usize::from(payload.starts_with('/') && !payload.starts_with("//") && leaves(&payload));
        let Some(return_to) = ReturnTo::parse(&payload) else { continue };
        kept += 1;
        assert_eq!(return_to.as_str(), payload);
        assert!(!leaves(&payload), "{payload:?}");
        assert!(!leaves(followed(&payload).unwrap().path()), "{payload:?}: its resolved path");
        assert!(!leaves(&decoded_once(&payload)), "{payload:?}: decoded once");
    }
    // The generator is worth something: many lead elsewhere, some of them past "one slash, not two".
    assert!(tried > 100_000 && leaving > 10_000 && fooling > 500, "{tried}, {leaving}, {fooling}");
    assert!(kept > 1_000, "{kept}: what is harmless is refused");
}

/// The short ones all, of the long ones a few: the `Location` that a browser gets in the end.
#[actix_web::test]
async fn no_login_ends_on_another_site() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let handler = async |login: AuthLogin| -> HttpResponse {
        match login {
            AuthLogin::Google(login) => login.redirect(),
            AuthLogin::Github(login) => login.redirect(),
            AuthLogin::Twitter(login) => login.redirect(),
        }
    };
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    let (mut logins, mut kept) = (0, 0);
    for payload in payloads(1).chain(payloads(3).step_by(1009)) {
        let client = CLIENTS[logins % 3];
        let path = format!("/auth/{client}/login?return_to={}", form_encode(&payload));
        let hop = browser.visit(&browser.begin_at(&path).await);
        let answer = browser.finish(&hop).await;
        let location = answer.header("location");
        assert_eq!(answer.status, 303, "{payload:?}");
        assert!(location == "/" || location == payload, "{payload:?}: {location}");
        assert!(!leaves(location), "{payload:?}: {location}");
        logins += 1;
        kept += usize::from(location == payload);
    }
    assert_eq!(token_requests(&provider), logins);
    assert!(kept > 10, "{kept} of {logins}");
}

/// More parameters of that name, in any order, are no way round the rule: the first counts, and it counts alone.
#[actix_web::test]
async fn a_second_return_to_changes_nothing() {
    let (_provider, _, browser) = crate::start(Store::Cookie).await;
    let (good, bad) = ("%2Finbox", "%2F%2Fevil.example");
    for (query, expected) in [
        (format!("return_to={good}&return_to={bad}"), "/inbox"),
        (format!("return_to={bad}&return_to={good}"), "/"),
        (format!("RETURN_TO={good}&return_to%5B%5D={good}"), "/"),
    ] {
        let hop = browser.visit(&browser.begin_at(&format!("/auth/github/login?{query}")).await);
        assert_eq!(browser.finish(&hop).await.json()["return_to"], expected, "{query}");
    }
}
