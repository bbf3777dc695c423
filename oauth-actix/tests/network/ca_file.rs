//! `OAUTH_CA_FILE`: what may be in the file, and what is said when something else is.

use oauth_actix::{Registry as _, Settings};

use super::certificates::{Authority, File};
use super::support::*;

/// The fault of a registry with this file; the other settings are complete.
fn fault(path: &str) -> Option<String> {
    let settings = settings(&provider()).ca_file(path);
    Auth::from_settings(&settings).err().map(|errors| errors.to_string())
}

#[test]
fn a_file_has_certificates_in_pem_and_may_have_what_else_it_likes() {
    let (first, second) = (Authority::new().pem, Authority::new().pem);
    for accepted in [
        first.clone(),
        format!("{first}{second}"),
        format!("# Acme Root R1\n{}\n\nacme root r2\n{second}", first.replace('\n', "\r\n")),
        format!("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n{first}"),
    ] {
        assert_eq!(fault(File::new(&accepted).path()), None, "{accepted}");
    }
    assert_eq!(fault(""), None, "an empty variable counts as not set");
}

#[test]
fn a_file_without_usable_certificates_is_a_fault_that_shows_nothing_of_it() {
    let pem = Authority::new().pem;
    let (cut, _) = pem.split_once("-----END").unwrap();
    let rubbish = "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n";
    let none = "it has no certificate in PEM";
    for (content, reason) in [
        (String::new(), none),
        ("secret".to_owned(), none),
        ("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n".to_owned(), none),
        (rubbish.to_owned(), "certificate 1 is malformed"),
        (
            "-----BEGIN CERTIFICATE-----\n-secret-\n-----END CERTIFICATE-----\n".to_owned(),
            "certificate 1 is malformed",
        ),
        (format!("{pem}{rubbish}"), "certificate 2 is malformed"),
        (format!("{pem}{cut}"), "certificate 2 is malformed"),
    ] {
        let expected = format!("cannot read the file of OAUTH_CA_FILE: {reason}");
        assert_eq!(fault(File::new(&content).path()), Some(expected), "{content}");
    }
}

/// Somebody may put the certificates, or a key, where their path belongs.
#[test]
fn a_file_that_is_not_there_is_a_fault_that_shows_no_value() {
    let pasted = Authority::new().pem;
    for path in ["no/such/file.pem", env!("CARGO_TARGET_TMPDIR"), &pasted] {
        let fault = fault(path).unwrap();
        assert!(fault.starts_with("cannot read the file of OAUTH_CA_FILE: "), "{fault}");
        assert!(!fault.contains(path) && !fault.contains("BEGIN"), "{fault}");
    }
}

#[test]
fn the_fault_of_the_file_is_told_with_all_others() {
    let errors = Auth::from_settings(&Settings::new().ca_file("no/such/file.pem")).err().unwrap();
    let codes: Vec<_> = errors.iter().map(|error| error.code()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "file_unreadable").count(), 1, "{codes:?}");
    assert!(codes.iter().filter(|code| **code == "variable_missing").count() > 10, "{codes:?}");
}
