use super::*;
use crate::json;

fn read(rules: &ProfileRules, document: &str) -> Result<Profile, Error> {
    Profile::read(rules, json::object(document.as_bytes()).unwrap(), None)
}

#[test]
fn names_come_from_the_first_place_that_has_one() {
    const RULES: ProfileRules = ProfileRules::userinfo("/data/id").name(&["/first /last", "/login"]);
    for (document, name) in [
        (r#"{"data":{"id":1},"first":"Ada","last":"Lovelace","login":"ada"}"#, Some("Ada Lovelace")),
        (r#"{"data":{"id":1},"first":"","last":"Lovelace","login":"ada"}"#, Some("Lovelace")),
        (r#"{"data":{"id":1},"first":null,"login":"ada"}"#, Some("ada")),
        (r#"{"data":{"id":1},"first":"A\u0007da"}"#, None),
        (r#"{"data":{"id":1},"first":7}"#, None),
    ] {
        let profile = read(&RULES, document).unwrap();
        assert_eq!((profile.subject.as_str(), profile.name.as_deref()), ("1", name), "{document}");
    }
}

/// OpenID Connect Core 1.0, section 5.3.2: who logged in is said by the ID token.
#[test]
fn the_identifier_of_the_id_token_takes_the_place_of_the_document_s() {
    const RULES: ProfileRules = ProfileRules::userinfo("/id").name(&["/name"]);
    let profile = read(&RULES, r#"{"id":"grace","name":"Grace"}"#).unwrap().with_subject("ada");
    assert_eq!((profile.subject.as_str(), profile.name.as_deref()), ("ada", Some("Grace")));
    assert_eq!(profile.raw().get("id").and_then(Value::as_str), Some("grace"));
}

#[test]
fn a_profile_without_an_identifier_is_none() {
    const RULES: ProfileRules = ProfileRules::userinfo("/id");
    for document in
        ["{}", r#"{"id":null}"#, r#"{"id":""}"#, r#"{"id":1.5}"#, r#"{"id":[1]}"#, r#"{"id":" 1"}"#]
    {
        assert_eq!(read(&RULES, document).unwrap_err().code(), "identifier_invalid", "{document}");
    }
}

#[test]
fn only_what_the_rules_say_makes_an_address_a_verified_one() {
    const FLAG: EmailRule = EmailRule::Flag { email: "/email", verified: &["/valid", "/verified"] };
    const TEXT: EmailRule = EmailRule::FlagOrText { email: "/email", verified: "/verified" };
    let cases: [(EmailRule, &str, Option<bool>); 19] = [
        (FLAG, r#"{"id":1,"email":"a@b","valid":true,"verified":true}"#, Some(true)),
        (FLAG, r#"{"id":1,"email":"a@b","valid":true}"#, Some(false)),
        (FLAG, r#"{"id":1,"email":"a@b","valid":"true","verified":true}"#, Some(false)),
        (FLAG, r#"{"id":1,"email":"a@b","valid":1,"verified":true}"#, Some(false)),
        (FLAG, r#"{"id":1,"email":"nobody","valid":true,"verified":true}"#, None),
        (FLAG, r#"{"id":1,"valid":true,"verified":true}"#, None),
        (TEXT, r#"{"id":1,"email":"a@b","verified":"true"}"#, Some(true)),
        (TEXT, r#"{"id":1,"email":"a@b","verified":"True"}"#, Some(false)),
        (EmailRule::Unverified("/email"), r#"{"id":1,"email":"a@b","verified":true}"#, Some(false)),
        (EmailRule::Confirmed("/email"), r#"{"id":1,"email":"a@b"}"#, Some(true)),
        (EmailRule::Confirmed("/email"), r#"{"id":1,"email":"a b@c"}"#, None),
        (EmailRule::Confirmed("/email"), "{\"id\":1,\"email\":\"a\u{61c}@c\"}", None),
        (EmailRule::Confirmed("/email"), "{\"id\":1,\"email\":\"a\u{e0041}@c\"}", None),
        (EmailRule::Confirmed("/email"), r#"{"id":1,"email":"ceo@corp.example,x@evil.example"}"#, None),
        (EmailRule::Confirmed("/email"), r#"{"id":1,"email":"<ceo@corp.example>"}"#, None),
        (EmailRule::Confirmed("/email"), r#"{"id":1,"email":"a@b?bcc=x"}"#, None),
        (EmailRule::Confirmed("/email"), r#"{"id":1,"email":"a\u202e@b"}"#, None),
        (EmailRule::Confirmed("/email"), r#"{"id":1,"email":["a@b"]}"#, None),
        (EmailRule::Absent, r#"{"id":1,"email":"a@b"}"#, None),
    ];
    for (rule, document, expected) in cases {
        let rules = ProfileRules { email: rule, ..ProfileRules::userinfo("/id") };
        let profile = read(&rules, document).unwrap();
        let verified = profile.email.as_ref().map(|email| matches!(email, Email::Verified(_)));
        assert_eq!(verified, expected, "{rule:?} {document}");
    }
}

#[test]
fn of_a_list_of_addresses_the_primary_one_is_taken() {
    const RULES: ProfileRules = ProfileRules::userinfo("/id").email(EmailRule::List {
        path: "emails",
        list: "/values",
        email: "/email",
        verified: "/ok",
        primary: "/first",
    });
    for (answer, expected) in [
        (
            r#"{"values":[{"email":"x@y","ok":true},{"email":"a@b","ok":true,"first":true}]}"#,
            Some(("a@b", true)),
        ),
        (r#"{"values":[{"email":"x@y","ok":true},{"email":"a@b","first":true}]}"#, Some(("a@b", false))),
        (r#"{"values":[{"email":"x@y","ok":true}]}"#, None),
        (r#"{"values":{}}"#, None),
        ("[]", None),
    ] {
        let answer = json::value(answer.as_bytes()).unwrap();
        let document = json::object(br#"{"id":1,"email":"public@page"}"#).unwrap();
        let profile = Profile::read(&RULES, document, Some(&answer)).unwrap();
        let email = profile.email.as_ref().map(|email| (email.as_str(), profile.verified_email().is_some()));
        assert_eq!(email, expected, "{answer}");
    }
}

#[test]
fn an_answer_that_says_it_failed_is_no_profile() {
    const RULES: ProfileRules = ProfileRules::userinfo("/response/id").succeeded("/resultcode", "00");
    assert!(read(&RULES, r#"{"resultcode":"00","response":{"id":"a"}}"#).is_ok());
    for document in [r#"{"resultcode":"024","response":{"id":"a"}}"#, r#"{"response":{"id":"a"}}"#] {
        assert_eq!(read(&RULES, document).unwrap_err().code(), "profile_refused", "{document}");
    }
    for (told, shown) in [
        ("scope_permission_missed", r#""scope_permission_missed""#),
        ("024 for AAAAOLto", "no code"),
        ("a-word-of-several-letters", "no code"),
        ("2YotnFZFEjr1zCsicMWpAA", "no code"),
        ("", r#""""#),
    ] {
        let error = read(&RULES, &format!(r#"{{"resultcode":"{told}"}}"#)).unwrap_err().to_string();
        assert!(error.contains(shown) && (shown.contains(told) || !error.contains(told)), "{told}: {error}");
    }
}

#[test]
fn nothing_of_a_person_shows_in_debug() {
    let rules = ProfileRules::OPENID;
    let profile = read(&rules, r#"{"sub":"s","name":"Ada","email":"ada@b","email_verified":true}"#).unwrap();
    let text = format!("{profile:?} {:?} {:?}", profile.email, profile.verified_email());
    assert!(!text.contains("ada") && !text.contains("Ada"), "{text}");
}
