//! The tables, one `const` for each provider.

pub(crate) mod installations;
pub(crate) mod oauth1;
pub(crate) mod oauth2;
pub(crate) mod openid;
pub(crate) mod social;
