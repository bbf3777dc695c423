//! The one thing a visitor reads of a page: its first form.

use url::Url;

use super::page::Hop;

/// A form of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where it goes; the page's own address if it does not say.
    pub action: String,
    /// `GET` or `POST`.
    pub method: String,
    /// Its hidden fields.
    pub hidden: Vec<(String, String)>,
}

impl Form {
    /// Reads the first `<form>`; enough of HTML for pages of tests.
    pub(super) fn parse(html: &str) -> Option<Self> {
        let start = html.find("<form")?;
        let html = &html[start..];
        let html = &html[..html.find("</form").unwrap_or(html.len())];
        let mut tags = html.split('<').skip(1);
        let form = attributes(tags.next()?);
        let hidden = tags.filter(|tag| tag.starts_with("input")).map(attributes).filter_map(|input| {
            let hidden = value(&input, "type").as_deref() == Some("hidden");
            hidden.then(|| Some((value(&input, "name")?, value(&input, "value").unwrap_or_default())))?
        });
        Some(Self {
            action: value(&form, "action").unwrap_or_default(),
            method: value(&form, "method").unwrap_or_default().to_uppercase(),
            hidden: hidden.collect(),
        })
    }

    /// The step of sending it with nothing filled in.
    pub(super) fn hop(self) -> Hop {
        if self.method == "POST" {
            return Hop { method: self.method, url: self.action, fields: self.hidden };
        }
        let mut url = Url::parse(&self.action).expect("a form's address is absolute by now");
        url.query_pairs_mut().clear().extend_pairs(&self.hidden);
        Hop { method: "GET".into(), url: url.into(), fields: Vec::new() }
    }
}

fn value(attributes: &[(String, String)], name: &str) -> Option<String> {
    attributes.iter().find(|attribute| attribute.0 == name).map(|attribute| attribute.1.clone())
}

fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c)).unwrap_or(rest.len());
        if end == 0 {
            return found;
        }
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let (value, after) =
            rest.strip_prefix('=').map_or(("", rest), |rest| attribute_value(rest.trim_start()));
        found.push((name, decode(value)));
        rest = after;
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len()))
}

fn decode(text: &str) -> String {
    let mut parts = text.split('&');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity = part.split_once(';').and_then(|(name, rest)| Some((entity(name)?, rest)));
        match entity {
            Some((character, rest)) => {
                decoded.push(character);
                decoded.push_str(rest);
            }
            None => {
                decoded.push('&');
                decoded.push_str(part);
            }
        }
    }
    decoded
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = hexadecimal.map_or_else(|| number.parse(), |digits| u32::from_str_radix(digits, 16));
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_fields_are_read_and_decoded() {
        let html = r#"<p>x</p><form method=post action="/a?b=1&amp;c=2"><input type="hidden" name="state" value="a&#x2F;&quot;b&lt;"/>
            <input name=seen value=no><INPUT><input type=hidden name='empty'></form><form action=other></form>"#;
        let form = Form::parse(html).unwrap();
        assert_eq!((form.method.as_str(), form.action.as_str()), ("POST", "/a?b=1&c=2"));
        let fields = [("state", "a/\"b<"), ("empty", "")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(form.hidden, fields);
    }

    #[test]
    fn page_without_a_form_has_none() {
        assert_eq!(Form::parse("<p>no form</p>"), None);
    }
}
