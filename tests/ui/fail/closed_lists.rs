// 22 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GITHUB, response_mode = "form-post")]
    pub mode_misspelt: OAuth2Client,
    #[provider(preset = presets::GITHUB, response_mode = "body")]
    pub mode_unknown: OAuth2Client,
    #[provider(preset = presets::GITHUB, response_mode = "fragment")]
    pub mode_fragment: OAuth2Client,
    #[provider(preset = presets::GITHUB, response_mode = "query.jwt")]
    pub mode_signed: OAuth2Client,
    #[provider(preset = presets::GITHUB, response_mode = "web_message")]
    pub mode_message: OAuth2Client,
    #[provider(issuer = env, response_type = "code id_token")]
    pub response_type: OidcClient,
    #[provider(issuer = env, prompt = "logon")]
    pub prompt_misspelt: OidcClient,
    #[provider(issuer = env, prompt = "none login")]
    pub prompt_none: OidcClient,
    #[provider(issuer = env, prompt = "login,consent")]
    pub prompt_commas: OidcClient,
    #[provider(issuer = env, id_token_signed_response_alg = "none")]
    pub algorithm_none: OidcClient,
    #[provider(issuer = env, id_token_signed_response_alg = "RSA1_5")]
    pub algorithm_of_encryption: OidcClient,
    #[provider(issuer = env, id_token_signed_response_alg = "rs256")]
    pub algorithm_small: OidcClient,
    #[provider(issuer = env, id_token_signed_response_alg = "HS512")]
    pub algorithm_hmac: OidcClient,
    #[provider(issuer = env, id_token_signed_response_alg = "ES512")]
    pub algorithm_curve: OidcClient,
    #[provider(issuer = env, id_token_signed_response_alg = "SHA256")]
    pub algorithm_unknown: OidcClient,
    #[provider(preset = presets::GITHUB, token_endpoint_auth_method = "client_secret_bsic")]
    pub method_misspelt: OAuth2Client,
    #[provider(preset = presets::GITHUB, token_endpoint_auth_method = "private_key_jwt")]
    pub method_jwt: OAuth2Client,
    #[provider(preset = presets::GITHUB, token_endpoint_auth_method = "tls_client_auth")]
    pub method_tls: OAuth2Client,
    #[provider(preset = presets::TWITTER, signature_method = "RSA-SHA1")]
    pub signature_rsa: OAuth1Client,
    #[provider(preset = presets::TWITTER, signature_method = "HMAC_SHA1")]
    pub signature_misspelt: OAuth1Client,
    #[provider(preset = presets::TWITTER, signature_method = "MD5")]
    pub signature_unknown: OAuth1Client,
    #[provider(preset = presets::TWITTER, signature_placement = "HEADER")]
    pub placement: OAuth1Client,
}

fn main() {}
