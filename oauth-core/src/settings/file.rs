//! Files of variables, as `.env` files are usually written.

use super::Settings;
use crate::error::{ConfigurationError, ConfigurationErrors};

pub(super) fn parse(name: &str, text: &str) -> Result<Settings, ConfigurationErrors> {
    let mut errors = Vec::new();
    let mut variables = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parse_line(line) {
            Ok(variable) => variables.push(variable),
            Err(reason) => {
                let place = format!("{name}, line {}", index + 1);
                errors.push(ConfigurationError::FileUnreadable { place, reason: reason.to_owned() });
            }
        }
    }
    ConfigurationErrors::check(errors)?;
    Ok(variables.into_iter().collect())
}

fn parse_line(line: &str) -> Result<(String, String), &'static str> {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=').ok_or("expected NAME=value")?;
    let name = name.trim();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err("a name has letters, digits and underscores");
    }
    Ok((name.to_owned(), unquote(value.trim())?.to_owned()))
}

fn unquote(value: &str) -> Result<&str, &'static str> {
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            return rest.strip_suffix(quote).ok_or("the closing quote is missing");
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_literally() {
        let text = "# comment\n\nA=1\nexport B = \"two $A \\n\" \r\nC='x=y#z'\nD=a#b c\nE=\n";
        let settings = parse(".env", text).unwrap();
        for (name, value) in [("A", "1"), ("B", "two $A \\n"), ("C", "x=y#z"), ("D", "a#b c")] {
            assert_eq!(settings.get(name).map(|value| value.expose()), Some(value), "{name}");
        }
        assert_eq!(settings.get("E"), None);
    }

    #[test]
    fn every_broken_line_is_named_and_no_value_shown() {
        let errors = parse(".env", "A=1\nsecret\nB-C=secret\nD=\"secret\n").unwrap_err().to_string();
        assert_eq!(errors.matches("cannot read .env, line").count(), 3, "{errors}");
        assert!(!errors.contains("secret"));
    }
}
