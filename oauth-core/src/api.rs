//! The URL of an API call, which a token follows.

use crate::error::{ConfigurationError, Error};
use crate::http::{Endpoint, Method, Request};

impl Request {
    /// A call of a provider's API, without credentials.
    ///
    /// `path` is below `base`, whether or not either has a slash there; or it is an absolute URL of the same origin,
    /// such as a link to a next page.
    ///
    /// # Errors
    /// [`ConfigurationError::ApiBaseUrlMissing`]; [`ConfigurationError::ApiUrlForeign`] for any other origin, to which
    /// credentials must not go.
    pub fn api(method: Method, base: Option<&Endpoint>, path: &str) -> Result<Self, Error> {
        let url = api_url(base, path)?;
        Ok(Self { method, ..Self::get("API", url.as_str(), Self::LARGE) })
    }
}

fn api_url(base: Option<&Endpoint>, path: &str) -> Result<Endpoint, Error> {
    let base = base.ok_or(ConfigurationError::ApiBaseUrlMissing)?;
    // A scheme stands first; behind a slash or a question mark `://` is text, which a visitor may have supplied.
    let is_absolute = path.split(['/', '?', '#']).next().is_some_and(|start| start.ends_with(':'));
    let url = match is_absolute {
        true => Endpoint::parse(path),
        false => {
            let base = base.as_str().split('?').next().unwrap_or_default();
            Endpoint::parse(&format!("{}/{}", base.trim_end_matches('/'), path.trim_start_matches('/')))
        }
    };
    let url = url.ok_or(ConfigurationError::ApiUrlForeign)?;
    // A part of the path that a visitor supplied does not climb out of the base.
    let climbs = !is_absolute && has_dot_segment(path);
    match url.url().origin() == base.url().origin() && !climbs {
        true => Ok(url),
        false => Err(ConfigurationError::ApiUrlForeign.into()),
    }
}

fn has_dot_segment(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
    path.split('/').any(|segment| segment == "." || segment == "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(base: &str, path: &str) -> Option<String> {
        api_url(Endpoint::parse(base).as_ref(), path).ok().map(|url| url.as_str().to_owned())
    }

    #[test]
    fn paths_are_below_the_base() {
        for base in ["https://api.example/v1", "https://api.example/v1/"] {
            for path in ["user", "/user"] {
                assert_eq!(url(base, path).as_deref(), Some("https://api.example/v1/user"));
            }
        }
        assert_eq!(url("https://api.example", "a?b=c").as_deref(), Some("https://api.example/a?b=c"));
        let next = "https://api.example/other?page=2";
        assert_eq!(url("https://api.example/v1/", next).as_deref(), Some(next));
    }

    #[test]
    fn a_path_does_not_climb_out_of_the_base() {
        for path in [
            "../admin",
            "a/../../admin",
            "a/%2E%2e/admin",
            "./a",
            "..",
            "/../../admin?x=://",
            "users/../../admin?x=://",
            "a:b/../../admin",
        ] {
            assert_eq!(url("https://api.example/v1/me", path), None, "{path}");
        }
        assert!(url("https://api.example/v1", "a..b/c.json?d=../e").is_some());
    }

    #[test]
    fn the_token_does_not_leave_the_origin() {
        for path in [
            "https://evil.example/",
            "http://api.example/",
            "https://api.example:8443/",
            "https://api.example@evil.example/",
        ] {
            assert_eq!(url("https://api.example/v1/", path), None, "{path}");
        }
        assert_eq!(
            url("https://api.example/v1/", "//evil.example/x").as_deref(),
            Some("https://api.example/v1/evil.example/x")
        );
    }
}
