//! How long a response stays fresh (RFC 9111).

use crate::http::Response;

/// For how many seconds the response may be kept; `None` when it does not say.
///
/// `max-age` less `Age`; 0 for `no-store` and `no-cache` and for a `max-age` that is no number. Of several the smallest
/// counts (RFC 9111, sections 4.2.1, 4.2.3 and 5.2.2).
pub(crate) fn max_age(response: &Response) -> Option<u32> {
    let lines = response.headers.iter().filter(|(name, _)| *name == "cache-control").map(|(_, value)| value);
    let seconds = lines.flat_map(|line| line.split(',')).filter_map(directive).min()?;
    let age = response.header("age").and_then(|age| age.trim().parse().ok()).unwrap_or(0);
    Some(seconds.saturating_sub(age))
}

fn directive(text: &str) -> Option<u32> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let (name, value) = (name.trim(), value.trim().trim_matches('"'));
    if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
        return Some(0);
    }
    name.eq_ignore_ascii_case("max-age").then(|| delta_seconds(value))
}

/// RFC 9111, section 1.2.2: a value too large to be represented counts as the largest.
fn delta_seconds(value: &str) -> u32 {
    match value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        true => 0,
        false => value.parse().unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(headers: &[(&'static str, &str)]) -> Option<u32> {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        max_age(&Response { status: 200, headers, body: Vec::new() })
    }

    #[test]
    fn max_age_is_read_wherever_it_stands() {
        for (value, expected) in [
            ("max-age=300", Some(300)),
            ("public, MAX-AGE=300, must-revalidate", Some(300)),
            ("max-age=\"300\"", Some(300)),
            ("max-age=300, max-age=60", Some(60)),
            ("max-age=99999999999999999999", Some(u32::MAX)),
            ("max-age=-1", Some(0)),
            ("max-age", Some(0)),
            ("max-age=300, no-store", Some(0)),
            ("No-Cache=\"set-cookie\"", Some(0)),
            ("public, s-maxage=5, x-max-age=6", None),
            ("", None),
        ] {
            assert_eq!(seconds(&[("cache-control", value)]), expected, "{value}");
        }
    }

    #[test]
    fn several_headers_count_together_and_age_is_taken_off() {
        assert_eq!(seconds(&[("cache-control", "max-age=300"), ("cache-control", "no-store")]), Some(0));
        assert_eq!(seconds(&[("cache-control", "max-age=300"), ("age", "100")]), Some(200));
        assert_eq!(seconds(&[("cache-control", "max-age=300"), ("age", "301")]), Some(0));
        assert_eq!(seconds(&[]), None);
    }
}
