//! The system's clock, read in one place.

use std::time::{SystemTime, UNIX_EPOCH};

use oauth_core::Timestamp;
use oauth_core::error::{ConfigurationError, Error};

/// The moment of now.
pub(crate) fn now() -> Result<Timestamp, Error> {
    let since =
        SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| ConfigurationError::ClockBeforeEpoch)?;
    Ok(Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX)))
}
