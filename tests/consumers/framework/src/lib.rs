//! What a framework does: it hands the library on.

pub use oauth_actix;
