//! What completes the URLs of a provider that is installed in many places or split into tenants.

use super::Fault;
use super::url::{is_host, is_port, split_port};
use super::values::single_spaced;

/// The longest segment, in characters.
const LONGEST: usize = 128;

/// `host [":" port]`: the rest of the URL is the provider's.
pub(super) fn check_domain(name: &str, text: &str) -> Result<(), Fault> {
    let after_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
    let alone = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    if alone != text {
        let help = match split_port(alone) {
            ("", _) => format!("write the host alone, such as `{name} = \"gitlab.example.com\"`"),
            _ => format!("write the host alone: `{name} = \"{}\"`", alone.escape_debug()),
        };
        return Err(Fault::new(format!("`{name}` is a host, not a URL"), help));
    }
    let (host, port) = split_port(text);
    let legal = |c: char| c.is_ascii_alphanumeric() || ".-_[]:".contains(c);
    if let Some(illegal) = text.chars().find(|c| !legal(*c)) {
        return Err(Fault::new(
            format!("`{}` may not stand in the name of a host", illegal.escape_debug()),
            "write a name such as `gitlab.example.com`, in its ASCII form `xn--…` if need be",
        ));
    }
    if host.is_empty() || !is_host(host) {
        let help = "write a name such as `gitlab.example.com`";
        return Err(Fault::new(format!("`{host}` is not the name of a host"), help));
    }
    match port {
        Some(port) if !is_port(port) || port.parse() == Ok(0_u16) => Err(Fault::new(
            format!("`{port}` is not a port"),
            format!("write `{host}:` and a number up to 65535, or `{host}` alone"),
        )),
        _ => Ok(()),
    }
}

/// RFC 3986 s.2.3: the characters that mean themselves everywhere, so that nothing leaves its segment.
pub(super) fn check_segment(name: &str, text: &str) -> Result<(), Fault> {
    let legal = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let help = "write ASCII letters, digits, `-`, `.`, `_` and `~`; it becomes one part of a URL's path";
    if let Some(illegal) = text.chars().find(|c| !legal(*c)) {
        let problem = format!("`{}` may not stand in `{name}`", illegal.escape_debug());
        return Err(Fault::new(problem, help));
    }
    if matches!(text, "." | "..") {
        return Err(Fault::new(format!("`{text}` is another directory, not a name"), help));
    }
    if text.len() > LONGEST {
        let problem = format!("`{name}` has {} characters, and at most {LONGEST} are taken", text.len());
        return Err(Fault::new(problem, "copy the name from the provider's console"));
    }
    Ok(())
}

/// Tenant ids of Microsoft Entra ID.
pub(super) fn check_guid(name: &str, text: &str) -> Result<(), Fault> {
    if is_guid(text) {
        return Ok(());
    }
    let problem = format!("`{}` is not the id of a tenant", text.escape_debug());
    Err(match text {
        "common" | "organizations" | "consumers" => Fault::new(
            problem,
            "write the id, or take `presets::MICROSOFT_ENTRA_ID_TENANTS` or `presets::MICROSOFT_ENTRA_ID_ANY_TENANT`",
        ),
        _ => Fault::new(
            problem,
            format!("write its GUID, such as `{name} = \"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"`"),
        ),
    })
}

pub(super) fn check_guids(name: &str, text: &str) -> Result<(), Fault> {
    if text.contains([',', ';']) {
        let spaced = text.replace([',', ';'], " ");
        let meant = single_spaced(&spaced).unwrap_or(spaced);
        let problem = format!("the ids of `{name}` are separated by spaces, not by commas");
        return Err(Fault::new(problem, format!("write `{name} = \"{meant}\"`")));
    }
    if let Some(single) = single_spaced(text) {
        let problem = format!("the ids of `{name}` are separated by one space");
        return Err(Fault::new(problem, format!("write `{name} = \"{single}\"`")));
    }
    match text.split(' ').find(|word| !is_guid(word)) {
        None => Ok(()),
        Some(word) => Err(Fault::new(
            format!("`{}` is not the id of a tenant", word.escape_debug()),
            "write GUIDs such as `3f2504e0-4f89-41d3-9a0c-0305e82c3301`, separated by one space",
        )),
    }
}

/// RFC 9562 s.4: five groups of hexadecimal digits.
fn is_guid(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.concat().bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::super::{Kind, check};

    fn assert_faults(kind: Kind, name: &str, faults: &[(&str, &str, &str)]) {
        for (text, problem, help) in faults {
            let fault = check(kind, name, text).expect_err(text);
            assert!(fault.problem.contains(problem), "{text}: {fault:?}");
            assert!(fault.help.contains(help), "{text}: {fault:?}");
        }
    }

    #[test]
    fn domain_is_a_host_alone() {
        for domain in
            ["gitlab.example.com", "localhost:8080", "127.0.0.1", "[::1]:8443", "xn--bcher-kva.example"]
        {
            assert_eq!(check(Kind::Domain, "domain", domain), Ok(()), "{domain}");
        }
        let alone = "write the host alone: `domain = \"gitlab.example.com\"`";
        let not_a_url = "`domain` is a host, not a URL";
        assert_faults(
            Kind::Domain,
            "domain",
            &[
                ("https://gitlab.example.com", not_a_url, alone),
                ("http://gitlab.example.com/a?b", not_a_url, alone),
                ("gitlab.example.com/", not_a_url, alone),
                ("gitlab.example.com#a", not_a_url, alone),
                ("https://x\u{202e}\n/", not_a_url, "`domain = \"x\\u{202e}\\n\"`"),
                ("https://", not_a_url, "such as `domain = \"gitlab.example.com\"`"),
                ("", "the value of `domain` is empty", "write a value"),
                ("user@example.com", "`@` may not stand", "such as `gitlab.example.com`"),
                ("bücher.example", "`ü` may not stand", "xn--…"),
                ("example com", "` ` may not stand", "such as"),
                ("example.com\n", "`\\n` may not stand", "such as"),
                ("{domain}", "`{` may not stand", "such as"),
                ("a..b", "`a..b` is not the name of a host", "such as"),
                (":443", "`` is not the name of a host", "such as"),
                ("[::g]", "`[::g]` is not the name of a host", "such as"),
                ("example.com:", "`` is not a port", "`example.com` alone"),
                ("example.com:0", "`0` is not a port", "up to 65535"),
                ("example.com:65536", "`65536` is not a port", "up to 65535"),
                ("example.com:+1", "`+` may not stand", "such as"),
            ],
        );
    }

    #[test]
    fn segment_stays_in_its_place() {
        for segment in ["common", "eu-central-1_AbC", "a~b.c", &"a".repeat(128)] {
            assert_eq!(check(Kind::Segment, "tenant", segment), Ok(()), "{segment}");
        }
        assert_faults(
            Kind::Segment,
            "tenant",
            &[
                ("a/b", "`/` may not stand in `tenant`", "ASCII letters"),
                ("a b", "` ` may not stand in `tenant`", "ASCII letters"),
                ("a%2Fb", "`%` may not stand in `tenant`", "ASCII letters"),
                ("é", "`é` may not stand in `tenant`", "ASCII letters"),
                ("{tenant}", "`{` may not stand in `tenant`", "ASCII letters"),
                (".", "`.` is another directory", "ASCII letters"),
                ("..", "`..` is another directory", "ASCII letters"),
                (&"a".repeat(129), "`tenant` has 129 characters, and at most 128", "console"),
            ],
        );
    }

    #[test]
    fn tenants_are_guids() {
        let guid = "72f988bf-86f1-41AF-91ab-2d7cd011db47";
        assert_eq!(check(Kind::Guids, "tenants", guid), Ok(()));
        assert_eq!(check(Kind::Guids, "tenants", &format!("{guid} {guid}")), Ok(()));
        let commas = format!("{guid}, {guid}");
        let spaces = format!("{guid}  {guid}");
        let meant = format!("write `tenants = \"{guid} {guid}\"`");
        assert_faults(
            Kind::Guids,
            "tenants",
            &[
                (&commas, "not by commas", &meant),
                (&spaces, "by one space", &meant),
                ("common", "`common` is not the id of a tenant", "write GUIDs"),
                (&format!("{guid} contoso.com"), "`contoso.com` is not the id", "write GUIDs"),
                (&format!("{{{guid}}}"), "is not the id", "write GUIDs"),
                ("72f988bf86f141af91ab2d7cd011db47", "is not the id", "write GUIDs"),
                ("72f988bg-86f1-41af-91ab-2d7cd011db47", "is not the id", "write GUIDs"),
            ],
        );
    }
}
