use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com", scope = "email profile")]
    pub google: OidcClient,
}

// Mistakes in a registry are not repeated where it is used.
fn main() {
    use oauth_actix::Registry as _;
    let auth = Auth::from_env();
    let _ = auth.map(|auth| auth.google);
}

pub fn subject(login: AuthLogin) {
    match login {
        AuthLogin::Google(google) => drop(google.claims),
    }
}
