//! The mail addresses of a person where they are no part of the profile, as at GitHub.

use oauth_core::oauth2::{Client, FetchEmails};
use oauth_core::{Exchange as _, Provider, ProviderSettings, Response, Secret, presets};

use crate::support::{NOW, REDIRECT_URI, client, json};

fn fetch() -> FetchEmails {
    let provider = Provider::preset("github", &presets::GITHUB).client("id", "secret");
    let client = Client::from_settings(&mut ProviderSettings::of(&provider), REDIRECT_URI).unwrap();
    client.fetch_emails(&Secret::from("at")).unwrap().unwrap()
}

/// `some` or `none` for an answer that is accepted, the code of the refusal otherwise.
fn verdict(response: Response) -> &'static str {
    let emails = fetch().accept(response, NOW);
    emails.map_or_else(|error| error.code(), |emails| if emails.is_some() { "some" } else { "none" })
}

#[test]
fn the_addresses_are_asked_for_below_the_api_with_the_access_token() {
    let fetch_emails = fetch();
    let request = fetch_emails.request();
    assert_eq!(request.url, "https://api.github.com/user/emails");
    assert!(request.headers.contains(&("authorization", "Bearer at".into())));
    assert!(client().fetch_emails(&Secret::from("at")).unwrap().is_none());
}

#[test]
fn a_list_is_read_and_a_token_that_does_not_cover_it_is_no_failure() {
    let list = r#"[{"email":"ada@example.com","verified":true,"primary":true}]"#;
    assert_eq!(verdict(json(200, list)), "some");
    for status in [401, 403, 404] {
        assert_eq!(verdict(json(status, list)), "none", "{status}");
    }
    for status in [201, 400, 429, 500] {
        assert_eq!(verdict(json(status, list)), "userinfo_status", "{status}");
    }
    assert_eq!(verdict(json(302, list)), "redirect_refused");
    assert_eq!(verdict(json(200, "[")), "userinfo_malformed");
    let html = vec![("content-type", "text/html".to_owned())];
    assert_eq!(verdict(Response { headers: html, ..json(200, list) }), "userinfo_content_type");
}
