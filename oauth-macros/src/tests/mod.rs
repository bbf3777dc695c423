//! Every mistake is one error on the guilty token, and the right program is the expected code.

use proc_macro2::TokenStream;

use crate::diagnostics::Diagnostics;

mod added;
mod arguments;
mod expansion;
mod half_typed;
mod names;
mod protocols;
mod shape;
mod values;

/// An error as the reader of `cargo check` sees it: the marked source, the problem, the help.
#[derive(Debug, PartialEq)]
struct Seen {
    guilty: String,
    problem: String,
    help: String,
}

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("the source of a test is made of tokens")
}

/// Expands an attribute on an item, and returns the code with the errors beside it.
fn expand(arguments: &str, item: &str) -> (TokenStream, Vec<Seen>) {
    let input = syn::parse2(tokens(item)).expect("the item of a test is an item");
    let (code, diagnostics) = crate::expand_input(tokens(arguments), input);
    (code, seen(&diagnostics))
}

fn seen(diagnostics: &Diagnostics) -> Vec<Seen> {
    let errors = diagnostics.errors().iter().map(|error| {
        let message = error.to_string();
        let (problem, help) = message.split_once("\n\nhelp: ").expect("a message ends with a help");
        let guilty = error.span().source_text().unwrap_or_default();
        Seen { guilty, problem: problem.to_owned(), help: help.to_owned() }
    });
    errors.collect()
}

/// The errors of one provider, `field: client`, with these settings.
fn errors_of(client: &str, settings: &str) -> Vec<Seen> {
    let field = match client {
        "OAuth1Client" => "twitter",
        "OAuth2Client" => "github",
        _ => "google",
    };
    let item = format!("struct Auth {{ #[provider({settings})] {field}: {client} }}");
    expand("", &item).1
}

/// Asserts that there is exactly one error, on `guilty`, that says `problem` and `help` among other things.
#[track_caller]
fn assert_one(errors: &[Seen], guilty: &str, problem: &str, help: &str) {
    let [error] = errors else { panic!("expected one error, found {errors:#?}") };
    assert_eq!(error.guilty, guilty, "{error:#?}");
    assert!(error.problem.contains(problem), "{problem:?} is not in {error:#?}");
    assert!(error.help.contains(help), "{help:?} is not in {error:#?}");
    let first = error.problem.chars().next();
    assert!(!error.problem.ends_with('.') && !first.is_some_and(char::is_uppercase), "{error:#?}");
    assert!(!error.problem.contains('\n') && !error.help.contains('\n'), "{error:#?}");
}

/// Asserts the same of an OpenID Connect provider that has an issuer, and these settings beside it.
#[track_caller]
fn assert_one_oidc(settings: &str, guilty: &str, problem: &str, help: &str) {
    assert_one(&errors_of("OidcClient", &format!("issuer = env, {settings}")), guilty, problem, help);
}

#[track_caller]
fn assert_none(client: &str, settings: &str) {
    assert_eq!(errors_of(client, settings), [], "{client}: {settings}");
}
