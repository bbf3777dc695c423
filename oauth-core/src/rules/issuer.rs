//! Issuers: URLs that are compared as strings, so that a slash too much is another issuer.

use super::Fault;
use super::url::{authority_of, check_endpoint, issuer_of, split_port};

/// An issuer: an endpoint without a query that is not the address of its metadata.
pub(super) fn check_issuer(url: &str) -> Result<(), Fault> {
    check_endpoint(url)?;
    if let Some((before, _)) = url.split_once('?') {
        // OpenID Connect Core s.2, iss: "contains scheme, host, and optionally, port number and path
        // components and no query or fragment components".
        return Err(Fault::new("an issuer has no query", format!("write \"{before}\"")));
    }
    if let Some(issuer) = issuer_of(url) {
        return Err(Fault::new(
            "this is the address of the issuer's metadata, not the issuer",
            format!("write `issuer = \"{issuer}\"`, or move the address to `server_metadata_url`"),
        ));
    }
    check_microsoft(url)?;
    check_slash(url)
}

/// Microsoft's addresses for several tenants: the issuers of their ID tokens are others, one for each tenant.
fn check_microsoft(url: &str) -> Result<(), Fault> {
    let tenant =
        url.strip_prefix("https://login.microsoftonline.com/").and_then(|path| path.split('/').next());
    match tenant {
        Some(tenant @ ("common" | "organizations" | "consumers")) => Err(Fault::new(
            format!("`{tenant}` stands for many tenants, and each has an issuer of its own"),
            "write `preset = presets::MICROSOFT_ENTRA_ID_TENANTS` or `presets::MICROSOFT_ENTRA_ID_ANY_TENANT`",
        )),
        _ => Ok(()),
    }
}

/// How the issuers at a well-known host end.
enum End {
    Slash,
    NoSlash,
}

/// A host that begins with a dot stands for everything below it.
const WELL_KNOWN: &[(&str, &str, End)] = &[
    ("accounts.google.com", "Google", End::NoSlash),
    ("appleid.apple.com", "Apple", End::NoSlash),
    ("login.microsoftonline.com", "Microsoft Entra ID", End::NoSlash),
    ("gitlab.com", "GitLab", End::NoSlash),
    ("slack.com", "Slack", End::NoSlash),
    (".auth0.com", "Auth0", End::Slash),
    (".okta.com", "Okta", End::NoSlash),
];

/// OpenID Connect Core s.3.1.3.7: "The Issuer Identifier […] MUST exactly match the value of the iss (issuer) Claim."
fn check_slash(url: &str) -> Result<(), Fault> {
    let (host, _) = split_port(authority_of(url));
    let known =
        |(at, ..): &&(&str, &str, End)| if at.starts_with('.') { host.ends_with(at) } else { host == *at };
    let Some((_, provider, end)) = WELL_KNOWN.iter().find(known) else { return Ok(()) };
    let trimmed = url.trim_end_matches('/');
    match end {
        End::NoSlash if trimmed.len() < url.len() => Err(Fault::new(
            format!("the issuer of {provider} has no slash at its end, and issuers are compared as strings"),
            format!("write \"{trimmed}\""),
        )),
        End::Slash if trimmed.len() == url.len() => Err(Fault::new(
            format!("the issuer of {provider} ends with a slash, and issuers are compared as strings"),
            format!("write \"{url}/\""),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::check_issuer;

    #[test]
    fn issuer_is_neither_a_query_nor_its_metadata() {
        let query = check_issuer("https://example.com/?a=b").expect_err("a query");
        assert_eq!(query.problem, "an issuer has no query");
        let metadata = check_issuer("https://example.com/x/.well-known/openid-configuration");
        assert!(metadata.expect_err("metadata").help.contains("`issuer = \"https://example.com/x\"`"));
    }

    #[test]
    fn slash_at_the_end_is_checked_where_it_is_known() {
        for (url, meant) in [
            ("https://accounts.google.com/", "https://accounts.google.com"),
            ("https://appleid.apple.com/", "https://appleid.apple.com"),
            (
                "https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0/",
                "https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0",
            ),
            ("https://gitlab.com/", "https://gitlab.com"),
            ("https://slack.com/", "https://slack.com"),
            ("https://dev-1.okta.com/oauth2/default/", "https://dev-1.okta.com/oauth2/default"),
            ("https://acme.eu.auth0.com", "https://acme.eu.auth0.com/"),
        ] {
            let fault = check_issuer(url).expect_err(url);
            assert_eq!(fault.help, format!("write \"{meant}\""));
            assert_eq!(check_issuer(meant), Ok(()));
        }
        for tenant in ["common", "organizations", "consumers"] {
            let url = format!("https://login.microsoftonline.com/{tenant}/v2.0");
            let fault = check_issuer(&url).expect_err(tenant);
            assert!(fault.help.contains("MICROSOFT_ENTRA_ID_ANY_TENANT"), "{fault:?}");
        }
        for url in
            ["https://example.com", "https://example.com/", "https://notgitlab.com/", "https://auth0.com"]
        {
            assert_eq!(check_issuer(url), Ok(()));
        }
    }
}
