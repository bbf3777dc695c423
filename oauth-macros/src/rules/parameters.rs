//! Further request parameters, form-encoded: `audience=api.example.com&access_type=offline`.

use super::Fault;

/// The protocol whose parameters nobody else may set.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Reserved {
    OpenId,
    OAuth2,
    OAuth1,
}

/// RFC 6749 s.3.1: "Request and response parameters MUST NOT be included more than once."
pub(super) fn check_parameters(name: &str, text: &str, reserved: Reserved) -> Result<(), Fault> {
    let mut seen: Vec<String> = Vec::new();
    for pair in text.split('&') {
        let (parameter, value) = split(name, pair)?;
        check_reserved(name, &parameter, &value, reserved)?;
        if seen.contains(&parameter) {
            let problem = format!("`{}` stands in `{name}` twice", parameter.escape_debug());
            return Err(Fault::new(problem, "keep one of them"));
        }
        seen.push(parameter);
    }
    Ok(())
}

/// The query of an authorization endpoint, to which the library appends its own parameters.
pub(super) fn check_query(url: &str) -> Result<(), Fault> {
    let Some((before, query)) = url.split_once('?') else { return Ok(()) };
    let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    let known = |name: &str| {
        OWN_KEYS.iter().any(|(key, openid)| *key == name && !openid)
            || LIBRARY.iter().any(|(key, help)| *key == name && *help != PER_LOGIN)
    };
    let Some(name) = names.into_iter().find(|name| known(name)) else { return Ok(()) };
    let left: Vec<_> =
        query.split('&').filter(|pair| !known(pair.split('=').next().unwrap_or_default())).collect();
    let meant = if left.is_empty() { before.to_owned() } else { format!("{before}?{}", left.join("&")) };
    let problem = format!("the library sends `{name}`, and would send it twice");
    Err(Fault::new(problem, format!("write \"{meant}\"")))
}

/// One pair, decoded.
fn split(name: &str, pair: &str) -> Result<(String, String), Fault> {
    let example = format!("write `{name} = \"audience=api.example.com&access_type=offline\"`");
    if pair.is_empty() {
        return Err(Fault::new(format!("`{name}` has an `&` with nothing beside it"), example));
    }
    if let Some(rest) = pair.strip_prefix('?') {
        return Err(Fault::new(format!("`{name}` does not begin with `?`"), format!("write \"{rest}\"")));
    }
    let Some((parameter, value)) = pair.split_once('=') else {
        let problem = format!("the parameter `{}` has no value", pair.escape_debug());
        return Err(Fault::new(problem, format!("write `{}=…`", pair.escape_debug())));
    };
    if parameter.is_empty() {
        return Err(Fault::new(format!("a parameter of `{name}` has no name"), example));
    }
    Ok((decode(parameter)?, decode(value)?))
}

/// The parser of `application/x-www-form-urlencoded`, but strict.
fn decode(text: &str) -> Result<String, Fault> {
    if let Some(illegal) = text.chars().find(|c| !c.is_ascii_graphic() || matches!(c, '#' | '"')) {
        let problem = format!("`{}` may not stand in a parameter", illegal.escape_debug());
        return Err(Fault::new(problem, "percent-encode it; a space is `+` or `%20`"));
    }
    let mut parts = text.split('%');
    let mut bytes: Vec<u8> = parts.next().unwrap_or_default().replace('+', " ").into_bytes();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        let digit = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(byte) = u8::from_str_radix(digits, 16).ok().filter(|_| digit) else {
            let problem = format!("`%{digits}` is not a percent-encoded character");
            return Err(Fault::new(problem, "write `%` and two hexadecimal digits; a percent sign is `%25`"));
        };
        bytes.push(byte);
        bytes.extend(rest.replace('+', " ").bytes());
    }
    String::from_utf8(bytes).map_err(|_| {
        Fault::new(
            format!("`{}` is not percent-encoded UTF-8", text.escape_debug()),
            "encode its UTF-8 bytes",
        )
    })
}

/// Names that have a setting of their own, and whether only an OpenID Connect client has it.
const OWN_KEYS: &[(&str, bool)] = &[
    ("scope", false),
    ("response_mode", false),
    ("client_id", false),
    ("client_key", false),
    ("prompt", true),
    ("max_age", true),
    ("acr_values", true),
];

const FRESH: &str = "remove it; every login gets a fresh one";
const SENT: &str = "remove it; the library sends it where it belongs";
const PER_LOGIN: &str = "remove it; each login has its own, given to `authorize_redirect`";
const SIGNED: &str = "remove it; signed requests (RFC 9101) are not supported";

/// Names that the library sets, with what to do instead.
const LIBRARY: &[(&str, &str)] = &[
    ("state", FRESH),
    ("nonce", FRESH),
    ("code_challenge", FRESH),
    ("code_verifier", FRESH),
    ("code_challenge_method", "remove it; every login is protected by PKCE with `S256`"),
    ("response_type", "remove it; it is always `code`"),
    ("redirect_uri", "remove it; it follows from the base URL of the application and the field's name"),
    ("client_secret", "remove it; secrets come from the environment, and the library sends them"),
    ("code", SENT),
    ("grant_type", SENT),
    ("refresh_token", SENT),
    ("login_hint", PER_LOGIN),
    ("request", SIGNED),
    ("request_uri", SIGNED),
];

fn check_reserved(name: &str, parameter: &str, value: &str, reserved: Reserved) -> Result<(), Fault> {
    let problem = format!("`{}` may not stand in `{name}`", parameter.escape_debug());
    if parameter.starts_with("oauth_") {
        return Err(Fault::new(problem, "remove it; `oauth_…` are the protocol's own parameters"));
    }
    // Some providers of plain OAuth 2 want a `prompt`, which means there what they say.
    if reserved == Reserved::OAuth1 || (reserved == Reserved::OAuth2 && parameter == "prompt") {
        return Ok(());
    }
    if let Some((key, openid)) = OWN_KEYS.iter().find(|(key, _)| *key == parameter) {
        let setting = format!("`{key} = \"{}\"`", value.escape_debug());
        let help = if *openid && reserved == Reserved::OAuth2 {
            format!("make the field an `OidcClient` and write {setting}, or remove it")
        } else {
            format!("write {setting}: it is a key of its own")
        };
        return Err(Fault::new(problem, help));
    }
    match LIBRARY.iter().find(|(reserved, _)| *reserved == parameter) {
        Some((_, help)) => Err(Fault::new(problem, *help)),
        None => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::super::{Kind, check};
    use super::{LIBRARY, OWN_KEYS};

    const NAME: &str = "authorization_parameters";

    #[test]
    fn parameters_are_form_encoded() {
        for text in ["a=", "a=b", "audience=https://api.example.com/&b=c+d%20%C3%A9=", "%61=1&b=a%2Bb"] {
            assert_eq!(check(Kind::ParametersOpenId, NAME, text), Ok(()), "{text}");
        }
        for (text, problem, help) in [
            ("", "is empty", "write a value"),
            ("a", "the parameter `a` has no value", "write `a=…`"),
            ("=b", "has no name", "audience="),
            ("a=b&", "an `&` with nothing beside it", "audience="),
            ("a=b&&c=d", "an `&` with nothing beside it", "audience="),
            ("?a=b", "does not begin with `?`", "write \"a=b\""),
            ("a=b c", "` ` may not stand in a parameter", "percent-encode"),
            ("a=é", "`é` may not stand in a parameter", "percent-encode"),
            ("a=b#c", "`#` may not stand in a parameter", "percent-encode"),
            ("a=%", "`%` is not a percent-encoded character", "`%25`"),
            ("a=%4", "`%4` is not a percent-encoded character", "`%25`"),
            ("a=%+1", "`%+1` is not a percent-encoded character", "`%25`"),
            ("a=100%zz", "`%zz` is not a percent-encoded character", "`%25`"),
            ("a=%ff", "`%ff` is not percent-encoded UTF-8", "UTF-8"),
            ("a=b&%61=c", "`a` stands in `authorization_parameters` twice", "keep one"),
        ] {
            let fault = check(Kind::ParametersOpenId, NAME, text).expect_err(text);
            assert!(fault.problem.contains(problem) && fault.help.contains(help), "{text}: {fault:?}");
        }
    }

    #[test]
    fn reserved_parameters_say_what_to_write_instead() {
        let help = |kind, text| check(kind, NAME, text).expect_err(text).help;
        let own = "write `prompt = \"select_account consent\"`: it is a key of its own";
        assert_eq!(help(Kind::ParametersOpenId, "a=b&prompt=select_account+consent"), own);
        assert_eq!(help(Kind::ParametersOAuth2, "scope=a"), "write `scope = \"a\"`: it is a key of its own");
        assert!(help(Kind::ParametersOAuth2, "max_age=1").starts_with("make the field an `OidcClient`"));
        assert!(help(Kind::ParametersOpenId, "%73tate=a").starts_with("remove it; every login"));
        assert!(help(Kind::ParametersOAuth1, "oauth_callback=a").starts_with("remove it"));
    }

    #[test]
    fn each_protocol_reserves_its_own_parameters() {
        let names = OWN_KEYS.iter().map(|(name, _)| *name).chain(LIBRARY.iter().map(|(name, _)| *name));
        for name in names {
            let text = format!("{name}=a");
            let open = |kind| check(kind, NAME, &text).is_ok();
            assert!(!open(Kind::ParametersOpenId), "{name}");
            assert_eq!(open(Kind::ParametersOAuth2), name == "prompt", "{name}");
            assert!(open(Kind::ParametersOAuth1), "{name}");
        }
        for kind in [Kind::ParametersOpenId, Kind::ParametersOAuth2, Kind::ParametersOAuth1] {
            assert!(check(kind, NAME, "a=b&oauth_token=c").is_err());
            assert_eq!(check(kind, NAME, "audience=b&expiration=never&name=App"), Ok(()));
        }
    }
}
