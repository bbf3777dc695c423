//! What goes wrong is told by its own code, whichever server it goes wrong at.

use oauth_tests::{Hop, Site, Visitor};

use super::{SECRET, good, peers, refused, site};

/// The server's answer, not yet given to the application.
fn answer(visitor: &Visitor, site: &Site, path: &str) -> Hop {
    let page = visitor.follow_until(visitor.get(&site.url(path)), &site.url("/auth/op/authorize"));
    page.next().unwrap_or_else(|| panic!("{}: {}", page.url, page.text()))
}

#[test]
fn person_who_says_no_is_access_denied() {
    let [(_, oauthlib), _] = peers();
    let site = site(&oauthlib, SECRET, "HMAC-SHA1", "header");
    let visitor = Visitor::new();
    let hop = answer(&visitor, &site, "/begin?auto=!denied");
    assert!(hop.param("denied").is_some(), "{hop:?}");
    assert_eq!(refused(&visitor.go(&hop)), (403, "access_denied".into()));
    assert_eq!(refused(&visitor.go(&hop)), (400, "state_already_used".into()));
}

#[test]
fn refusal_of_authlib_names_no_login_and_is_access_denied() {
    let [_, (_, authlib)] = peers();
    let site = site(&authlib, SECRET, "HMAC-SHA1", "header");
    let visitor = Visitor::new();
    let hop = answer(&visitor, &site, "/begin?auto=!denied");
    assert_eq!((hop.param("error").as_deref(), hop.param("oauth_token")), (Some("access_denied"), None));
    assert_eq!(refused(&visitor.go(&hop)), (403, "access_denied".into()));
}

#[test]
fn callback_is_good_for_one_login() {
    for (name, peer) in peers() {
        let site = site(&peer, SECRET, "HMAC-SHA1", "header");
        let visitor = Visitor::new();
        let hop = answer(&visitor, &site, "/begin");
        let cookies = visitor.cookies(&site.url("/"));
        good(&visitor.go(&hop));
        assert_eq!(refused(&visitor.go(&hop)), (400, "state_already_used".into()), "{name}");
        for cookie in cookies {
            visitor.set_cookie(&site.url("/"), &format!("{}={}; Path=/", cookie.name, cookie.value));
        }
        assert_eq!(refused(&visitor.go(&hop)), (400, "state_already_used".into()), "{name}");
    }
}

#[test]
fn callback_of_another_browser_is_refused() {
    for (name, peer) in peers() {
        let site = site(&peer, SECRET, "HMAC-SHA1", "header");
        let (victim, attacker) = (Visitor::new(), Visitor::new());
        let own = answer(&victim, &site, "/begin");
        let forged = answer(&attacker, &site, "/begin");
        assert_eq!(refused(&victim.go(&forged)), (400, "state_unknown".into()), "{name}");
        good(&victim.go(&own));
    }
}

#[test]
fn wrong_verifier_is_refused_by_the_server() {
    for (name, peer) in peers() {
        let site = site(&peer, SECRET, "HMAC-SHA1", "header");
        let visitor = Visitor::new();
        let hop = answer(&visitor, &site, "/begin");
        let verifier = hop.param("oauth_verifier").unwrap();
        let wrong = Hop { url: hop.url.replace(&verifier, "wrong"), ..hop };
        assert_eq!(refused(&visitor.go(&wrong)), (502, "token_credentials_refused".into()), "{name}");
    }
}

#[test]
fn wrong_secret_is_refused_by_the_server() {
    for (name, peer) in peers() {
        let site = site(&peer, "wrong", "HMAC-SHA1", "header");
        let page = Visitor::new().get(&site.url("/auth/op/login"));
        assert_eq!(page.status, 502, "{name}");
        assert!(page.text().contains("temporary_credentials_refused"), "{name}: {}", page.text());
    }
}

#[test]
fn method_that_a_server_does_not_know_is_refused_by_it() {
    let [_, (_, authlib)] = peers();
    let page = Visitor::new().get(&site(&authlib, SECRET, "HMAC-SHA256", "header").url("/auth/op/login"));
    assert_eq!(page.status, 502);
    assert!(page.text().contains("temporary_credentials_refused"), "{}", page.text());
}
