//! TLS: who is believed, and what is sent to those who are not, which is nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use oauth_actix::{OAuth2Client, Registry as _, oauth_registry};
use rustls::version::{TLS12, TLS13};

use super::case::Exchange::{Code, Keys};
use super::case::{Case, Exchange, check};
use super::certificates::{Authority, HOST, labyrinth, self_signed};
use super::faults::*;
use super::relay::{Front, Relay, honest};
use super::support::*;

/// HT-008, HT-015.
#[actix_web::test]
async fn nothing_is_sent_to_whom_no_trusted_authority_vouches_for() {
    let (ours, other) = (Authority::new(), Authority::new());
    let honestly = |config| Front::Tls(config, honest);
    let file = ours.file();
    let refused = [
        ("expired certificate", honestly(ours.expired()), "transport_tls", 502),
        (
            "certificate for another name",
            honestly(ours.server("op.example", rustls::ALL_VERSIONS)),
            "transport_tls",
            502,
        ),
        ("self-signed certificate", honestly(self_signed()), "transport_tls", 502),
        ("unknown authority", honestly(other.server(HOST, rustls::ALL_VERSIONS)), "transport_tls", 502),
        ("plain text on the TLS port", Front::Raw(plain_text), "transport_tls", 502),
        ("TLS 1.1", Front::Raw(tls_1_1), "transport_tls", 502),
        ("closed at once", Front::Raw(slam), "transport_connect", 502),
        ("no handshake", Front::Raw(silence), "transport_timeout", 504),
    ];
    let well = honestly(ours.server(HOST, rustls::ALL_VERSIONS));
    let mut cases = Vec::new();
    for (name, front, code, status) in refused {
        for exchange in [Code, Keys] {
            cases.push(case(name, exchange, front.clone(), (code, status), 0, well.clone()));
        }
    }
    // Here the other side is who it should be, and has got the code.
    let cut = Front::Tls(ours.server(HOST, rustls::ALL_VERSIONS), truncated);
    for exchange in [Code, Keys] {
        cases.push(case("truncated", exchange, cut.clone(), ("transport_interrupted", 502), 1, well.clone()));
    }
    check(cases, |settings| settings.ca_file(file.path())).await;
}

/// A connection and its TLS have three seconds.
fn case(
    name: &'static str,
    exchange: Exchange,
    front: Front,
    refused: (&'static str, u16),
    sent: usize,
    well: Front,
) -> Case {
    let slow = Duration::from_millis(2_900)..=Duration::from_secs(8);
    let within = if refused.1 == 504 { slow } else { Duration::ZERO..=Duration::from_secs(8) };
    Case { name, exchange, scheme: "https", front, refused, within, sent, well }
}

#[actix_web::test]
async fn an_authority_of_one_s_own_is_trusted_in_tls_1_2_and_1_3() {
    let (ours, provider) = (Authority::new(), provider());
    let (relay, file) = (Relay::to(&provider), ours.file());
    let settings = Code.lead(&provider, &relay, "https").ca_file(file.path());
    let browser = Browser::new(&Store::Cookie.app(&settings).await);
    for version in [&TLS12, &TLS13] {
        relay.set(Front::Tls(ours.server(HOST, &[version]), honest));
        browser.login("github").await.assert_logged_in();
    }
}

/// What a login and its client do later goes over the same connections as the login.
#[actix_web::test]
async fn what_is_done_after_a_login_trusts_the_same_authority() {
    let (ours, provider) = (Authority::new(), provider());
    let (relay, file) = (Relay::to(&provider), ours.file());
    relay.set(Front::Tls(ours.server(HOST, rustls::ALL_VERSIONS), honest));
    let settings = Code.lead(&provider, &relay, "https").ca_file(file.path());
    let auth = Auth::from_settings(&settings).unwrap();
    let handler = async |login: AuthLogin, auth: Data<Auth>, request: HttpRequest| {
        let AuthLogin::Github(mut login) = login else { panic!("not OAuth 2") };
        login.refresh().await.unwrap();
        let refresh_token = login.tokens.refresh_token.clone().unwrap();
        auth.github.refresh(&request, &refresh_token).await.unwrap();
        HttpResponse::NoContent().finish()
    };
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    assert_eq!(browser.login("github").await.status, 204);
    assert_eq!(relay.requests("/oauth2/token").len(), 3);
}

/// Two registries of one worker, one of which trusts an authority of its own.
#[actix_web::test]
async fn each_registry_has_its_own_trust_and_lends_nobody_its_connections() {
    #[oauth_registry(base = "/partner")]
    struct Partner {
        #[provider(authorization_endpoint = env, token_endpoint = env, api_base_url = env)]
        github: OAuth2Client,
    }
    let (ours, provider) = (Authority::new(), provider());
    let (relay, file) = (Relay::to(&provider), ours.file());
    relay.set(Front::Tls(ours.server(HOST, rustls::ALL_VERSIONS), keeps_open));
    let settings = Code.lead(&provider, &relay, "https");
    let trusting = Auth::from_settings(&settings.clone().ca_file(file.path())).unwrap();
    let partner = Partner::from_settings(&settings).unwrap();
    // Whichever is mounted last.
    for trusting_is_last in [true, false] {
        let configure = |config: &mut actix_web::web::ServiceConfig| {
            let trust = trusting.routes(async |_: AuthLogin| HttpResponse::NoContent().finish());
            let doubt = partner.routes(async |_: PartnerLogin| HttpResponse::NoContent().finish());
            match trusting_is_last {
                true => config.configure(doubt).configure(trust),
                false => config.configure(trust).configure(doubt),
            };
        };
        let browser = Browser::new(&App::plain(configure).await);
        assert_eq!(browser.login("github").await.status, 204);
        let hop = browser.visit(&browser.begin_at("/partner/github/login").await);
        assert_eq!(browser.finish(&hop).await.error(), "transport_tls");
    }
    assert_eq!(relay.requests("/oauth2/token").len(), 2);
}

/// RFC 8446, section 4.6.1: a server may send as many tickets as it likes, of which the limit of a body counts none. rustls ends
/// it when they come at once, as here, and the meter at the latest.
#[actix_web::test]
async fn tickets_without_end_break_the_connection() {
    let (ours, provider) = (Authority::new(), provider());
    let (relay, file) = (Relay::to(&provider), ours.file());
    let settings = Code.lead(&provider, &relay, "https").ca_file(file.path());
    let browser = Browser::new(&Store::Cookie.app(&settings).await);
    for (tickets, refused) in [(4, None), (20_000, Some("transport_interrupted")), (4, None)] {
        let mut config = (*ours.server(HOST, &[&TLS13])).clone();
        config.send_tls13_tickets = tickets;
        relay.set(Front::Tls(Arc::new(config), honest));
        let hop = browser.approve("github").await;
        let answer = browser.finish(&hop).await;
        match refused {
            Some(code) => assert_eq!(answer.error(), code, "{tickets}"),
            None => answer.assert_logged_in(),
        }
    }
}

/// What stands between a server and the authority has a bound, because every order of it is tried.
#[actix_web::test]
async fn a_labyrinth_of_certificates_is_not_walked() {
    let (ours, provider) = (Authority::new(), provider());
    let (relay, file) = (Relay::to(&provider), ours.file());
    let settings = Code.lead(&provider, &relay, "https").ca_file(file.path());
    let browser = Browser::new(&Store::Cookie.app(&settings).await);
    let cases = [
        (labyrinth(), Some("transport_tls")),
        (ours.below(4, 0), None),
        // As servers that were set up in haste send them.
        (ours.below(2, 20), None),
        (ours.below(5, 0), Some("transport_tls")),
        (ours.below(1, 0), None),
    ];
    for (index, (config, refused)) in cases.into_iter().enumerate() {
        relay.set(Front::Tls(config, honest));
        let hop = browser.approve("github").await;
        let since = Instant::now();
        let answer = browser.finish(&hop).await;
        match refused {
            Some(code) => assert_eq!(answer.error(), code, "{index}"),
            None => answer.assert_logged_in(),
        }
        assert!(since.elapsed() < Duration::from_secs(1), "{index}: {:?}", since.elapsed());
    }
}
