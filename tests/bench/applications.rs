//! The crates that are measured.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{REPOSITORY, Result};

/// The crates, and the file of each that is edited.
const CRATES: [&str; 4] = ["plain", "twenty", "by_hand", "with_registry"];
/// Stands in each edited file, in the registry if there is one, and counts up.
const EDITED: &str = "https://login.example/edition/";

/// Writes the workspace with all crates.
pub(super) fn write(folder: &Path) -> Result<()> {
    super::write(&folder.join("Cargo.toml"), &workspace())?;
    fs::copy(Path::new(REPOSITORY).join("Cargo.lock"), folder.join("Cargo.lock"))?;
    for name in CRATES {
        super::write(&folder.join(name).join("Cargo.toml"), &manifest(name))?;
        let library = "pub mod auth;\npub mod pages;\n";
        super::write(&folder.join(name).join("src/lib.rs"), library)?;
        super::write(&folder.join(name).join("src/pages.rs"), &pages())?;
        super::write(&folder.join(name).join("src/auth.rs"), &auth(name))?;
    }
    Ok(())
}

/// Changes a string of the crate's registry, or of what stands in its place.
pub(super) fn edit(folder: &Path, name: &str) -> Result<()> {
    let path = folder.join(name).join("src/auth.rs");
    let text = fs::read_to_string(&path)?;
    let (before, after) = text.split_once(EDITED).ok_or("the file has nothing to edit")?;
    let (edition, after) = after.split_once('"').ok_or("the edited string does not end")?;
    let edition = edition.parse::<u32>()? + 1;
    Ok(fs::write(path, format!("{before}{EDITED}{edition}\"{after}"))?)
}

fn workspace() -> String {
    let members: Vec<String> = CRATES.iter().map(|name| format!("\"{name}\"")).collect();
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n",
        members.join(", ")
    )
}

fn manifest(name: &str) -> String {
    let client = match name {
        "by_hand" => {
            "awc = { version = \"3.11\", default-features = false, features = [\"rustls-0_23\"] }".to_owned()
        }
        _ => format!("oauth-actix = {{ path = \"{REPOSITORY}/oauth-actix\" }}"),
    };
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{client}\n\
         actix-web = {{ version = \"4.18\", default-features = false, features = [\"macros\", \"cookies\"] }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n"
    )
}

/// Thirty handlers with a form and an answer each: the rest of an application.
fn pages() -> String {
    let mut text = "use actix_web::{HttpResponse, Responder, get, post, web};\n".to_owned();
    for page in 0..15 {
        // Writing to a string does not fail.
        let _ = write!(
            text,
            r#"
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct Page{page} {{
    pub name: String,
    pub size: u32,
    pub tags: Vec<String>,
}}

#[get("/page{page}/{{id}}")]
pub async fn show{page}(id: web::Path<u32>) -> impl Responder {{
    let tags = (0..*id).map(|tag| tag.to_string()).collect();
    web::Json(Page{page} {{ name: format!("page {{id}}"), size: *id, tags }})
}}

#[post("/page{page}")]
pub async fn change{page}(form: web::Form<Page{page}>) -> HttpResponse {{
    match form.size {{
        0 => HttpResponse::BadRequest().body("empty"),
        _ => HttpResponse::SeeOther().insert_header(("location", format!("/page{page}/{{}}", form.name))).finish(),
    }}
}}
"#
        );
    }
    text
}

fn auth(name: &str) -> String {
    match name {
        "plain" => twenty(false),
        "twenty" => twenty(true),
        "by_hand" => include_str!("by_hand.rs.txt").to_owned(),
        _ => include_str!("with_registry.rs.txt").to_owned(),
    }
}

/// Twenty clients of all three protocols.
fn twenty(with_attribute: bool) -> String {
    let mut text = "use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient};\n\n".to_owned();
    // What the factory of `HttpServer` needs, and the attribute implies.
    let derived = "#[derive(Clone)]\n";
    text.push_str(if with_attribute { "#[oauth_actix::oauth_registry]\n" } else { derived });
    text.push_str("pub struct Auth {\n");
    for field in 0..20 {
        let (client, settings) = match field % 5 {
            0 | 1 => (
                "OidcClient",
                format!("issuer = \"{EDITED}{field}\", scope = \"openid email\", max_age = 3600"),
            ),
            2 => ("OAuth2Client", "preset = presets::GITHUB, scope = \"read:user user:email\"".to_owned()),
            3 => (
                "OAuth2Client",
                format!("authorization_endpoint = \"{EDITED}a\", token_endpoint = \"{EDITED}t\""),
            ),
            _ => ("OAuth1Client", "preset = presets::TWITTER".to_owned()),
        };
        let attribute = if with_attribute { format!("    #[provider({settings})]\n") } else { String::new() };
        let _ = writeln!(text, "{attribute}    pub provider{field}: {client},");
    }
    text.push_str("}\n");
    if !with_attribute {
        let _ = write!(text, "\npub const EDITED: &str = \"{EDITED}0\";\n");
    }
    text
}
