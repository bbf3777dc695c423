//! What gives a secret in the source away: the name of its key, or its beginning.

/// Whether a key of this name would hold a secret.
pub(super) fn is_name_of_one(name: &str) -> bool {
    const WORDS: [&str; 5] = ["secret", "password", "passphrase", "passwd", "pem"];
    const KEYS: [&str; 4] = ["private_key", "rsa_key", "signing_key", "api_key"];
    name.split('_').any(|word| WORDS.contains(&word)) || KEYS.iter().any(|key| name.contains(key))
}

/// Whether a text looks like a secret: its makers mark them, so that they are found in repositories.
pub(super) fn is_one(text: &str) -> bool {
    const MARKS: [&str; 14] = [
        "GOCSPX-", // Google
        "eyJ",     // a JWT, Apple's
        "gloas-",  // GitLab
        "glpat-",
        "ghp_", // GitHub
        "gho_",
        "ghs_",
        "github_pat_",
        "xoxb-", // Slack
        "xoxp-",
        "sk_live_", // Stripe
        "sk_test_",
        "shpss_",  // Shopify
        "dop_v1_", // DigitalOcean
    ];
    let word = |word: &str| MARKS.iter().any(|mark| word.starts_with(mark));
    text.contains("-----BEGIN ") || text.split(['=', '&', ' ']).any(word)
}
