//! How a login comes to be, or does not.

use oauth_tests::{Hop, Peer, Site, Visitor};
use serde_json::json;

use super::{AWKWARD, ID, SECRET, good, login, peer, refused, site, site_of};

fn answer(visitor: &Visitor, site: &Site, path: &str) -> Hop {
    let page = visitor.follow_until(visitor.get(&site.url(path)), &site.url("/auth"));
    page.next().unwrap_or_else(|| panic!("{}: {}", page.url, page.text()))
}

#[test]
fn client_secret_basic_is_understood() {
    let peer = peer(json!({}));
    assert_eq!(login(&site(&peer, SECRET, "client_secret_basic"))["user"]["body"]["login"], "alice");
}

#[test]
fn client_secret_post_carries_any_character() {
    let client = json!({
        "client_id": AWKWARD, "client_secret": AWKWARD, "token_endpoint_auth_method": "client_secret_post",
    });
    let peer = Peer::oauth2_authlib(&json!({"clients": [client], "auto": "alice"}));
    let told = login(&site_of(&peer, AWKWARD, AWKWARD, "client_secret_post"));
    assert_eq!(told["user"]["body"]["login"], "alice");
}

#[test]
fn public_client_has_no_secret() {
    let peer = Peer::oauth2_authlib(&json!({"clients": [{"client_id": ID}], "auto": "alice"}));
    assert_eq!(login(&site(&peer, "", "none"))["user"]["body"]["login"], "alice");
}

#[test]
fn another_way_than_the_registered_one_is_the_servers_refusal() {
    let peer = peer(json!({"token_endpoint_auth_method": "client_secret_post"}));
    let page = Visitor::new().browse(&site(&peer, SECRET, "client_secret_basic").url("/auth/found/login"));
    assert_eq!(refused(&page), (502, "token_refused".into()));
    assert!(page.json()["cause"].as_str().unwrap().contains("invalid_client"), "{}", page.text());
}

#[test]
fn server_without_metadata_is_told_by_its_endpoints() {
    let peer = peer(json!({}));
    let user =
        good(&Visitor::new().browse(&site(&peer, SECRET, "client_secret_basic").url("/auth/told/login")));
    assert_eq!(user["login"], "alice");
    assert!(user["id"].as_u64().unwrap() > 1 << 53, "the number is read whole: {user}");
}

#[test]
fn person_logs_in_through_the_servers_page() {
    let client = json!({"client_id": ID, "client_secret": SECRET});
    let peer = Peer::oauth2_authlib(&json!({"clients": [client]}));
    let site = site(&peer, SECRET, "client_secret_basic");
    let visitor = Visitor::new();
    let asked = visitor.browse(&site.url("/auth/found/login?return_to=/inbox"));
    let wrong = visitor.submit(&asked, &[("username", "bob"), ("password", "wrong"), ("approve", "")]);
    assert_eq!(wrong.status, 401);
    let right = visitor.submit(&wrong, &[("username", "bob"), ("password", "builder"), ("approve", "")]);
    let told = good(&visitor.follow(right));
    assert_eq!((&told["user"]["body"]["login"], &told["return_to"]), (&json!("bob"), &json!("/inbox")));
}

#[test]
fn person_who_says_no_is_access_denied() {
    let peer = peer(json!({}));
    let site = site(&peer, SECRET, "client_secret_basic");
    let page = Visitor::new().browse(&site.url("/begin?login_hint=auto:!access_denied"));
    assert_eq!(refused(&page), (403, "access_denied".into()));
}

#[test]
fn promised_issuer_is_demanded_and_compared() {
    let peer = peer(json!({"iss": true}));
    let site = site(&peer, SECRET, "client_secret_basic");
    let hop = answer(&Visitor::new(), &site, "/begin");
    assert_eq!(hop.param("iss").as_deref(), Some(peer.issuer()));
    assert_eq!(login(&site)["user"]["body"]["login"], "alice");
    let iss = url::form_urlencoded::byte_serialize(peer.issuer().as_bytes()).collect::<String>();
    for (other, code) in
        [("iss=https%3A%2F%2Fevil.example", "response_issuer_mismatch"), ("", "response_issuer_missing")]
    {
        let visitor = Visitor::new();
        let hop = answer(&visitor, &site, "/begin");
        assert!(hop.url.contains(&iss), "{hop:?}");
        let changed = Hop { url: hop.url.replace(&format!("iss={iss}"), other), ..hop };
        assert_eq!(refused(&visitor.go(&changed)), (400, code.into()));
    }
}

#[test]
fn issuer_that_is_not_promised_may_be_absent_but_not_another() {
    let peer = peer(json!({}));
    let site = site(&peer, SECRET, "client_secret_basic");
    assert_eq!(login(&site)["provider"], "found");
    let visitor = Visitor::new();
    let hop = answer(&visitor, &site, "/begin");
    assert_eq!(hop.param("iss"), None);
    let changed = Hop { url: format!("{}&iss=https%3A%2F%2Fevil.example", hop.url), ..hop };
    assert_eq!(refused(&visitor.go(&changed)), (400, "response_issuer_mismatch".into()));
}

#[test]
fn answer_is_good_for_one_login_at_one_provider() {
    let peer = peer(json!({}));
    let site = site(&peer, SECRET, "client_secret_basic");
    let visitor = Visitor::new();
    let hop = answer(&visitor, &site, "/begin");
    let elsewhere = Hop { url: hop.url.replace("/auth/found/", "/auth/told/"), ..hop.clone() };
    let cookies = visitor.cookies(&site.url("/"));
    good(&visitor.go(&hop));
    assert_eq!(refused(&visitor.go(&hop)), (400, "state_already_used".into()));
    for cookie in cookies {
        visitor.set_cookie(&site.url("/"), &format!("{}={}; Path=/", cookie.name, cookie.value));
    }
    assert_eq!(refused(&visitor.go(&elsewhere)), (400, "state_already_used".into()));

    let visitor = Visitor::new();
    let hop = answer(&visitor, &site, "/begin");
    let elsewhere = Hop { url: hop.url.replace("/auth/found/", "/auth/told/"), ..hop };
    assert_eq!(refused(&visitor.go(&elsewhere)), (400, "state_provider_mismatch".into()));
}
