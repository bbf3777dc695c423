// 20 mistakes.
use oauth_actix::oauth_core::{EmailRule, ProfileRules};
use oauth_actix::{Key, Preset};

const ACME: Preset = Preset::openid_connect("Acme");
const PLAIN: Preset = Preset::oauth2("Acme");

pub const HTTP: Preset = ACME.issuer("http://login.example");
pub const QUERY: Preset = ACME.issuer("https://login.example?tenant=a");
pub const METADATA: Preset = ACME.issuer("https://login.example/.well-known/openid-configuration");
pub const EMPTY: Preset = PLAIN.token_endpoint("");
pub const FRAGMENT: Preset = PLAIN.token_endpoint("https://login.example/token#a");
pub const USERINFO: Preset = PLAIN.authorization_endpoint("https://us:pass@login.example/");
pub const SPACE: Preset = PLAIN.api_base_url("https://api.example/a b");
pub const PLACEHOLDER: Preset = ACME.issuer("https://login.example/{tennant}");
pub const WITHOUT_OPENID: Preset = ACME.scope("email profile");
pub const COMMAS: Preset = PLAIN.scope("read,write");
pub const SPACES: Preset = PLAIN.scope("read  write");
pub const IN_A_CHAIN: Preset = Preset::oauth2("Acme")
    .authorization_endpoint("https://login.example/authorize")
    .token_endpoint("login.example/token")
    .scope("read");
pub const MODE: Preset = PLAIN.response_mode("fragment");
pub const METHOD: Preset = PLAIN.token_endpoint_auth_method("basic");
pub const DEFAULT: Preset = ACME.default(Key::Issuer, "https://login.example");
pub const NEEDS: Preset = ACME.needs(&[Key::ClientId]);
pub const HEADER: Preset = ACME.api_headers(&[("authorization", "Bearer x")]);
pub const STATE: Preset = ACME.authorization_parameters("audience=a&state=fixed");
pub const SUBJECT: ProfileRules = ProfileRules::userinfo("id");
pub const EMAIL: ProfileRules =
    ProfileRules::userinfo("/id").email(EmailRule::Flag { email: "/email", verified: &["verified"] });

fn main() {}
