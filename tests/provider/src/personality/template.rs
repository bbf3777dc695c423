//! JSON documents with places for a person's data.

use serde_json::{Map, Value, json};

use super::list::TENANT;
use crate::users::User;

/// Whose data it is, and how much of it is open.
pub(super) struct Places<'a> {
    pub(super) user: &'a User,
    /// Whether the address may be told.
    pub(super) email: bool,
    /// Whether the request itself asks for the address.
    pub(super) asked: bool,
}

impl Places<'_> {
    /// Reads a text and fills its places; members that have nothing are left out.
    pub(super) fn fill(&self, text: &str) -> Value {
        let value =
            serde_json::from_str(text).unwrap_or_else(|error| json!({ "unreadable": error.to_string() }));
        self.value(&value).unwrap_or_default()
    }

    /// The same as an object.
    pub(super) fn object(&self, text: &str) -> Map<String, Value> {
        match self.fill(text) {
            Value::Object(object) => object,
            _ => Map::new(),
        }
    }

    fn value(&self, template: &Value) -> Option<Value> {
        match template {
            Value::String(text) if text.starts_with('$') => self.text(text),
            Value::Array(items) => Some(items.iter().filter_map(|item| self.item(item)).collect()),
            Value::Object(members) => {
                let members =
                    members.iter().filter_map(|(name, value)| Some((name.clone(), self.value(value)?)));
                Some(Value::Object(members.collect()))
            }
            other => Some(other.clone()),
        }
    }

    /// An entry of a list of addresses without its address is no entry.
    fn item(&self, template: &Value) -> Option<Value> {
        let filled = self.value(template)?;
        let lost = template.get("email").is_some() && filled.get("email").is_none();
        (!lost).then_some(filled)
    }

    fn text(&self, text: &str) -> Option<Value> {
        let name = text.get(1..)?;
        let end = name.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(name.len());
        let (name, rest) = name.split_at(end);
        let value = self.place(name)?;
        match (rest, value.as_str()) {
            ("", _) => Some(value),
            (rest, Some(start)) => Some(format!("{start}{rest}").into()),
            (_, None) => None,
        }
    }

    /// What is at a place.
    pub(super) fn place(&self, name: &str) -> Option<Value> {
        let user = self.user;
        let claim = |name: &str| user.claims.get(name).cloned();
        let email = || user.email.as_ref().filter(|_| self.email).map(|email| json!(email));
        Some(match name {
            "id" => json!(user.id),
            "id_text" => json!(user.id.to_string()),
            "sub" => json!(user.subject),
            "login" => json!(user.name),
            "name" => json!(user.full_name),
            "given_name" => claim(name).or_else(|| Some(json!(user.full_name.split(' ').next()?)))?,
            "family_name" => claim(name).or_else(|| Some(json!(user.full_name.split(' ').next_back()?)))?,
            "picture" => {
                claim(name).unwrap_or_else(|| json!(format!("https://pictures.example/{}.png", user.name)))
            }
            "email" => email()?,
            "verified_email" => email().filter(|_| user.email_verified)?,
            "asked_email" => email().filter(|_| self.asked && user.email_verified)?,
            "verified" => email().map(|_| json!(user.email_verified))?,
            "verified_text" => email().map(|_| json!(user.email_verified.to_string()))?,
            "confirmed_at" => {
                email().filter(|_| user.email_verified).map(|_| json!("2026-01-01T00:00:00.000Z"))?
            }
            "tenant" => json!(TENANT),
            "oid" => json!(format!("00000000-0000-4000-8000-{:012}", user.id)),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Personality;
    use super::super::play::{Claim, Content, Shape};
    use super::*;

    #[test]
    fn every_text_is_json_and_every_place_has_data() {
        let [ada, _] =
            <[User; 2]>::try_from(User::presets()).unwrap_or_else(|_| [User::new("a"), User::new("b")]);
        let places = Places { user: &ada, email: true, asked: true };
        for play in Personality::ALL.iter().map(|personality| personality.play()) {
            let shapes = play.shape.iter().filter_map(|shape| match shape {
                Shape::With(text) => Some(*text),
                _ => None,
            });
            let claims = play.claims.iter().filter_map(|claim| match claim {
                Claim::With(text) => Some(*text),
                _ => None,
            });
            let documents = play.documents.iter().map(|document| match document.content {
                Content::Claims(text) | Content::ClaimsWithout(_, text) => text,
                Content::AskedClaims(text) | Content::Text(text) => text,
            });
            for text in shapes.chain(claims).chain(documents) {
                let template: Value = serde_json::from_str(text).unwrap_or_default();
                assert!(!template.is_null(), "{text}");
                let filled = places.fill(text).to_string();
                assert!(!filled.contains("\"$"), "{filled}");
                assert_eq!(
                    filled.matches("\":").count(),
                    template.to_string().matches("\":").count(),
                    "{filled}"
                );
            }
        }
    }
}
