//! What the browser brings back.

use oauth_tests::{Hop, Page, Peer, Site, Visitor};
use serde_json::{Value, json};

use super::{good, provider, refused, registered};

/// The provider's answer, not yet given to the application.
fn answer(visitor: &Visitor, site: &Site, path: &str) -> Hop {
    let page = visitor.follow_until(visitor.get(&site.url(path)), &site.url("/auth/op/authorize"));
    page.next().unwrap_or_else(|| panic!("{}: {}", page.url, page.text()))
}

/// The same answer with one parameter changed, or left out.
fn with(hop: &Hop, name: &str, value: Option<&str>) -> Hop {
    let url = url::Url::parse(&hop.url).unwrap();
    let kept = url
        .query_pairs()
        .filter(|pair| pair.0 != name)
        .map(|(name, value)| (name.into_owned(), value.into_owned()));
    let pairs: Vec<_> = kept.chain(value.map(|value| (name.to_owned(), value.to_owned()))).collect();
    let mut changed = url.clone();
    changed.query_pairs_mut().clear().extend_pairs(pairs);
    Hop { url: changed.into(), ..hop.clone() }
}

fn code_redemptions(provider: &Peer) -> Value {
    provider.command(&json!({"requests": true}))["POST /token"].clone()
}

#[test]
fn answer_names_the_issuer_and_another_or_none_is_refused() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let hop = answer(&Visitor::new(), &site, "/begin");
    assert_eq!(hop.param("iss").as_deref(), Some(provider.issuer()));
    for (iss, code) in
        [(Some("https://evil.example"), "response_issuer_mismatch"), (None, "response_issuer_missing")]
    {
        let visitor = Visitor::new();
        let hop = with(&answer(&visitor, &site, "/begin"), "iss", iss);
        assert_eq!(refused(&visitor.go(&hop)), (400, code.into()));
    }
    assert_eq!(code_redemptions(&provider), Value::Null);
}

#[test]
fn form_post_arrives_as_a_post() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[("OP_RESPONSE_MODE", "form_post")]);
    let visitor = Visitor::new();
    let hop = answer(&visitor, &site, "/begin?return_to=/inbox");
    assert_eq!((hop.method.as_str(), &hop.url), ("POST", &site.url("/auth/op/authorize")));
    let told = good(&visitor.go(&hop));
    assert_eq!((&told["claims"]["sub"], &told["return_to"]), (&json!("alice"), &json!("/inbox")));
}

#[test]
fn form_post_is_held_to() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[("OP_RESPONSE_MODE", "form_post")]);
    let visitor = Visitor::new();
    let hop = answer(&visitor, &site, "/begin");
    let as_query = url::Url::parse_with_params(&hop.url, &hop.fields).unwrap();
    assert_eq!(refused(&visitor.get(as_query.as_str())), (400, "response_mode_mismatch".into()));
    assert_eq!(code_redemptions(&provider), Value::Null);
}

#[test]
fn person_who_says_no_is_access_denied() {
    let provider = provider();
    for mode in ["query", "form_post"] {
        let site = registered(&provider, json!({}), &[("OP_RESPONSE_MODE", mode)]);
        let page = Visitor::new().browse(&site.url("/begin?login_hint=auto:!access_denied"));
        assert_eq!(refused(&page), (403, "access_denied".into()), "{mode}");
    }
}

#[test]
fn error_of_the_providers_own_is_told_as_one() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let page = Visitor::new().browse(&site.url("/begin?login_hint=auto:!temporarily_unavailable"));
    assert_eq!(refused(&page), (502, "authorization_refused".into()));
}

#[test]
fn answer_is_good_for_one_login() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let visitor = Visitor::new();
    let hop = answer(&visitor, &site, "/begin");
    let cookies = visitor.cookies(&site.url("/"));
    good(&visitor.go(&hop));
    assert_eq!(refused(&visitor.go(&hop)), (400, "state_already_used".into()));
    // Somebody who kept the cookie gets no further.
    for cookie in cookies {
        visitor.set_cookie(&site.url("/"), &format!("{}={}; Path=/", cookie.name, cookie.value));
    }
    assert_eq!(refused(&visitor.go(&hop)), (400, "state_already_used".into()));
    assert_eq!(code_redemptions(&provider), 2, "one code and one refresh token");
}

#[test]
fn answer_of_another_browser_is_refused() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let (victim, attacker) = (Visitor::new(), Visitor::new());
    let forged: Page = victim.go(&answer(&attacker, &site, "/begin"));
    assert_eq!(refused(&forged), (400, "state_unknown".into()));
    // Nor does it spoil the login of either.
    let (own, other) = (answer(&victim, &site, "/begin"), answer(&attacker, &site, "/begin"));
    assert_eq!(refused(&victim.go(&other)), (400, "state_unknown".into()));
    assert_eq!(good(&victim.go(&own))["claims"]["sub"], "alice");
    assert_eq!(good(&attacker.go(&other))["claims"]["sub"], "alice");
}

#[test]
fn ten_tabs_of_one_browser_all_arrive() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let visitor = Visitor::new();
    let hops: Vec<_> =
        (0..10).map(|tab| (tab, answer(&visitor, &site, &format!("/begin?return_to=/{tab}")))).collect();
    for (tab, hop) in hops.iter().rev() {
        assert_eq!(good(&visitor.go(hop))["return_to"], format!("/{tab}"));
    }
}
