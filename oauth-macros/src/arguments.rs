//! Judges what stands in `#[oauth_registry(…)]` itself.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::{LitStr, Path};

use crate::ast::{Settings, Value};
use crate::diagnostics::Diagnostics;
use crate::rules::Fault;
use crate::rules::words::did_you_mean;

const DEFAULT_BASE: &str = "/auth";

/// What the attribute on the struct says.
pub(crate) struct Arguments {
    pub(crate) base: String,
    /// Whether pending logins are kept in the session instead of in cookies.
    pub(crate) pending_in_session: bool,
    pub(crate) library: Library,
}

/// The path of `oauth_actix`, in front of everything that the expansion names.
#[derive(Clone)]
pub(crate) struct Library(TokenStream);

impl Library {
    /// Where the path is written, or else the attribute.
    pub(crate) fn span(&self) -> Span {
        self.0.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span())
    }

    /// The same path, reported at `span`.
    fn at(&self, span: Span) -> Self {
        // A path within this crate stays a part of the expansion: as written code it might be a needless
        // qualification to the lint of that name.
        let absolute = matches!(self.0.clone().into_iter().next(), Some(TokenTree::Punct(_)));
        let span = if absolute { span } else { span.resolved_at(Span::call_site()) };
        let respan = |mut token: TokenTree| {
            token.set_span(span);
            token
        };
        Self(self.0.clone().into_iter().map(respan).collect())
    }
}

impl Default for Library {
    fn default() -> Self {
        Self(quote!(::oauth_actix))
    }
}

impl ToTokens for Library {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

const EXAMPLES: [(&str, &str); 3] = [
    ("base", "base = \"/auth\""),
    ("pending", "pending = \"session\""),
    ("crate", "crate = \"my_framework::oauth_actix\""),
];

/// Reads the arguments, and takes the default for faulty ones.
pub(crate) fn read(written: &Settings, diagnostics: &mut Diagnostics) -> Arguments {
    let mut arguments =
        Arguments { base: DEFAULT_BASE.to_owned(), pending_in_session: false, library: Library::default() };
    let mut seen = Vec::new();
    for argument in &written.list {
        let key = argument.key.unraw().to_string();
        let Some((_, example)) = EXAMPLES.iter().find(|(name, _)| *name == key) else {
            diagnostics.report(&argument.key, format!("unknown argument `{key}`"), help_for_unknown(&key));
            continue;
        };
        if seen.contains(&key) {
            diagnostics.report(&argument.key, format!("`{key}` is written twice"), "keep one of them");
            continue;
        }
        if let Value::Text(value) = &argument.value {
            if let Err(fault) = arguments.set(&key, value) {
                diagnostics.report_fault(value, &fault);
            }
        } else {
            let problem = format!("`{key}` is a string literal: it is known at compile time");
            diagnostics.report(&argument.key, problem, format!("write `{example}`"));
        }
        seen.push(key);
    }
    arguments
}

fn help_for_unknown(key: &str) -> String {
    match did_you_mean(key, EXAMPLES.iter().map(|(name, _)| *name)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "write `#[oauth_registry(base = \"/auth\")]`".to_owned(),
    }
}

impl Arguments {
    fn set(&mut self, key: &str, literal: &LitStr) -> Result<(), Fault> {
        let value = literal.value();
        match (key, value.as_str()) {
            ("base", path) => {
                check_base(path)?;
                self.base = value;
            }
            ("crate", _) => return self.set_library(literal),
            (_, "session") => self.pending_in_session = true,
            (_, "cookie") => {}
            _ => {
                return Err(Fault::new(
                    "pending logins are kept in a cookie or in the session",
                    "write `pending = \"cookie\"` or `pending = \"session\"`",
                ));
            }
        }
        Ok(())
    }

    fn set_library(&mut self, literal: &LitStr) -> Result<(), Fault> {
        if let Some(library) = library(literal, &literal.value()) {
            self.library = library;
            return Ok(());
        }
        let meant = literal.value().trim().replace('-', "_");
        let help = match library(literal, &meant) {
            Some(library) => {
                self.library = library; // Else every path of the expansion would be one more error.
                format!("write `crate = \"{meant}\"`")
            }
            None => {
                "write the path of `oauth_actix`, such as `crate = \"my_framework::oauth_actix\"`".to_owned()
            }
        };
        Err(Fault::new(format!("`{}` is not a path", literal.value().escape_debug()), help))
    }
}

/// `a::b` is `::a::b`; what begins with `::`, `crate`, `self` or `super` is taken as it is.
fn library(literal: &LitStr, text: &str) -> Option<Library> {
    let path = LitStr::new(text, Span::call_site()).parse_with(Path::parse_mod_style).ok()?;
    let first = path.segments.first().map(|segment| segment.ident.to_string())?;
    let whole = path.leading_colon.is_some() || ["crate", "self", "super"].contains(&first.as_str());
    let path = if whole { quote!(#path) } else { quote!(::#path) };
    Some(Library(path).at(literal.span()))
}

/// A path in front of `/google/login`: RFC 3986 s.3.3 without percent-encoding, dot segments, and `*`, which means any tail to
/// actix-web.
fn check_base(path: &str) -> Result<(), Fault> {
    let legal = |c: char| c.is_ascii_alphanumeric() || "/-._~!$&'()+,;=:@".contains(c);
    let trimmed = path.trim_matches('/');
    let fault = if path.contains(['{', '}']) {
        Fault::new("a base path has no parameters", "write a fixed path such as `/auth`")
    } else if trimmed.is_empty() {
        Fault::new("a base path has at least one segment", "write \"/auth\"")
    } else if !path.starts_with('/') {
        Fault::new("a base path begins with `/`", format!("write \"/{trimmed}\""))
    } else if path.ends_with('/') {
        Fault::new("a base path does not end with `/`", format!("write \"/{trimmed}\""))
    } else if trimmed.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
        Fault::new("a base path has no empty or dot segments", "write a path such as `/auth`")
    } else if !path.chars().all(legal) {
        Fault::new("a base path is made of plain ASCII segments", "write a path such as `/auth`")
    } else {
        return Ok(());
    };
    Err(fault)
}
