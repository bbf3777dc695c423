//! Where secrets are sent.

use oauth_test_provider::{Answer as Instead, Endpoint, Provider, Received, Reply};
use serde_json::json;

use crate::logins::{app, log_in};
use crate::sentinel::{ASKED, CLIENT_SECRET, start};
use crate::shown::Shown;
use crate::support::*;

/// Everything of a request.
fn whole(received: &Received) -> String {
    format!(
        "{} {}?{} {:?} {}\n",
        received.method, received.path, received.query, received.headers, received.body
    )
}

/// RFC 6749, section 2.3.1 and 4.1.3: what goes where.
#[actix_web::test]
async fn a_secret_goes_to_its_own_endpoint_alone() {
    let (provider, sentinel, settings) = start();
    let browser = Browser::new(&app(&settings, &Shown::default()).await);
    for client in CLIENTS {
        assert_eq!(log_in(&browser, client, &provider, &sentinel).await.status, 200);
    }
    let token = [Endpoint::Token, Endpoint::OAuth2Token];
    let calls = [Endpoint::Userinfo, Endpoint::ApiUser];
    let mut seen = 0;
    for received in provider.journal() {
        let allowed: &[&str] = match received.endpoint {
            // The browser's own requests.
            Endpoint::Authorization | Endpoint::OAuth2Authorization => &["state", "nonce"],
            Endpoint::OAuth1Authorization => &["oauth_token"],
            at if token.contains(&at) => {
                &["client_secret", "code", "code_verifier", "refresh_token", "authorization"]
            }
            at if calls.contains(&at) => &["access_token", "authorization"],
            // RFC 5849, section 3.1: tokens are names; the secrets sign and are not sent.
            Endpoint::TokenCredentials => &["oauth_token", "oauth_verifier", "authorization"],
            Endpoint::TemporaryCredentials | Endpoint::VerifyCredentials => &["oauth_token", "authorization"],
            _ => &[],
        };
        sentinel.assert_only(allowed, &format!("{:?}", received.endpoint), &whole(&received));
        seen += usize::from(!sentinel.seen_in(&whole(&received)).is_empty());
        let tokens =
            sentinel.values(&["access_token", "refresh_token", "id_token", "code_verifier", "client_secret"]);
        assert!(
            !tokens.iter().any(|value| received.query.contains(value)),
            "a secret in a query: {received:?}"
        );
    }
    assert!(seen > 10, "{seen}");
    let verifiers = sentinel.values(&["code_verifier"]);
    assert_eq!(verifiers.len(), 2);
}

/// Wherever a provider points, its neighbour hears nothing: redirects that keep the body, keys in headers, sources of claims.
#[actix_web::test]
async fn nothing_goes_where_a_provider_points() {
    type Turn<'a> = &'a dyn Fn(&Provider, &str);
    let redirect = |endpoint: Endpoint, status: u16| {
        move |provider: &Provider, foreign: &str| {
            provider.answer(endpoint, Reply::new(status).header("Location", format!("{foreign}/token")));
        }
    };
    let redirects: Vec<_> = ASKED
        .iter()
        .flat_map(|endpoint| [301, 302, 303, 307, 308].map(|status| redirect(*endpoint, status)))
        .collect();
    let pointers: [Turn<'_>; 4] = [
        &|provider, foreign| {
            let jwks = format!("{foreign}/jwks");
            provider.on_id_token(move |draft| {
                draft.set_header("jku", jwks.clone());
                draft.set_header("x5u", jwks.clone());
            });
        },
        &|provider, foreign| {
            let endpoint = format!("{foreign}/userinfo");
            provider.on_userinfo(move |claims| {
                claims.insert("_claim_names".to_owned(), json!({ "eye_color": "source" }));
                let source = json!({ "source": { "endpoint": endpoint, "access_token": "x" } });
                claims.insert("_claim_sources".to_owned(), source);
            });
        },
        &|provider, foreign| {
            let issuer = foreign.to_owned();
            provider.on_authorization_response(move |pairs| {
                pairs.retain(|(name, _)| name != "iss");
                pairs.push(("iss".to_owned(), issuer.clone()));
            });
        },
        &|provider, foreign| {
            let issuer = foreign.to_owned();
            provider.on_metadata(move |document| {
                drop(document.insert("issuer".to_owned(), issuer.clone().into()))
            });
        },
    ];
    let turns = redirects.iter().map(|turn| turn as Turn<'_>).chain(pointers);
    for (number, turn) in turns.enumerate() {
        let ((provider, sentinel, settings), foreign) = (start(), Provider::start_blocking().unwrap());
        turn(&provider, foreign.issuer());
        let browser = Browser::new(&app(&settings, &Shown::default()).await);
        for client in CLIENTS {
            log_in(&browser, client, &provider, &sentinel).await;
        }
        assert_eq!(foreign.journal(), [], "turn {number}");
    }
}

/// Two providers of one application learn nothing of each other, also when a browser mixes their answers up.
#[actix_web::test]
async fn one_provider_learns_nothing_of_another() {
    let (first, sentinel, settings) = start();
    let (second, other, others) = start();
    let at_second = [
        "GITHUB_AUTHORIZATION_ENDPOINT",
        "GITHUB_TOKEN_ENDPOINT",
        "GITHUB_USERINFO_ENDPOINT",
        "GITHUB_API_BASE_URL",
    ];
    let settings = at_second
        .iter()
        .fold(settings, |settings, name| settings.set(name, others.get(name).unwrap().expose()));
    // The clients at the two must have different secrets, or nothing would tell them apart.
    let settings =
        settings.client("github", &second.oauth2_client().id, &second.oauth2_client().secret.unwrap());
    let browser = Browser::new(&app(&settings, &Shown::default()).await);
    for (client, provider, sentinel) in
        [("google", &first, &sentinel), ("twitter", &first, &sentinel), ("github", &second, &other)]
    {
        assert_eq!(log_in(&browser, client, provider, sentinel).await.status, 200, "{client}");
    }
    for (from, to) in [("google", "github"), ("github", "google"), ("twitter", "github")] {
        let mut hop = browser.visit(&browser.begin(from).await);
        hop.url = hop.url.replace(&format!("/{from}/"), &format!("/{to}/"));
        assert!(browser.finish(&hop).await.status >= 400, "{from} at {to}");
    }
    let _all_sent = (sentinel.add_sent_to(&first), other.add_sent_to(&second));
    let heard = |provider: &Provider| provider.journal().iter().map(whole).collect::<String>();
    assert!(heard(&first).contains(&oauth_core::encoding::form_encode("marked")));
    sentinel.assert_not_in("what the second one heard", &heard(&second));
    let second_s =
        other.values(&["code", "access_token", "refresh_token", "code_verifier", "state", "authorization"]);
    assert!(second_s.len() > 5 && !second_s.iter().any(|value| heard(&first).contains(value)));
    assert!(!heard(&second).contains(CLIENT_SECRET));
}

/// What comes back from a place that only sends on stays unread.
#[actix_web::test]
async fn a_provider_that_closes_hears_no_secret_twice() {
    let (provider, sentinel, settings) = start();
    provider.answer(Endpoint::OAuth2Token, Instead::CloseBeforeHead);
    let browser = Browser::new(&app(&settings, &Shown::default()).await);
    assert_eq!(log_in(&browser, "github", &provider, &sentinel).await.status, 502);
    assert_eq!(provider.count(Endpoint::OAuth2Token), 1);
}
