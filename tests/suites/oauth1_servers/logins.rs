//! Logins in every way to sign and every place for the signature that a server knows.

use oauth_tests::{Peer, Site, Visitor};
use serde_json::{Value, json};

use super::{KEY, SECRET, good, login, peer, peers, rsa_keys, site};

fn arrives(site: &Site, what: &str) {
    let told = login(site);
    assert_eq!((&told["provider"], &told["return_to"]), (&json!("op"), &json!("/inbox")), "{what}");
}

#[test]
fn every_method_and_placement_is_understood_by_oauthlib() {
    let (private_key, public_key) = rsa_keys();
    let peer = peer(Peer::oauth1_oauthlib, &public_key);
    for method in ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA256"] {
        let secret = if method.starts_with("RSA") { &private_key } else { SECRET };
        for placement in ["header", "body", "query"] {
            arrives(&site(&peer, secret, method, placement), &format!("{method} {placement}"));
        }
    }
}

#[test]
fn every_method_and_placement_is_understood_by_authlib() {
    let peer = peer(Peer::oauth1_authlib, &Value::Null);
    for placement in ["header", "body", "query"] {
        arrives(&site(&peer, SECRET, "HMAC-SHA1", placement), placement);
    }
    for placement in ["header", "body"] {
        arrives(&site(&peer, SECRET, "PLAINTEXT", placement), placement);
    }
}

#[test]
fn plaintext_is_understood_by_oauthlib() {
    arrives(&site(&peer(Peer::oauth1_oauthlib, &Value::Null), SECRET, "PLAINTEXT", "header"), "header");
    // oauthlib decodes oauth_* values of bodies twice, which no signature with an escape in it survives.
    let client = json!({"client_key": KEY, "client_secret": "plain"});
    let peer = Peer::oauth1_oauthlib(&json!({"clients": [client], "auto": "alice"}));
    arrives(&site(&peer, "plain", "PLAINTEXT", "body"), "body");
}

#[test]
fn person_logs_in_through_the_servers_page() {
    for start in [Peer::oauth1_oauthlib, Peer::oauth1_authlib] {
        let client = json!({"client_key": KEY, "client_secret": SECRET});
        let peer = start(&json!({"clients": [client]}));
        let site = site(&peer, SECRET, "HMAC-SHA1", "header");
        let visitor = Visitor::new();
        let asked = visitor.browse(&site.url("/auth/op/login?return_to=/inbox"));
        let wrong = visitor.submit(&asked, &[("username", "bob"), ("password", "wrong"), ("approve", "")]);
        assert_eq!(wrong.status, 401);
        let right = visitor.submit(&wrong, &[("username", "bob"), ("password", "builder"), ("approve", "")]);
        assert_eq!(good(&visitor.follow(right))["user"]["body"]["screen_name"], "bob");
    }
}

#[test]
fn other_parameters_of_the_answer_reach_the_application() {
    let peer = peer(Peer::oauth1_oauthlib, &Value::Null);
    let told = login(&site(&peer, SECRET, "HMAC-SHA1", "header"));
    assert!(told["parameters"].as_array().unwrap().contains(&json!(["screen_name", "alice"])), "{told}");
}

#[test]
fn parameters_of_the_applications_own_go_to_the_authorization_url() {
    for (name, peer) in peers() {
        let site = site(&peer, SECRET, "HMAC-SHA1", "header");
        let told = good(&Visitor::new().browse(&site.url("/begin?auto=bob&force_login=true")));
        assert_eq!(told["user"]["body"]["screen_name"], "bob", "{name}");
        let reserved = Visitor::new().get(&site.url("/begin?oauth_callback=x"));
        assert_eq!(reserved.status, 500, "{name}");
        assert!(reserved.text().contains("parameter_reserved"), "{name}: {}", reserved.text());
    }
}

#[test]
fn ten_tabs_of_one_browser_all_arrive() {
    for (name, peer) in peers() {
        let site = site(&peer, SECRET, "HMAC-SHA1", "header");
        let visitor = Visitor::new();
        let hops: Vec<_> = (0..10)
            .map(|tab| {
                let begun = visitor.get(&site.url(&format!("/auth/op/login?return_to=/{tab}")));
                visitor.follow_until(begun, &site.url("/auth")).next().unwrap()
            })
            .collect();
        for (tab, hop) in hops.iter().enumerate().rev() {
            assert_eq!(good(&visitor.go(hop))["return_to"], format!("/{tab}"), "{name}");
        }
    }
}
