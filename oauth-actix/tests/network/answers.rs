//! Answers that are late, large, cut, or of another kind.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::case::Exchange::{Code, Keys, Verifier};
use super::case::{Case, Exchange, check};
use super::faults::*;
use super::relay::{Fault, Front, honest};

/// The deadline of a request, and what a busy machine adds.
const LATE: RangeInclusive<Duration> = Duration::from_millis(9_900)..=Duration::from_secs(15);
/// Without waiting for it.
const SOON: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(8);

#[actix_web::test]
async fn a_request_ends_by_its_deadline_whatever_the_other_side_leaves_out() {
    let faults: [(&str, Fault); 4] = [
        ("no head", no_head),
        ("no body", no_body),
        ("head, 1 byte/s", dripping_head),
        ("body, 1 byte/s", dripping_body),
    ];
    let cases = faults.into_iter().flat_map(|(name, fault)| {
        [Code, Verifier, Keys].map(|exchange| case(name, exchange, fault, ("transport_timeout", 504), LATE))
    });
    check(cases.collect(), |settings| settings).await;
}

#[actix_web::test]
async fn an_answer_that_breaks_off_or_does_not_end_is_no_answer() {
    let faults: [(&str, Fault, &str); 12] = [
        ("50 MB", huge_by_length, "transport_body_too_large"),
        ("50 MB, no length", huge_without_length, "transport_body_too_large"),
        ("50 MB of head", huge_head, "transport_interrupted"),
        ("103 without end", interim_answers_without_end, "transport_interrupted"),
        ("1-byte chunks without end", spaces_in_chunks_of_one_byte, "transport_interrupted"),
        ("trailers without end", trailers_without_end, "transport_interrupted"),
        ("reset before the head", reset_before_head, "transport_interrupted"),
        ("reset within the head", reset_within_head, "transport_interrupted"),
        ("reset within the body", reset_within_body, "transport_interrupted"),
        ("half-closed before the head", half_closed_before_head, "transport_interrupted"),
        ("half-closed within the body", half_closed_within_body, "transport_interrupted"),
        ("no HTTP", no_http, "transport_interrupted"),
    ];
    let cases = faults.into_iter().flat_map(|(name, fault, code)| {
        [Code, Verifier, Keys].map(|exchange| case(name, exchange, fault, (code, 502), SOON))
    });
    check(cases.collect(), |settings| settings).await;
}

#[actix_web::test]
async fn an_answer_of_another_kind_is_refused_by_the_rules_of_its_exchange() {
    let cases = [
        ("gzip bomb", Code, gzip_bomb as Fault, "token_malformed"),
        ("gzip bomb", Verifier, gzip_bomb, "token_credentials_malformed"),
        ("gzip bomb", Keys, gzip_bomb, "jwks_malformed"),
        ("JSON of objects", Code, json_of_objects, "token_malformed"),
        ("cut, no length", Code, cut_without_length, "token_malformed"),
        ("cut, no length", Keys, cut_without_length, "jwks_malformed"),
        ("text/html", Code, other_content_type, "token_content_type"),
        ("307 with a body", Code, redirect_with_body, "redirect_refused"),
        ("307 with a body", Verifier, redirect_with_body, "redirect_refused"),
        ("307 with a body", Keys, redirect_with_body, "redirect_refused"),
    ];
    let cases = cases.map(|(name, exchange, fault, code)| case(name, exchange, fault, (code, 502), SOON));
    check(cases.into(), |settings| settings).await;
}

/// However many chunks it comes in.
#[actix_web::test]
async fn an_honest_answer_is_read_although_each_of_its_bytes_is_a_chunk() {
    let cases = [Code, Verifier, Keys].map(|exchange| Case {
        well: Front::Plain(chunks_of_one_byte),
        ..case("no HTTP", exchange, no_http, ("transport_interrupted", 502), SOON)
    });
    check(cases.into(), |settings| settings).await;
}

fn case(
    name: &'static str,
    exchange: Exchange,
    fault: Fault,
    refused: (&'static str, u16),
    within: RangeInclusive<Duration>,
) -> Case {
    let (front, well) = (Front::Plain(fault), Front::Plain(honest));
    Case { name, exchange, scheme: "http", front, refused, within, sent: 1, well }
}
