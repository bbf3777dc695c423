//! Nobody answered.

use super::errors;

errors! {
    /// A request that got no whole answer.
    pub enum TransportError => Transport {
        /// No whole answer within the deadline, or no connection within its own.
        Timeout {
            /// Which endpoint.
            endpoint: &'static str,
        } => "transport_timeout", "the {endpoint} endpoint did not answer in time";
        /// The name was not found or no connection could be made.
        Connect {
            /// Which endpoint.
            endpoint: &'static str,
        } => "transport_connect", "no connection to the {endpoint} endpoint";
        /// TLS failed: an unknown issuer, another name, an expired certificate.
        Tls {
            /// Which endpoint.
            endpoint: &'static str,
        } => "transport_tls", "no trustworthy TLS connection to the {endpoint} endpoint";
        /// The connection ended before the answer did, or what came is not HTTP.
        Interrupted {
            /// Which endpoint.
            endpoint: &'static str,
        } => "transport_interrupted", "the connection to the {endpoint} endpoint broke off";
        /// Too many requests to this host are under way or waiting in this worker already.
        Busy {
            /// Which endpoint.
            endpoint: &'static str,
        } => "transport_busy", "too many requests to the {endpoint} endpoint's host are waiting";
        /// The answer's body is larger than allowed.
        BodyTooLarge {
            /// Which endpoint.
            endpoint: &'static str,
        } => "transport_body_too_large", "the answer of the {endpoint} endpoint is too large";
    }
}

impl TransportError {
    /// The HTTP status that a browser should see: 504 on a time-out, 503 when too many wait, else 502.
    pub fn status(&self) -> u16 {
        match self {
            Self::Timeout { .. } => 504,
            Self::Busy { .. } => 503,
            _ => 502,
        }
    }
}
